/** The timing diagram against the engine: every lane of the picture is a signal of the simulated hardware, cycle by cycle. */
import { describe, expect, test } from "vitest";
import { AfprEngine, afprConfiguration, afprRegisters, registerAccessors } from "../../src/blocks/index.ts";
import { axiLiteMaster, axiStreamReceiver, axiStreamSender, simulate } from "../../src/harness/index.ts";
import type { Cell } from "./lanes.ts";
import { drawnColumns } from "./lanes.ts";
import { timingLanes } from "./timing.ts";

const { control, size, vectors, convert } = registerAccessors(afprRegisters);

/** Weights 15 and 1 of one column, and codes that make its sums 300, 1500 and -700; the fourth vector is like the first. */
const WEIGHTS = [15, 1];
const CODES = [
  [0x14, 0x00],
  [0x52, 0x00],
  [0xae, 0x8a],
  [0x14, 0x00],
];
const LEVELS = [0x14, 0x32, 0x2e, 0x14];

const { phases, inputs, loadBeats, groups } = afprConfiguration({ rows: 2, columns: 1 });
const drawn = timingLanes({ inputs, phases, loadBeats, groups, shift: 4, sums: [300, 1500, -700] });
const lane = (name: string): ((cycle: number) => Cell) => {
  const found = drawn.groups.flatMap(({ lanes }) => lanes).find((other) => other.name === name);
  if (found === undefined) throw new Error(`The diagram has no lane ${name}.`);
  return found.at;
};

/** Signals of the hardware by the lanes that show them. */
const PEEKED = {
  isLoaded: "core.rows.isLoaded",
  swap: "core.sequencer.swap",
  discharge: "core.sequencer.discharge",
  integrate: "core.sequencer.integrate",
  subtract: "core.sequencer.subtract",
  first: "core.sequencer.stage_first",
  second: "core.sequencer.stage_second",
  "ramp stage": "core.sequencer.stage_ramp",
  ramp: "core.sequencer.ramp",
  latch: "core.sequencer.latch",
  activations: "core.rows.activations_ready",
  results: "results_tvalid",
  level: "core.rows.drive_level",
  on: "core.rows.drive_on",
  comparator: "core.macro.comparator",
  capacitor: "core.adc_0.capacitors",
  code: "core.adc_0.code",
} as const;
type Seen = Record<keyof typeof PEEKED, number>;

/** What the hardware shows in each cycle of four conversions, the first cycle being that of the second swap. */
function observed(): Map<number, Seen> {
  using sim = simulate(AfprEngine({ rows: 2, columns: 1 }), { seed: 1 });
  const bus = axiLiteMaster(sim, sim.dut.s_axi);
  const weights = axiStreamSender(sim, sim.dut.weights);
  const activations = axiStreamSender(sim, sim.dut.activations);
  const results = axiStreamReceiver(sim, sim.dut.results);
  sim.reset();
  sim.fork(function* () {
    for (const weight of WEIGHTS) yield* weights.send({ data: BigInt(weight) });
  });
  sim.fork(function* () {
    yield* bus.write(size.address, size.encode({ rows: 2, columns: 1 }));
    yield* bus.write(control.address, control.encode({ program: 1 }));
  });
  sim.runUntilDone({ maxCycles: 1000 });
  sim.runUntil(() => sim.peek("core.isBusy") === 0, { maxCycles: 1000 });
  sim.fork(function* () {
    for (const data of CODES.flat()) yield* activations.send({ data });
  });
  sim.fork(function* () {
    for (const _ of CODES) yield* results.receive();
  });
  const cycles: Seen[] = [];
  sim.observe({
    beforeEdge() {
      const entries = Object.entries(PEEKED).map(([name, path]) => [
        name,
        // Of a row or a column the first one.
        Number([sim.peek(path)].flat()[0]),
      ]);
      cycles.push(Object.fromEntries(entries) as Seen);
    },
  });
  sim.fork(function* () {
    yield* bus.write(vectors.address, vectors.encode({ count: CODES.length }));
    yield* bus.write(convert.address, convert.encode({ shift: 4 }));
    yield* bus.write(control.address, control.encode({ start: 1 }));
  });
  sim.runUntilDone({ maxCycles: 1000 });
  const swaps = cycles.flatMap(({ swap }, cycle) => (swap === 1 ? [cycle] : []));
  return new Map(cycles.map((seen, cycle) => [cycle - (swaps[1] ?? Number.NaN), seen]));
}

