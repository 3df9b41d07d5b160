/** Testbenches of the whole AFPR engine through its AXI ports: jobs, results, counts and cycles from the golden model. */
import {
  type AfprJobOptions,
  afprEngineJobs,
  afprRegisters,
  registerAccessors,
} from "../../../src/blocks/index.ts";
import type { ScriptStep } from "../../../src/gen/index.ts";
import type { Bench } from "../../../src/harness/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { bench, read, write } from "../bench.ts";
import { type Job, Jobs, parameters, shape, untimed } from "./jobs.ts";

export const registers = registerAccessors(afprRegisters);

/** Jobs in a row: all at once there and taken, with gaps on every stream, and charges at every border of the converters. */
export function engineBenches(design: Design): Bench[] {
  const { rows, columns } = shape;
  const free = new Jobs(1).program(rows, columns, 15);
  free.convert({ vectors: 3, shift: 2 });
  free.convert({ vectors: 2, shift: 0, format: "integer" });
  const first = free.convert({ vectors: 3, shift: 1, isLast: false });
  free.program(3, columns, 4);
  const second = free.convert({ vectors: 3, rows: 3, shift: 3, earlier: first.sums, isLast: false });
  free.program(4, columns, 15);
  free.convert({ vectors: 3, rows: 4, shift: 2, earlier: second.sums, format: "fp8", outputShift: 6 });
  free.convert({ vectors: 1, rows: 1, columns: 1, shift: 0 });
  free.program(2, 2, 0);
  free.convert({ vectors: 4, rows: 2, columns: 2, shift: 4, format: "fp8", outputShift: 3 });

  const stalled = new Jobs(2).program(rows, columns, 7);
  const start = stalled.convert({ vectors: 2, shift: 1, isLast: false });
  stalled.program(rows, columns, 3);
  stalled.convert({ vectors: 2, shift: 2, earlier: start.sums, format: "integer" });
  stalled.convert({ vectors: 3, shift: 3, format: "fp8", outputShift: 4 });
  return [
    engineBench(design, "engine_free", free.list),
    engineBench(design, "engine_borders", borders().list),
    engineBench(design, "engine_stalled", untimed(stalled.list), {
      stalls: { weights: 0.5, activations: 0.7, results: 0.6, failures: 0.6 },
    }),
    // The way out is closed so long that a conversion meets the codes of the one before.
    engineBench(design, "engine_closed", untimed(new Jobs(3).program(2, columns, 2).list.concat(late())), {
      stalls: { results: 0.98, failures: 0.95 },
    }),
  ];
}

/**
 * One row of weight 1, 15 and -15 in three columns: charges at the borders of the ranges and of their steps, both signs, the
 * largest there is, and none.
 */
function borders(): Jobs {
  const { columns } = shape;
  const jobs = new Jobs(4);
  jobs.program(2, columns, 15, Int8Array.from([1, 15, -15, 0, 1, -1]));
  // Magnitudes that give charges of 31 to 33, 63 to 65, 127 to 129 and 251, 252 units in the first column.
  const codes = [31, 32, 33, 63, 64, 65, 95, 96, 97, 126, 127, 0, 1].flatMap((code) => [code, code + 128]);
  for (const shift of [0, 1]) {
    jobs.convert({
      vectors: codes.length,
      rows: 2,
      shift,
      codes: codes.flatMap((code) => [code, [0, 1, 129][code % 3] ?? 0]),
    });
  }
  return jobs;
}

/** Conversions that follow each other faster than their results leave. */
function late(): Job[] {
  const jobs = new Jobs(3).program(2, shape.columns, 2);
  jobs.convert({ vectors: 4, rows: 2, shift: 0, format: "integer" });
  return jobs.list.slice(1);
}

/** Jobs one after the other on one engine, every result and counter compared. */
function engineBench(
  design: Design,
  name: string,
  jobs: Parameters<typeof afprEngineJobs>[1],
  options: AfprJobOptions = {},
): Bench {
  const { plan } = afprEngineJobs(parameters, jobs, options);
  return bench(name, design, {
    ...plan,
    name: `${name}_tb`,
    top: design.top,
    script: [...plan.script, ...rest],
  });
}

/** After the last job everything is as software left it, and no flag is up. */
const rest: readonly ScriptStep[] = [
  { kind: "delay", cycles: 20 },
  read(registers.status, 0),
  read(registers.errors, 0),
  write(registers.size, 0),
  read(registers.size, 0),
];
