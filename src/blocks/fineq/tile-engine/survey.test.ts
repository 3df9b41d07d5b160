/** The survey of blocks against the golden codec: excess, outliers, the rule of sparse tiles, and when they are told. */
import { describe, expect, test } from "vitest";
import { decodeBlock, fineqTileExcess } from "../../../golden/index.ts";
import { simulate } from "../../../harness/index.ts";
import { fineqConfiguration } from "../parameters.ts";
import { FINEQ_FAMILIES } from "./index.ts";
import type { TileConfiguration } from "./parameters.ts";
import { TileSurvey } from "./survey.ts";

const families = FINEQ_FAMILIES.filter((family) => family !== "output-stationary");

const bytesOf = (block: bigint): Uint8Array =>
  Uint8Array.from({ length: 7 }, (_, i) => Number((block >> BigInt(8 * i)) & 255n));

/** One bit of each magnitude, with its sign. */
const plane = (weights: Int8Array, bit: number): number[] =>
  [...weights].map((weight) => Math.sign(weight) * ((Math.abs(weight) >> bit) & 1));

/** The most outlier clusters among `n` neighbours of a block. */
function mostOutliers(weights: Int8Array, n: number): number {
  const isOutlier = Array.from({ length: 8 }, (_, cluster) =>
    weights.slice(3 * cluster, 3 * cluster + 3).some((weight) => Math.abs(weight) > 1),
  );
  const counts = Array.from(
    { length: 8 / n },
    (_, group) => isOutlier.slice(group * n, (group + 1) * n).filter(Boolean).length,
  );
  return Math.max(...counts);
}

describe.each(families)("TileSurvey of %s", (family) => {
  test.each([2, 4, 8])(
    "knows of every block what tiles need, one outlier cluster in %i",
    (clustersPerOutlier) => {
      const shape = fineqConfiguration({ rows: 2, columns: 3, bus: 128, family, clustersPerOutlier });
      const tile = shape.tile as TileConfiguration;
      using sim = simulate(TileSurvey({ ...shape, tile }), { seed: clustersPerOutlier });
      sim.reset();
      const { dut, random } = sim;
      let rounds = 0;
      let bad = 0;
      let twice = 0;
      for (; rounds < 200; rounds++) {
        // Few indices other than 0, so that every answer is frequent.
        const blocks = Array.from({ length: 4 }, () => {
          const indices = Array.from({ length: 4 }, () => (random.chance(0.25) ? random.below(4) : 0));
          const index = indices.reduce((byte, one, pair) => byte | (one << (2 * pair)), 0);
          return (
            (BigInt(random.below(2 ** 24)) << 32n) | (BigInt(random.below(2 ** 24)) << 8n) | BigInt(index)
          );
        });
        const decoded = blocks.map((block) => decodeBlock(bytesOf(block)).weights);
        const isBad = decoded.map(
          (weights) => family === "tiles-sparse" && mostOutliers(weights, clustersPerOutlier) > 1,
        );
        const hasOutlier = decoded.map((weights) => mostOutliers(weights, 8) > 0);
        // Two words of two blocks; the fourth block belongs to no column and counts for nothing but its excess.
        for (const word of [0, 1]) {
          const own = blocks.slice(2 * word, 2 * word + 2);
          dut.write.poke({ select: [1 - word, word], slot: rounds % 4, blocks: own });
          dut.loaded.poke(0);
          const isFirst = word === 0;
          expect(dut.isBad.peek()).toBe(Number(isFirst ? isBad[0] || isBad[1] : isBad[2]));
          // The dispatcher says so with the last word, a cycle before its write is seen here.
          dut.loaded.poke(isFirst ? 1 : 0);
          expect(dut.counted.peek()).toBe(word);
          if (!isFirst && family === "tiles-planes") {
            expect(dut.hasOutlier.peek()).toBe(Number(hasOutlier.slice(0, 3).includes(true)));
          }
          sim.step();
          const { select, slot, blocks: written, excess } = dut.surveyed.peek();
          expect({ select, slot, written: [...written].map(BigInt) }).toEqual({
            select: [1 - word, word],
            slot: rounds % 4,
            written: own,
          });
          decoded.slice(2 * word, 2 * word + 2).forEach((weights, index) => {
            const expected =
              family === "tiles-planes"
                ? [0, 1].map((bit) => fineqTileExcess(plane(weights, bit), 8) * 2 ** (bit * tile.excessBits))
                : [fineqTileExcess(weights, 8)];
            expect(Number(excess[index])).toBe(expected.reduce((sum, one) => sum + one, 0));
          });
        }
        bad += Number(isBad.slice(0, 3).includes(true));
        twice += Number(hasOutlier.slice(0, 3).includes(true));
      }
      expect(twice).toBeGreaterThan(20);
      expect(twice).toBeLessThan(200);
      if (family === "tiles-sparse") expect(bad).toBeGreaterThan(20);
    },
  );
});
