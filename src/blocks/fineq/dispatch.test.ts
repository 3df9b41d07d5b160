/** The dispatcher: every block to its column and slot, never into a slot that is still read, and to a whole beat's end. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { interpret } from "../../sim/index.ts";
import { applyReset, seededRandom } from "../../testing/index.ts";
import { FineqDispatch } from "./dispatch.ts";
import { fineqConfiguration } from "./parameters.ts";

const BLOCK = 56n;

const cases = [
  { rows: 1, columns: 1, bus: 64, m: 2, k: 30, n: 1 },
  { rows: 2, columns: 5, bus: 64, m: 3, k: 49, n: 7 },
  { rows: 2, columns: 5, bus: 128, m: 4, k: 10, n: 12 },
  { rows: 1, columns: 6, bus: 240, m: 1, k: 100, n: 6 },
] as const;

describe("FineqDispatch", () => {
  test.each(cases)("%j", ({ rows, columns, bus, m, k, n }) => {
    const shape = fineqConfiguration({ rows, columns, bus });
    const { blockDepth, blocksPerBeat, beatsPerRound, beatsPerAlignment } = shape;
    const simulation = interpret(elaborate(FineqDispatch(shape)));
    applyReset(simulation);
    const random = seededRandom(bus + columns);
    const rounds = Math.ceil(m / rows) * Math.ceil(n / columns) * Math.ceil(k / 24);
    const words = Math.ceil((rounds * beatsPerRound) / beatsPerAlignment) * beatsPerAlignment;

    simulation.poke("job_m", BigInt(m));
    simulation.poke("job_k", BigInt(k));
    simulation.poke("job_n", BigInt(n));
    simulation.poke("jobStart", 1n);
    simulation.step();
    simulation.poke("jobStart", 0n);

    /** Rounds whose last step column 0 has made, by cycle; column c makes it c cycles later. */
    const freedAt: number[] = [];
    let taken = 0;
    let loaded = 0;
    const written: { column: number; slot: number; block: bigint }[] = [];
    for (let cycle = 0; cycle < 5000; cycle++) {
      const offers = taken < words && random.chance(0.8);
      const data = Array.from({ length: blocksPerBeat }, (_, i) => BigInt(taken * blocksPerBeat + i));
      simulation.poke("blocks_valid", offers ? 1n : 0n);
      simulation.poke(
        "blocks_data",
        data.reduce((bits, block, i) => bits | (block << (BigInt(i) * BLOCK)), 0n),
      );
      const frees = freedAt.length < loaded && random.chance(0.05);
      if (frees) freedAt.push(cycle);
      simulation.poke("freed", frees ? 1n : 0n);
      const select = simulation.peek("write_select");
      for (let column = 0; column < columns; column++) {
        const beat = Math.floor(column / blocksPerBeat);
        if (((select >> BigInt(beat)) & 1n) === 0n) continue;
        const lane = column % blocksPerBeat;
        const blocks = simulation.peek("write_blocks");
        written.push({
          column,
          slot: Number(simulation.peek("write_slot")),
          block: BigInt.asUintN(56, blocks >> (BigInt(lane) * BLOCK)),
        });
        // The slot was last read by the round `blockDepth` earlier: its last step is made in column c a cycle after the
        // command left column 0, and c columns further. A write at the end of that cycle is the earliest allowed.
        const round = Math.floor((written.length - 1) / columns);
        if (round >= blockDepth) {
          expect(freedAt[round - blockDepth]).toBeDefined();
          expect(cycle).toBeGreaterThanOrEqual((freedAt[round - blockDepth] as number) + 1 + column);
        }
      }
      if (simulation.peek("loaded") === 1n) loaded++;
      if (offers && simulation.peek("blocks_ready") === 1n) taken++;
      simulation.step();
      if (taken === words && simulation.peek("isIdle") === 1n && simulation.peek("write_select") === 0n)
        break;
    }
    expect({ taken, loaded }).toEqual({ taken: words, loaded: rounds });
    expect(written).toEqual(
      Array.from({ length: rounds * columns }, (_, i) => {
        const round = Math.floor(i / columns);
        const column = i % columns;
        const block = BigInt(round * beatsPerRound * blocksPerBeat + column);
        return { column, slot: round % blockDepth, block };
      }),
    );
  });
});
