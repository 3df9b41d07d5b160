/** Testbenches of the whole LieQ engine through its AXI ports: programs, results, transfers, counts and cycles from the golden model. */
import {
  type LieqJobOptions,
  lieqEngineJob,
  lieqRegisters,
  registerAccessors,
} from "../../../src/blocks/index.ts";
import type { ScriptStep } from "../../../src/gen/index.ts";
import { type LieqLayer, packLieqProgram, predictLieqProgram } from "../../../src/golden/index.ts";
import type { Bench } from "../../../src/harness/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { bench, read, write } from "../bench.ts";
import { extremeLayer, layerOf, parameters, shape } from "./programs.ts";

export const registers = registerAccessors(lieqRegisters);
const { status, errors } = registers;
const done = status.encode({ done: 1 });

/** After a program: clearing one flag leaves the others, and the end goes by itself. */
export const clearDone: readonly ScriptStep[] = [
  read(status, done),
  write(status, done),
  read(status, 0),
  read(errors, 0),
];

/** The plan of one program. */
export function planOf(layers: readonly LieqLayer[], stalls?: LieqJobOptions["stalls"]) {
  const program = packLieqProgram(shape, layers);
  const counts = predictLieqProgram(shape, program.entries);
  return lieqEngineJob(parameters, program, { counts, stalls }).plan;
}

/** What a plan needs to be a testbench of the whole engine. */
export const engineParts = (design: Design, name: string) => ({ name: `${name}_tb`, top: design.top });

/** Programs in a row, all at once there and taken, and with gaps on every stream; every format, short groups and long ones. */
export function engineBenches(design: Design): Bench[] {
  return [
    engineBench(design, "engine_free", [
      planOf([
        layerOf("w4", 4, 20, 6, 1),
        layerOf("fineq", 2, 50, 7, 2),
        layerOf("w8", 1, 9, 3, 3),
        layerOf("w2", 5, 34, 5, 4),
        layerOf("w3", 3, 18, 11, 5),
      ]),
      planOf([layerOf("w2", 2, 260, 6, 6), layerOf("w3", 1, 131, 2, 7)]),
      planOf([extremeLayer("w8", 3, 129, 2), extremeLayer("fineq", 1, 30, 5)]),
      // Tiles that the drain limits.
      planOf([layerOf("fineq", 7, 1, 11, 8), layerOf("w2", 9, 2, 6, 9)]),
    ]),
    engineBench(design, "engine_stalled", [
      planOf([layerOf("w3", 4, 17, 6, 10), layerOf("fineq", 3, 26, 7, 11), layerOf("w2", 2, 130, 4, 12)], {
        weights: 0.4,
        scales: 0.3,
        activations: 0.4,
        results: 0.6,
        transfers: 0.5,
      }),
      planOf([layerOf("fineq", 12, 2, 7, 13)], { results: 0.9 }),
      planOf([layerOf("w2", 4, 3, 9, 14)], { transfers: 0.97 }),
    ]),
  ];
}

/** Programs one after the other on one engine, every result, transfer and counter compared. */
function engineBench(design: Design, name: string, plans: readonly ReturnType<typeof planOf>[]): Bench {
  const [first] = plans;
  if (first === undefined) throw new RangeError(name);
  const streams = <
    T extends { readonly port: string; readonly beats: readonly unknown[]; readonly stall: number },
  >(
    of: (plan: (typeof plans)[number]) => readonly T[],
  ): T[] =>
    of(first).map((stream, index) => ({
      ...stream,
      beats: plans.flatMap((plan) => of(plan)[index]?.beats ?? []),
      // One probability a stream and testbench: the largest of the programs'.
      stall: Math.max(...plans.map((plan) => of(plan)[index]?.stall ?? 0)),
    }));
  return bench(name, design, {
    ...first,
    ...engineParts(design, name),
    producers: streams((plan) => plan.producers),
    consumers: streams((plan) => plan.consumers),
    script: plans.flatMap((plan) => [...plan.script, ...clearDone]),
    timeoutCycles: plans.reduce((sum, plan) => sum + plan.timeoutCycles, 0),
  });
}
