/** The scale store: two passes' scales and zero points in order, none overwritten while in use, whoever stalls; and what is no scale. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { isFiniteHalf } from "../../golden/index.ts";
import { confirm, simulate } from "../../harness/index.ts";
import { cycle, sample } from "../../sim/index.ts";
import { lintVerilog } from "../../testing/index.ts";
import { lieqConfiguration, WEIGHT_FORMATS } from "./parameters.ts";
import { LieqScaleStore } from "./scale-store.ts";

const cases = [
  { columns: 1, lanes: 1 },
  { columns: 4, lanes: 4 },
  { columns: 7, lanes: 3 },
  { columns: 6, lanes: 2 },
  { columns: 16, lanes: 5 },
  { columns: 64, lanes: 32 },
] as const;

/** Probability that scales and passes wait, and that a pass is done in a cycle. */
const paces = [
  { stall: 0.2, done: 0.2 },
  { stall: 0, done: 0.01 },
  { stall: 0, done: 1 },
] as const;

interface Pass {
  readonly format: number;
  readonly columnsUsed: number;
  readonly scales: readonly number[];
  readonly zeros: readonly number[];
}

function start(columns: number, lanes: number, record = false) {
  const shape = lieqConfiguration({ rows: 2, columns, lanes });
  const sim = simulate(LieqScaleStore(shape), { seed: columns, record });
  sim.reset();
  return { sim, groups: shape.groups };
}
type Run = ReturnType<typeof start>["sim"];

const randomColumns = ({ random }: Run, columns: number): number =>
  random.chance(0.5) ? columns : 1 + random.below(columns);

function randomPass({ random }: Run, columnsUsed: number): Pass {
  return {
    format: random.below(WEIGHT_FORMATS.length),
    columnsUsed,
    scales: Array.from({ length: columnsUsed }, () => random.below(0x7c00)),
    zeros: Array.from({ length: columnsUsed }, () => random.below(256)),
  };
}

const passData = ({ format, columnsUsed }: Pick<Pass, "format" | "columnsUsed">) => ({
  format,
  length: 5,
  rowsUsed: 1,
  columnsUsed,
  isFirst: 0,
  isLast: 0,
  endsLayer: 0,
});

/** What was seen in each cycle, and what had to be seen; both end with the cycle in which the last pass is done. */
function play(
  sim: Run,
  groups: number,
  lanes: number,
  passes: readonly Pass[],
  { stall, done }: { readonly stall: number; readonly done: number },
  fault?: () => void,
) {
  const { dut, random } = sim;
  const beats = dut.stream.monitor();
  const taken = dut.passes.monitor();
  sim.fork(() => dut.passes.sendAll(passes.map(passData), { stall }));
  sim.fork(() =>
    dut.stream.sendAll(
      passes.flatMap(({ scales, zeros }) =>
        // The top byte means nothing.
        scales.map((scale, i) => random.below(256) * 2 ** 24 + (zeros[i] as number) * 2 ** 16 + scale),
      ),
      { stall },
    ),
  );
  /** Scales of all passes up to each. */
  const ends = passes.map((_, i) =>
    passes.slice(0, i + 1).reduce((sum, { columnsUsed }) => sum + columnsUsed, 0),
  );
  const found: object[] = [];
  const wanted: object[] = [];
  sim.fork(function* () {
    for (let read = 0; read < passes.length; ) {
      const group = random.below(groups);
      dut.group.poke(group);
      fault?.();
      const isLoaded = dut.isLoaded.peek() === 1;
      const isDone = isLoaded && random.chance(done);
      dut.passDone.poke(isDone);
      yield sample;
      const { format, columnsUsed, scales, zeros } = passes[read] as Pass;
      const first = group * lanes;
      const width = isLoaded ? Math.max(0, Math.min(lanes, columnsUsed - first)) : 0;
      const count = beats.beats.length;
      found.push({
        loaded: isLoaded,
        passes: taken.beats.length,
        bad: dut.isBad.peek(),
        scales: dut.scales.peek().slice(0, width).map(Number),
        zeros: dut.zeros.peek().slice(0, width).map(Number),
        ahead: count > (ends[read + 1] ?? Number.POSITIVE_INFINITY),
        idle: dut.isIdle.peek(),
      });
      wanted.push({
        loaded: count >= (ends[read] as number),
        passes: ends.filter((end) => end <= count).length,
        bad: 0,
        scales: scales.slice(first, first + width),
        zeros: zeros
          .slice(first, first + width)
          .map((zero) => (WEIGHT_FORMATS[format] === "fineq" ? 0 : zero)),
        ahead: false,
        idle: dut.passes.valid.peek() === 1 ? 0 : 1,
      });
      if (isDone) read++;
      yield cycle;
    }
    dut.passDone.poke(0);
  });
  sim.runUntilDone({ maxCycles: 20_000 });
  beats.stop();
  taken.stop();
  return { found, wanted, cycles: beats.beats.map((beat) => beat.cycle) };
}

