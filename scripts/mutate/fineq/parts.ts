/** Testbenches of the engine's parts alone: over every input there is, or under recorded inputs. */
import { FineqDecoder, FineqEncoder, FineqPe } from "../../../src/blocks/index.ts";
import { elaborate } from "../../../src/dsl/index.ts";
import type { CycleStep } from "../../../src/gen/index.ts";
import { decodeCluster, type FineqIndex, scaleSum, temporalPulses } from "../../../src/golden/index.ts";
import type { Bench } from "../../../src/harness/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { bench, generator, partOf, type RecordedParts } from "../bench.ts";
import { shape } from "./jobs.ts";

/**
 * Parts whose recorded inputs show faults that the whole engine may hide: the steps recorded, and outputs not compared
 * because 0 times a register that was never written is 0 for the interpreter and unknown in four states.
 */
export const recordedParts: RecordedParts = [
  [/^gearbox_/, 300],
  [/^fineq_dispatch_/, 600],
  [/^fineq_sequencer_/, 600],
  [/^fineq_skew_/, 500],
  [/^fineq_pe_/, 1500],
  [/^fineq_row_/, 200],
  [/^fineq_scale_store_/, 800],
  [/^fineq_drain_/, 1000],
  [/^fineq_column_/, 300],
  [/^fineq_registers$/, 2500],
  [/^fineq_core_/, 300, "results_data_data"],
];

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

/** Sums at the ends of the accumulator's range and beyond them, on the way and at the end, counted here. */
export function overflowBench(): Bench {
  const design = elaborate(FineqPe(shape));
  const most = 2 ** (shape.accumulatorBits - 1) - 1;
  const steps: CycleStep[] = [];
  // The sum to reach on the way, and the sum in the end.
  for (const [turn, end] of [
    [most, most],
    [most + 1, most],
    [most + 1, 0],
    [most, most + 1],
    [-most - 1, -most - 1],
    [-most - 2, -most - 1],
    [-most - 2, 0],
    [-most - 1, -most - 2],
    [most - 2100, 2100],
    [2100 - most, -2100],
  ] as const) {
    const activations = [...stepsTo(turn), ...stepsTo(end - turn)];
    for (const activation of activations) {
      const inputs = {
        activation: BigInt.asUintN(8, BigInt(activation)),
        pulse: 1n,
        negative: 0n,
        boundary: 0n,
      };
      steps.push({ inputs, expected: {} });
    }
    const overflow = [turn, end].some((sum) => sum > most || sum < -most - 1);
    steps.push({ inputs: { pulse: 0n, boundary: 1n }, expected: {} });
    const drained = BigInt.asUintN(shape.accumulatorBits, BigInt(end));
    steps.push({ inputs: { boundary: 0n }, expected: { drained, drainedOverflow: overflow ? 1n : 0n } });
  }
  const clear = { inputs: { boundary: 1n, pulse: 0n }, expected: {} };
  return bench("pe_overflow", design, { top: design.top, steps: [clear, clear, ...steps] });
}

/** The scale lanes with gaps on the way in and stalls on the way out; results from the golden scale. */
export function scaleBench(design: Design): Bench {
  const part = partOf(design, /^fineq_scale_\d/);
  const { accumulatorBits, lanes, resultStride } = shape;
  const random = generator(15);
  const rows = Array.from({ length: 150 }, () =>
    Array.from({ length: lanes }, (_, lane) => ({
      sum: random(2 ** accumulatorBits) - 2 ** (accumulatorBits - 1),
      scale: random(0x7c00),
      // The first lane always counts.
      keep: lane === 0 || random(3) > 0,
    })),
  );
  const pack = (width: number, values: readonly bigint[]): bigint =>
    values.reduceRight((word, value) => (word << BigInt(width)) | BigInt.asUintN(width, value), 0n);
  const bytes = resultStride / 8;
  const sent = rows.map((row, index) => ({
    data_sums: pack(
      accumulatorBits,
      row.map(({ sum }) => BigInt(sum)),
    ),
    data_scales: pack(
      16,
      row.map(({ scale }) => BigInt(scale)),
    ),
    data_keep: pack(
      1,
      row.map(({ keep }) => (keep ? 1n : 0n)),
    ),
    data_last: BigInt(index % 3 === 2),
  }));
  const expected = rows.map((row, index) => ({
    data_data: pack(
      resultStride,
      row.map(({ sum, scale, keep }) => (keep ? scaleSum(sum, scale) : 0n)),
    ),
    data_keep: pack(
      bytes,
      row.map(({ keep }) => (keep ? 2n ** BigInt(bytes) - 1n : 0n)),
    ),
    data_last: BigInt(index % 3 === 2),
  }));
  return bench("scale_stalled", part, {
    top: part.top,
    name: "scale_stalled_tb",
    producers: [{ port: "sums", beats: sent, stall: 0.6 }],
    consumers: [{ port: "results", beats: expected, stall: 0.6 }],
    timeoutCycles: 5000,
  });
}

/** Activations that add up to `sum`, all of its sign. */
function stepsTo(sum: number): number[] {
  const whole = Array.from({ length: Math.floor(Math.abs(sum) / 127) }, () => 127 * Math.sign(sum));
  const rest = sum - whole.length * 127 * Math.sign(sum);
  return rest === 0 ? whole : [...whole, rest];
}