const isWord = (cell: Cell): boolean => typeof cell === "object";
const label = (cell: Cell): string => (typeof cell === "object" ? cell.label : cell);

describe("the timing diagram", () => {
  const hardware = observed();
  const cycles = Array.from({ length: drawn.to - drawn.from + 1 }, (_, at) => drawn.from + at);
  /** [cycle, drawn, seen] wherever the picture says anything. */
  const compare = (
    name: keyof Seen,
    drawnAs: (cycle: number) => number | undefined,
  ): { drawn: unknown[]; seen: unknown[] } => {
    const told = cycles.filter((cycle) => drawnAs(cycle) !== undefined);
    expect(told.length).toBeGreaterThan(0);
    return {
      drawn: told.map((cycle) => [cycle, drawnAs(cycle)]),
      seen: told.map((cycle) => [cycle, hardware.get(cycle)?.[name]]),
    };
  };
  const conversion = (cycle: number): number => Math.floor((cycle - 1) / 64) + 1;

  test.each([
    "isLoaded",
    "swap",
    "discharge",
    "integrate",
    "subtract",
    "first",
    "second",
    "ramp stage",
    "latch",
    "comparator",
  ] as const)("draws %s as the engine has it", (name) => {
    const { drawn, seen } = compare(name, (cycle) => {
      const cell = lane(name)(cycle);
      return cell === "x" ? undefined : Number(cell);
    });
    expect(drawn).toEqual(seen);
  });

  test.each([
    ["activations", (cell: Cell) => Number(isWord(cell))],
    ["results", (cell: Cell) => Number(isWord(cell))],
    ["ramp", (cell: Cell) => Number(label(cell))],
    ["capacitor", (cell: Cell) => (cell === "x" ? undefined : { C: 1, "2C": 2, "4C": 4 }[label(cell)])],
    ["code", (cell: Cell) => (cell === "x" ? undefined : Number.parseInt(label(cell), 16))],
  ] as const)("draws %s as the engine has it", (name, read) => {
    const { drawn, seen } = compare(name, (cycle) => read(lane(name)(cycle)));
    expect(drawn).toEqual(seen);
  });

  test("draws the rows as the engine drives them: row 0 is positive, and negative in conversion 2", () => {
    const levels = compare("level", (cycle) => LEVELS[Number(label(lane("level, gain")(cycle)).slice(-1))]);
    expect(levels.drawn).toEqual(levels.seen);
    const on = compare("on", (cycle) =>
      Number(lane(conversion(cycle) === 2 ? "on, minus" : "on, plus")(cycle)),
    );
    expect(on.drawn).toEqual(on.seen);
  });

  test("trips on a diagram that is a cycle late", () => {
    const { drawn, seen } = compare("subtract", (cycle) => Number(lane("subtract")(cycle - 1)));
    expect(drawn).not.toEqual(seen);
  });

  test("leaves out only cycles in which no lane but the ramp changes", () => {
    const state = (cycle: number): string =>
      JSON.stringify(
        drawn.groups.flatMap(({ lanes }) => lanes.filter(({ counts }) => !counts).map(({ at }) => at(cycle))),
      );
    const columns = drawnColumns(drawn);
    expect(
      columns.flatMap(({ cycle, last }) => Array.from({ length: last - cycle + 1 }, (_, at) => cycle + at)),
    ).toEqual(cycles);
    const gaps = columns.filter(({ gap }) => gap);
    expect(gaps.length).toBeGreaterThan(4);
    for (const { cycle, last } of gaps) {
      for (let left = cycle; left <= last; left++) expect(state(left)).toBe(state(cycle - 1));
    }
  });
});
