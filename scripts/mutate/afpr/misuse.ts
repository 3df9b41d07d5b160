/** Testbenches of what a system should not do to the AFPR engine, of its registers, and of resets. */
import { afprEngineJobs } from "../../../src/blocks/index.ts";
import type { ScriptStep } from "../../../src/gen/index.ts";
import type { Bench } from "../../../src/harness/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { bench, read, write } from "../bench.ts";
import { registers } from "./engine.ts";
import { Jobs, parameters, shape } from "./jobs.ts";

const { control, status, errors, size, vectors, tile, convert, programming } = registers;
const { rows, columns, batch, period, lanes } = shape;
const start = write(control, control.encode({ start: 1 }));
const program = write(control, control.encode({ program: 1 }));
const flag = (name: "overflow" | "bad_weight" | "bad_job"): number => errors.encode({ [name]: 1 });

/** Jobs that are refused, orders and new settings in the middle of a job, weights that are none, and every address there is. */
export function misuseBench(design: Design): Bench {
  const jobs = new Jobs(5);
  const weights = Int8Array.from([15, -15, 3, -16, 16, 1, 16, -16, 0, -128, 127, 5, 1, 2, 100]);
  jobs.program(rows, columns, 15, weights);
  jobs.convert({ vectors: 2, shift: 1, format: "integer" });
  const { plan } = afprEngineJobs(parameters, jobs.list);
  const at = (label: string): number =>
    plan.script.findIndex((step) => "label" in step && step.label === label) + 1;
  const badWeight: ScriptStep[] = [
    read(errors, flag("bad_weight")),
    write(errors, flag("overflow") | flag("bad_job")),
    read(errors, flag("bad_weight")),
    write(errors, flag("bad_weight")),
    read(errors, 0),
  ];
  // Sizes, the tile's place and settings for a job that is not the running one.
  const others: ScriptStep[] = [
    write(size, size.encode({ rows: 1, columns: 2 })),
    write(vectors, 0x1234),
    write(tile, 0),
    write(programming, 3),
  ];
  const kept: ScriptStep[] = [
    read(size, size.encode({ rows: 1, columns: 2 })),
    read(vectors, 0x1234),
    read(tile, 0),
    read(programming, 3),
  ];
  const script: ScriptStep[] = [
    ...asMade,
    ...everyAddress,
    ...refusals,
    write(tile, tile.encode({ first: 1, last: 1 })),
    ...plan.script.slice(0, at("program")),
    // Neither order does anything while the macro is programmed.
    ...[start, program, ...others],
    ...plan.script.slice(at("program"), at("errors") - 1),
    ...badWeight,
    ...plan.script.slice(at("errors"), at("start")),
    ...[start, program, ...others],
    ...plan.script.slice(at("start")),
    ...kept,
    read(status, 0),
  ];
  return bench("engine_misuse", design, {
    ...plan,
    name: "engine_misuse_tb",
    top: design.top,
    script,
    timeoutCycles: 20_000,
  });
}

/** How the engine was made, and what its registers hold after a reset. */
const asMade: readonly ScriptStep[] = [
  read(registers.shape, rows | (columns << 11) | (lanes << 21)),
  read(registers.timing, period | (batch << 16)),
  read(status, 0),
  read(errors, 0),
  read(vectors, 0),
  read(size, 0),
  read(tile, tile.encode({ first: 1, last: 1 })),
  read(convert, 0),
  read(programming, 32),
];

/** Words that are registers answer OKAY to reads and writes, the others SLVERR; control, status and errors are left out. */
const everyAddress: readonly ScriptStep[] = Array.from({ length: 29 }, (_, index) => index + 3).flatMap(
  (word): ScriptStep[] => {
    const response = word === 10 || word === 11 || word > 22 ? 2 : 0;
    const address = BigInt(4 * word);
    return [
      { kind: "write", address, data: 0x0001_0001n, response },
      { kind: "read", address, response },
    ];
  },
);

/** Every size that the engine does not have, and more vectors than it keeps sums of; flags that are not named stay. */
const refusals: readonly ScriptStep[] = (
  [
    [0, columns, 1, 3, start],
    [rows + 1, columns, 1, 3, start],
    [rows, 0, 1, 3, start],
    [rows, columns + 1, 1, 3, start],
    [rows, columns, 0, 3, start],
    [rows, columns, batch + 1, 1, start],
    [rows, columns, batch + 1, 2, start],
    [0, columns, 1, 3, program],
    [rows, columns + 1, 1, 3, program],
  ] as const
).flatMap(([usedRows, usedColumns, count, place, order]) => [
  write(size, size.encode({ rows: usedRows, columns: usedColumns })),
  write(vectors, count),
  write(tile, place),
  order,
  read(status, 0),
  read(errors, flag("bad_job")),
  write(errors, flag("overflow") | flag("bad_weight")),
  read(errors, flag("bad_job")),
  write(errors, flag("bad_job")),
  read(errors, 0),
]);

/** A reset with results or failures on their way: nothing of the job may come out afterwards, and the counters are 0. */
export function resetBench(design: Design): Bench {
  const quiet: ScriptStep[] = Array.from({ length: 8 }, () => [
    ...["results_tvalid", "failures_tvalid"].map((port) => ({ kind: "expect" as const, port, value: 0n })),
    { kind: "delay" as const, cycles: 1 },
  ]).flat();
  const { cycles, conversions, active_rows, pulses, reads, failed_cells } = registers;
  const stopped: ScriptStep[] = [
    { kind: "reset", cycles: 1 },
    { kind: "set", port: "results_tready", value: 1n },
    { kind: "set", port: "failures_tready", value: 1n },
    ...quiet,
    read(status, 0),
    ...[cycles, conversions, active_rows, pulses, reads, failed_cells].map((counter) => read(counter, 0)),
    { kind: "set", port: "results_tready", value: 0n },
    { kind: "set", port: "failures_tready", value: 0n },
  ];
  const sizes = write(size, size.encode({ rows: 2, columns }));
  const until = (port: string): ScriptStep => ({ kind: "waitFor", port, value: 1n, limit: 600 });
  return bench("engine_reset", design, {
    top: design.top,
    name: "engine_reset_tb",
    registers: "s_axi",
    inputs: {
      weights_tvalid: 1n,
      weights_tdata: 0x0f0fn,
      activations_tvalid: 1n,
      activations_tdata: 0x7f7fn,
    },
    script: [0, 1, 2, 3].flatMap((wait): ScriptStep[] => [
      ...[sizes, write(programming, 1), program, until("failures_tvalid")],
      { kind: "delay", cycles: 1 + wait },
      ...stopped,
      ...[sizes, write(vectors, 4), start, until("results_tvalid")],
      { kind: "delay", cycles: 3 + 85 * wait },
      ...stopped,
      ...[sizes, write(vectors, 4), start],
      { kind: "delay", cycles: 5 + 21 * wait },
      ...stopped,
    ]),
    timeoutCycles: 20_000,
  });
}
