/** Testbenches of the engine's parts alone: over every input there is, or under recorded inputs. */
import { FineqDecoder, FineqEncoder } from "../../src/blocks/index.ts";
import { elaborate } from "../../src/dsl/index.ts";
import type { CycleTestbench } from "../../src/gen/index.ts";
import { decodeCluster, type FineqIndex, temporalPulses } from "../../src/golden/index.ts";
import { type Bench, recordTestbench } from "../../src/harness/index.ts";
import type { Design } from "../../src/ir/index.ts";
import { bench, designOf } from "./jobs.ts";

/**
 * Parts whose recorded inputs show faults that the whole engine may hide: the steps recorded, and outputs not compared
 * because 0 times a register that was never written is 0 for the interpreter and unknown in four states.
 */
const recordedParts: readonly (readonly [pattern: RegExp, cycles: number, ...ignored: string[]])[] = [
  [/^gearbox_/, 300],
  [/^fineq_dispatch_/, 600],
  [/^fineq_sequencer_/, 600],
  [/^fineq_skew_/, 150],
  [/^fineq_pe_/, 1500],
  [/^fineq_row_/, 200],
  [/^fineq_scale_store_/, 800],
  [/^fineq_drain_/, 1000],
  [/^fineq_column_/, 300],
  [/^fineq_registers$/, 2500],
  [/^fineq_core_/, 300, "results_data_data"],
];

/** Testbenches of the design's parts with recorded inputs; the interpreter gives the expectation. */
export function recordedBenches(design: Design): Bench[] {
  return design.modules.flatMap((module) => {
    const recorded = recordedParts.find(([pattern]) => pattern.test(module.name));
    if (recorded === undefined) return [];
    const part = designOf(module);
    const [, cycles, ...ignored] = recorded;
    const plan = recordTestbench(part, { cycles, seed: 1, episodes: true });
    return [bench(`${module.name}_recorded`, part, withoutOutputs(plan, ignored))];
  });
}

const withoutOutputs = (plan: CycleTestbench, ignored: readonly string[]): CycleTestbench => ({
  ...plan,
  steps: plan.steps.map((step) => ({
    ...step,
    expected: Object.fromEntries(Object.entries(step.expected).filter(([port]) => !ignored.includes(port))),
  })),
});

/** The decoder over its 256 inputs and the unary encoder over its 12, by the golden codec. */
export function exhaustiveBenches(): Bench[] {
  const decoder = elaborate(FineqDecoder());
  const encoder = elaborate(FineqEncoder("unary"));
  const indices: readonly FineqIndex[] = [0, 1, 2, 3];
  const decoded = indices.flatMap((index) =>
    Array.from({ length: 64 }, (_, cluster) => {
      // {negative, magnitude} of three weights, the first lowest.
      const weights = decodeCluster(index, cluster).reduce(
        (bits, w, at) => bits | (BigInt(Math.abs(w) | (w < 0 ? 4 : 0)) << BigInt(3 * at)),
        0n,
      );
      return { inputs: { index: BigInt(index), cluster: BigInt(cluster) }, expected: { weights } };
    }),
  );
  const encoded = [0, 1, 2, 3].flatMap((magnitude) =>
    temporalPulses("unary", magnitude).map((pulse, phase) => ({
      inputs: { magnitude: BigInt(magnitude), phase: BigInt(phase) },
      expected: { pulse: BigInt(pulse) },
    })),
  );
  return [
    bench("decoder_exhaustive", decoder, { top: decoder.top, steps: decoded }),
    bench("encoder_exhaustive", encoder, { top: encoder.top, steps: encoded }),
  ];
}
