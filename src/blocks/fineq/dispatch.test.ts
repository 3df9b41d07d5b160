/** The dispatcher: every block to its column and slot, never into a slot that is still read, and to a whole beat's end. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import { cycle, sample } from "../../sim/index.ts";
import { FineqDispatch } from "./dispatch.ts";
import { fineqConfiguration } from "./parameters.ts";

const BLOCK = 56n;

const cases = [
  { rows: 1, columns: 1, bus: 64, m: 2, k: 30, n: 1 },
  { rows: 2, columns: 5, bus: 64, m: 3, k: 49, n: 7 },
  { rows: 2, columns: 5, bus: 128, m: 4, k: 10, n: 12 },
  { rows: 1, columns: 6, bus: 240, m: 1, k: 100, n: 6 },
  { rows: 3, columns: 16, bus: 128, blockDepth: 4, m: 7, k: 73, n: 40 },
  { rows: 2, columns: 9, bus: 512, blockDepth: 8, m: 5, k: 120, n: 20 },
] as const;

/** Probability that the weights wait, and that a round which is loaded is freed in a cycle. */
const paces = [
  { stall: 0.2, frees: 0.05 },
  { stall: 0, frees: 0.5 },
  { stall: 0.7, frees: 1 },
] as const;

describe("FineqDispatch", () => {
  test.each(cases)("%j", ({ m, k, n, ...parameters }) => {
    const { rows, columns } = parameters;
    const shape = fineqConfiguration({ ...parameters, coding: "unary" });
    const { blockDepth, blocksPerBeat, beatsPerRound, beatsPerAlignment } = shape;
    using sim = simulate(FineqDispatch(shape), { seed: parameters.bus + columns });
    sim.reset();
    const { dut, random } = sim;
    const rounds = Math.ceil(m / rows) * Math.ceil(n / columns) * Math.ceil(k / 24);
    const words = Math.ceil((rounds * beatsPerRound) / beatsPerAlignment) * beatsPerAlignment;
    const monitor = dut.blocks.monitor();

    // The slots go on from one job to the next.
    for (const [job, { stall, frees }] of paces.entries()) {
      dut.job.poke({ m, k, n });
      dut.jobStart.poke(1);
      sim.step();
      dut.jobStart.poke(0);

      /** Rounds whose last step column 0 has made, by cycle; column c makes it c cycles later. */
      const freedAt: number[] = [];
      let loaded = 0;
      const written: { column: number; slot: number; block: bigint }[] = [];
      /** Writes that came before the last read of what they overwrite. */
      const early: number[] = [];
      const watch = sim.fork(
        function* () {
          for (;;) {
            const isFreed = freedAt.length < loaded && random.chance(frees);
            dut.freed.poke(isFreed);
            if (isFreed) freedAt.push(sim.cycle);
            yield sample;
            loaded += dut.loaded.peek();
            const { select, slot, blocks } = dut.write.peek();
            for (let column = 0; column < columns; column++) {
              if (select[Math.floor(column / blocksPerBeat)] !== 1) continue;
              const block = BigInt(blocks[column % blocksPerBeat] ?? -1);
              // The slot was last read by the round `blockDepth` earlier: its last step is made in column c a cycle after
              // the command left column 0, and c columns further. A write at the end of that cycle is the earliest allowed.
              const before = Math.floor(written.length / columns) - blockDepth;
              const freed = before < 0 ? -Infinity : (freedAt[before] ?? Infinity);
              if (sim.cycle < freed + 1 + column) early.push(sim.cycle);
              written.push({ column, slot: Number(slot), block });
            }
            yield cycle;
          }
        },
        { background: true },
      );
      sim.fork(function* () {
        for (let word = 0; word < words; word++) {
          const blocks = Array.from({ length: blocksPerBeat }, (_, i) => BigInt(word * blocksPerBeat + i));
          const bits = blocks.reduce((all, block, i) => all | (block << (BigInt(i) * BLOCK)), 0n);
          yield* dut.blocks.send(bits, { stall });
        }
        // The last beat is on its way into the stores for a cycle.
        yield* sim.until(() => dut.isIdle.peek() === 1 && !dut.write.peek().select.includes(1));
      });
      sim.runUntilDone({ maxCycles: 5000 });
      watch.kill();

      expect({ taken: monitor.beats.length, loaded, early }).toEqual({
        taken: (job + 1) * words,
        loaded: rounds,
        early: [],
      });
      expect(written).toEqual(
        Array.from({ length: rounds * columns }, (_, i) => {
          const round = Math.floor(i / columns);
          const column = i % columns;
          const block = BigInt(round * beatsPerRound * blocksPerBeat + column);
          return { column, slot: (job * rounds + round) % blockDepth, block };
        }),
      );
      // What is still in the stores is read before the next job.
      dut.freed.poke(1);
      sim.run(loaded - freedAt.length);
      dut.freed.poke(0);
      sim.run(columns);
    }
  });
});
