/** The scale store: two tiles' scales in order, none overwritten while in use, whoever stalls; and what is no scale. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import { cycle, sample } from "../../sim/index.ts";
import { fineqConfiguration } from "./parameters.ts";
import { FineqScaleStore } from "./scale-store.ts";

const cases = [
  { columns: 1, lanes: 1 },
  { columns: 4, lanes: 4 },
  { columns: 7, lanes: 3 },
  { columns: 6, lanes: 2 },
  { columns: 16, lanes: 5 },
  { columns: 64, lanes: 2 },
] as const;

/** Probability that the scales wait, and that a tile is done in a cycle. */
const paces = [
  { stall: 0.2, done: 0.2 },
  { stall: 0, done: 0.01 },
  { stall: 0, done: 1 },
] as const;

const TILES = 6;

function start(columns: number, lanes: number) {
  const shape = fineqConfiguration({ rows: 2, columns, lanes, coding: "unary" });
  const sim = simulate(FineqScaleStore(shape), { seed: columns });
  sim.reset();
  return { sim, groups: shape.groups };
}

function startJob(sim: ReturnType<typeof start>["sim"], m: number, n: number): void {
  const { dut } = sim;
  dut.job.poke({ m, k: 1, n });
  dut.jobStart.poke(1);
  sim.step();
  dut.jobStart.poke(0);
}

describe("FineqScaleStore", () => {
  test.each(cases)("%j shows every scale of every tile at its group and lane", ({ columns, lanes }) => {
    const { sim: started, groups } = start(columns, lanes);
    using sim = started;
    const { dut, random } = sim;
    for (const { stall, done } of paces) {
      startJob(sim, 4, 3 * columns);
      const scales = Array.from({ length: TILES * columns }, () => random.below(0x7c00));
      const monitor = dut.stream.monitor();
      sim.fork(() => dut.stream.sendAll(scales, { stall }));
      const found: { loaded: boolean; bad: number; shown: number[]; ahead: boolean }[] = [];
      const wanted: typeof found = [];
      sim.fork(function* () {
        for (let read = 0; read < TILES; ) {
          const group = random.below(groups);
          dut.group.poke(group);
          const isLoaded = dut.isLoaded.peek() === 1;
          const isDone = isLoaded && random.chance(done);
          dut.tileDone.poke(isDone);
          yield sample;
          const first = group * lanes;
          const width = isLoaded ? Math.min(lanes, columns - first) : 0;
          const taken = monitor.beats.length;
          found.push({
            loaded: isLoaded,
            bad: dut.isBad.peek(),
            shown: dut.scales.peek().slice(0, width).map(Number),
            ahead: taken > (read + 2) * columns,
          });
          const begin = read * columns + first;
          wanted.push({
            loaded: Math.floor(taken / columns) > read,
            bad: 0,
            shown: scales.slice(begin, begin + width),
            ahead: false,
          });
          if (isDone) read++;
          yield cycle;
        }
        dut.tileDone.poke(0);
      });
      sim.runUntilDone({ maxCycles: 20_000 });
      expect(found).toEqual(wanted);
      monitor.stop();
      expect(dut.isIdle.peek()).toBe(1);
      dut.stream.valid.poke(1);
      expect(dut.stream.ready.peek()).toBe(0);
      dut.stream.valid.poke(0);
    }
  });

  test("every binary16 that is negative, infinite or no number is reported, and no other", () => {
    const { sim: started } = start(64, 8);
    using sim = started;
    const { stream, isBad, tileDone } = sim.dut;
    startJob(sim, 2 * 1024, 64);
    tileDone.poke(0);
    const wrong: number[] = [];
    for (let scale = 0; scale < 2 ** 16; scale++) {
      stream.data.poke(scale);
      stream.valid.poke(0);
      if (isBad.peek() !== 0) wrong.push(scale);
      stream.valid.poke(1);
      const isScale = scale < 0x8000 && (scale >> 10) % 32 !== 31;
      if (stream.ready.peek() !== 1 || isBad.peek() !== (isScale ? 0 : 1)) wrong.push(scale);
      sim.step();
      // A tile is done a cycle after it is loaded.
      tileDone.poke(scale % 64 === 63);
    }
    expect(wrong).toEqual([]);
  });
});
