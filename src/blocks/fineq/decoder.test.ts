/** The decoder against the golden codec, over every input there is. */
import { describe, expect, test } from "vitest";
import { decodeCluster, type FineqIndex } from "../../golden/index.ts";
import { simulate } from "../../harness/index.ts";
import { FineqDecoder } from "./decoder.ts";

const INDICES: readonly FineqIndex[] = [0, 1, 2, 3];

/** What the ports should show for three weights; zero is never negative. */
const shown = (weights: readonly number[]) =>
  weights.map((weight) => ({ magnitude: Math.abs(weight), negative: weight < 0 ? 1 : 0 }));

describe("FineqDecoder", () => {
  test("reads all 4 x 64 cluster codes as the golden codec does, minus zero included", () => {
    using sim = simulate(FineqDecoder());
    const { index: port, cluster: data, weights } = sim.dut;
    const found: unknown[] = [];
    const expected: unknown[] = [];
    for (const index of INDICES) {
      for (let cluster = 0; cluster < 64; cluster++) {
        port.poke(index);
        data.poke(cluster);
        found.push(weights.peek());
        expected.push(shown(decodeCluster(index, cluster)));
      }
    }
    expect(found).toHaveLength(256);
    expect(found).toEqual(expected);
  });

  test("the comparison notices a flipped weight bit", () => {
    using sim = simulate(FineqDecoder());
    const { index: port, cluster: data, weights } = sim.dut;
    for (const index of INDICES) {
      port.poke(index);
      data.poke(0b001001 ^ 0b000001);
      expect(weights.peek()).not.toEqual(shown(decodeCluster(index, 0b001001)));
    }
  });
});
