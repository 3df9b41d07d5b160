/** The collector: every activation of every token, turned, in offset form, zeros past K, whoever stalls. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../../harness/index.ts";
import { cycle } from "../../../sim/index.ts";
import { type FineqParameters, fineqConfiguration } from "../parameters.ts";
import { TileCollector } from "./collector.ts";
import type { TileConfiguration } from "./parameters.ts";

const family = "tiles-any";
const cases: readonly (readonly [FineqParameters, { m: number; k: number; n: number }])[] = [
  [
    { family, rows: 1, columns: 1 },
    { m: 2, k: 30, n: 1 },
  ],
  [
    { family, rows: 5, columns: 2 },
    { m: 9, k: 49, n: 3 },
  ],
  [
    { family, rows: 8, columns: 3, tokensAtOnce: 4, activationBits: 5 },
    { m: 8, k: 26, n: 5 },
  ],
  // More token groups than banks: several side by side in a word.
  [
    { family, rows: 30, columns: 2, activationBus: 30 * 8 * 6 },
    { m: 31, k: 70, n: 2 },
  ],
  [
    { family, rows: 6, columns: 2, tokensAtOnce: 2, activationBus: 6 * 8 * 24 },
    { m: 6, k: 50, n: 4 },
  ],
];

describe("TileCollector", () => {
  test.each(cases)("%j turns the activations of %j", (parameters, { m, k, n }) => {
    const shape = fineqConfiguration(parameters);
    const tile = shape.tile as TileConfiguration;
    const { rows, columns, activationBits } = shape;
    const { weightsPerWord, tokensAtOnce, groups } = tile;
    using sim = simulate(TileCollector({ ...shape, tile }), { seed: rows * 100 + k });
    sim.reset();
    const { dut, random } = sim;
    const tiles = Math.ceil(m / rows) * Math.ceil(n / columns);
    const half = 2 ** (activationBits - 1);
    /** By tile, weight and row; what fills the last word up is there too, and must not come out. */
    const padded = Math.ceil(k / weightsPerWord) * weightsPerWord;
    const values = Array.from({ length: tiles }, () =>
      Array.from({ length: padded }, () => Array.from({ length: rows }, () => random.below(2 * half) - half)),
    );
    const words = values.flatMap((tileValues) =>
      Array.from({ length: padded / weightsPerWord }, (_, word) =>
        tileValues
          .slice(word * weightsPerWord, (word + 1) * weightsPerWord)
          .flat()
          .reduceRight(
            (bits, value) => (bits << BigInt(activationBits)) | BigInt.asUintN(activationBits, BigInt(value)),
            0n,
          ),
      ),
    );
    dut.job.poke({ m, k, n });
    dut.jobStart.poke(1);
    sim.step();
    dut.jobStart.poke(0);
    sim.fork(() => dut.words.sendAll(words, { stall: 0.3 }));
    let compared = 0;
    sim.fork(function* () {
      for (const tileValues of values) {
        for (let first = 0; first < k; first += 24) {
          yield* sim.until(() => dut.isCollected.peek() === 1);
          for (let group = groups - 1; group >= 0; group--) {
            while (random.chance(0.2)) yield cycle;
            dut.step.poke(1);
            dut.group.poke(group);
            dut.released.poke(group === 0);
            yield cycle;
            dut.step.poke(0);
            dut.released.poke(0);
            yield cycle;
            const expected = Array.from({ length: tokensAtOnce }, (_, token) =>
              Array.from({ length: 24 }, (_, i) => {
                const row = group * tokensAtOnce + token;
                return half + (first + i < k ? (tileValues[first + i]?.[row] as number) : 0);
              }),
            ).flat();
            expect(dut.activations.peek()).toEqual(expected);
            compared++;
          }
        }
      }
    });
    sim.runUntilDone({ maxCycles: 20_000 });
    expect(compared).toBe(tiles * Math.ceil(k / 24) * groups);
    expect(dut.words.ready.peek()).toBe(0);
  });
});
