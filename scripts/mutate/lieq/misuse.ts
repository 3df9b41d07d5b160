/** Testbenches of what a system should not do to the LieQ engine, of its registers and table, and of resets. */
import type { ScriptStep } from "../../../src/gen/index.ts";
import type { Bench } from "../../../src/harness/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { bench, read, write } from "../bench.ts";
import { engineParts, planOf, registers } from "./engine.ts";
import { layerOf, shape } from "./programs.ts";

const { control, status, errors, layers, entry, layer_select } = registers;
const start = write(control, control.encode({ start: 1 }));
const flag = (name: "overflow" | "bad_scale" | "bad_layer"): number => errors.encode({ [name]: 1 });

/** Programs that are refused, entries beyond the table, and what a start and a count do in the middle of a program. */
export function misuseBench(design: Design): Bench {
  // More passes than a queue holds, so that the second entry is still to be read when software touches it.
  const plan = planOf([layerOf("w2", 10, 20, 12, 21), layerOf("fineq", 2, 25, 3, 22)]);
  const at = plan.script.findIndex((step) => "label" in step && step.label === "start") + 1;
  const store = (index: number): ScriptStep => write(entry, entry.encode({ index, store: 1 }));
  const refused: ScriptStep[] = [
    read(errors, flag("bad_layer")),
    // Flags that are not named stay.
    write(errors, flag("overflow") | flag("bad_scale")),
    read(errors, flag("bad_layer")),
    write(errors, flag("bad_layer")),
    read(errors, 0),
  ];
  const script: ScriptStep[] = [
    read(registers.shape, shape.rows | (shape.columns << 8) | (shape.lanes << 16) | (shape.phases << 24)),
    read(registers.capacity, shape.layers),
    ...[0, shape.layers + 1, 1024, 2047].flatMap((count) => [
      write(layers, count),
      start,
      // Who polls for the end goes on to the errors.
      read(status, status.encode({ done: 1 })),
      write(status, status.encode({ done: 1 })),
      read(status, 0),
      ...refused,
    ]),
    ...[shape.layers, shape.layers + 3, 512, 1023].flatMap((index) => [
      store(index),
      read(status, 0),
      ...refused,
    ]),
    // Without `store` nothing is stored, wherever it is.
    write(entry, entry.encode({ index: 1023, store: 0 })),
    read(errors, 0),
    ...plan.script.slice(0, at),
    ...[write(registers.m, 1), store(1), read(errors, flag("bad_layer")), write(errors, flag("bad_layer"))],
    ...[start, write(layers, 0), start, write(layer_select, 1)],
    ...plan.script.slice(at),
    read(status, status.encode({ done: 1 })),
  ];
  return bench("engine_misuse", design, { ...plan, ...engineParts(design, "engine_misuse"), script });
}

/** A full table, each entry of which runs alone at last: entries keep to themselves. */
export function tableRunBench(design: Design): Bench {
  const plan = planOf(
    Array.from({ length: shape.layers }, (_, index) => layerOf("w2", 1, 1 + index, 1 + index, 30 + index)),
  );
  return bench("engine_table", design, { ...plan, ...engineParts(design, "engine_table") });
}

/** Scales that are negative, infinite or no number, and nothing else, raise their flag; sums of activations 0 stay 0. */
export function badScaleBench(design: Design): Bench {
  const layer = layerOf("w3", 1, 5, 3, 40);
  layer.activations.fill(0);
  const plan = planOf([layer]);
  const producers = plan.producers.map((producer) =>
    producer.port === "scales" ? { ...producer, beats: [...producer.beats.slice(1), 0x7c00n] } : producer,
  );
  const script = plan.script.flatMap((step): ScriptStep[] =>
    "label" in step && step.label === "errors"
      ? [
          read(errors, flag("bad_scale")),
          write(errors, flag("overflow") | flag("bad_layer")),
          read(errors, flag("bad_scale")),
          write(errors, flag("bad_scale")),
          read(errors, 0),
        ]
      : [step],
  );
  return bench("engine_bad_scale", design, {
    ...plan,
    ...engineParts(design, "engine_bad_scale"),
    producers,
    script,
  });
}

/** A reset with results on their way: nothing of the program comes out afterwards, and the counters are 0. */
export function resetBench(design: Design): Bench {
  const { cycles, steps, passes } = registers;
  const table = planOf([layerOf("w2", 3, 2, 3, 41)]).script.filter(
    (step) => step.kind === "write" && step.address < BigInt(control.address + 0x50) && step.address >= 0x0cn,
  );
  const set = (value: bigint): ScriptStep[] =>
    ["results", "weight_transfers", "scale_transfers", "activation_transfers", "result_transfers"].map(
      (port) => ({
        kind: "set",
        port: `${port}_tready`,
        value,
      }),
    );
  const ports = [
    "results",
    "weight_transfers",
    "scale_transfers",
    "activation_transfers",
    "result_transfers",
  ];
  const quiet: ScriptStep[] = Array.from({ length: 8 }, (): ScriptStep[] => [
    ...ports.map((port): ScriptStep => ({ kind: "expect", port: `${port}_tvalid`, value: 0n })),
    { kind: "delay", cycles: 1 },
  ]).flat();
  return bench("engine_reset", design, {
    top: design.top,
    name: "engine_reset_tb",
    registers: "s_axi",
    inputs: {
      weights_tvalid: 1n,
      scales_tvalid: 1n,
      activations_tvalid: 1n,
      weights_tdata: 0x1234_5678_9abc_def0n,
      scales_tdata: 0x3c00n,
      activations_tdata: 0x05fb03n,
    },
    script: [0, 1, 2, 3, 7].flatMap((wait): ScriptStep[] => [
      ...table,
      write(layers, 1),
      start,
      { kind: "waitFor", port: "results_tvalid", value: 1n, limit: 400 },
      { kind: "delay", cycles: 2 + wait },
      { kind: "reset", cycles: 1 },
      ...set(1n),
      ...quiet,
      read(status, 0),
      ...[cycles, steps, passes].map((counter) => read(counter, 0)),
      ...set(0n),
      write(layers, 1),
      start,
      { kind: "delay", cycles: 1 + wait },
      { kind: "reset", cycles: 1 },
      read(status, 0),
      read(cycles, 0),
    ]),
    timeoutCycles: 20_000,
  });
}
