/** Tile columns against the golden codec and integer dot products. */
import { describe, expect, test } from "vitest";
import { decodeCluster, type FineqIndex, fineqTileExcess, fineqTileSum } from "../../golden/index.ts";
import { simulate } from "../../harness/index.ts";
import { TileColumn } from "./column.ts";
import type { TileShape } from "./parameters.ts";

const SHAPE: TileShape = {
  kind: "any",
  style: "gates",
  pairs: 1,
  tokens: 1,
  activationBits: 8,
  clustersPerOutlier: 4,
};

const weightsOf = (pair: number): number[] => {
  const index = (pair >> 12) as FineqIndex;
  return [...decodeCluster(index, pair & 63), ...decodeCluster(index, (pair >> 6) & 63)];
};

/** Pseudo-random whole numbers below 2^24. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

describe("TileColumn", () => {
  test("adds every index with every pair of cluster codes as the golden codec reads it", () => {
    using sim = simulate(TileColumn(SHAPE));
    const next = numbers(1);
    const { load, weights, activations, sums } = sim.dut;
    let wrong = 0;
    let tried = 0;
    for (let pair = 0; pair < 1 << 14; pair++) {
      const values = Array.from({ length: 6 }, () => (next() % 256) - 128);
      load.poke(1);
      weights.poke([pair]);
      sim.step();
      load.poke(0);
      activations.poke(values.map((value) => value + 128));
      sim.step();
      tried++;
      if (sums.peek()[0] !== fineqTileSum(weightsOf(pair), values, 8)) wrong++;
    }
    expect({ tried, wrong }).toEqual({ tried: 16384, wrong: 0 });
  });

  test("gives the excess alone for activations of zero", () => {
    using sim = simulate(TileColumn(SHAPE));
    sim.dut.load.poke(1);
    sim.dut.weights.poke([0x1c2d]);
    sim.dut.activations.poke(Array.from({ length: 6 }, () => 128));
    sim.step(2);
    expect(sim.dut.sums.peek()).toEqual([fineqTileExcess(weightsOf(0x1c2d), 8)]);
  });
});