describe("LieqScaleStore", () => {
  test.each(cases)(
    "%j shows every scale and zero point of every pass at its group and lane",
    ({ columns, lanes }) => {
      const { sim: started, groups } = start(columns, lanes);
      using sim = started;
      const { dut } = sim;
      for (const pace of paces) {
        const passes = Array.from({ length: 12 }, () => randomPass(sim, randomColumns(sim, columns)));
        const { found, wanted } = play(sim, groups, lanes, passes, pace);
        expect(wanted.length).toBeGreaterThan(12);
        expect(found).toEqual(wanted);
        // Without a pass it takes no scale.
        expect(dut.isIdle.peek()).toBe(1);
        dut.stream.valid.poke(1);
        expect(dut.stream.ready.peek()).toBe(0);
        dut.stream.valid.poke(0);
      }
    },
  );

  test("it takes a scale in every cycle, also from pass to pass", () => {
    const { sim: started, groups } = start(5, 2);
    using sim = started;
    // Passes of a column are done as fast as they come.
    const passes = [1, 1, 1, 5, 3, 5, 1].map((columnsUsed) => randomPass(sim, columnsUsed));
    const { cycles } = play(sim, groups, 2, passes, { stall: 0, done: 1 });
    expect(cycles.map((date) => date - (cycles[0] as number))).toEqual(cycles.map((_, i) => i));
    expect(cycles).toHaveLength(17);
  });

  test("every binary16 that is negative, infinite or no number is reported, and no other", () => {
    const { sim: started } = start(64, 8);
    using sim = started;
    const { stream, isBad, passDone, passes } = sim.dut;
    passDone.poke(0);
    passes.data.poke(passData({ format: 2, columnsUsed: 64 }));
    passes.valid.poke(1);
    const wrong: number[] = [];
    for (let scale = 0; scale < 2 ** 16; scale++) {
      stream.data.poke(scale + 2 ** 16 * sim.random.below(256));
      stream.valid.poke(0);
      if (isBad.peek() !== 0) wrong.push(scale);
      stream.valid.poke(1);
      const isScale = scale < 0x8000 && isFiniteHalf(scale);
      if (stream.ready.peek() !== 1 || isBad.peek() !== (isScale ? 0 : 1)) wrong.push(scale);
      sim.step();
      // A pass is done a cycle after it is loaded.
      passDone.poke(scale % 64 === 63);
    }
    expect(wrong).toEqual([]);
  });

  test("a full bank that is taken for free, or a lane that is written twice, is found", () => {
    for (const [register, value] of [
      ["fullBanks", 0],
      ["lane", 1],
      ["writeBank", 0],
    ] as const) {
      const { sim: started, groups } = start(6, 3);
      using sim = started;
      const passes = Array.from({ length: 6 }, () => randomPass(sim, randomColumns(sim, 6)));
      const isFound = (): boolean => {
        try {
          const pace = { stall: 0.2, done: 0.1 };
          const { found, wanted } = play(sim, groups, 3, passes, pace, () => sim.poke(register, value));
          return JSON.stringify(found) !== JSON.stringify(wanted);
        } catch {
          // A store that waits for ever.
          return true;
        }
      };
      expect(isFound(), register).toBe(true);
    }
  });

  test("Icarus, Verilator and Yosys take the Verilog, and Icarus shows the same scales", async () => {
    const { sim: started, groups } = start(7, 3, true);
    using sim = started;
    const passes = Array.from({ length: 6 }, () => randomPass(sim, randomColumns(sim, 7)));
    const { found, wanted } = play(sim, groups, 3, passes, { stall: 0.3, done: 0.3 });
    expect(found).toEqual(wanted);
    expect(confirm(sim, "icarus").compared).toBeGreaterThan(100);
    const verilog = writeVerilog(
      elaborate(LieqScaleStore(lieqConfiguration({ rows: 2, columns: 7, lanes: 3 }))),
    );
    expect(await lintVerilog(verilog)).toEqual([]);
  });
});
