/** The decoder against the golden codec, over every input there is. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { decodeCluster, type FineqIndex } from "../../golden/index.ts";
import { interpret } from "../../sim/index.ts";
import { FineqDecoder } from "./decoder.ts";

const INDICES: readonly FineqIndex[] = [0, 1, 2, 3];

/** What the ports should show for three weights: {negative, magnitude} each, first lowest; zero is never negative. */
const packed = (weights: readonly number[]): bigint =>
  weights.reduce((bits, w, i) => bits | (BigInt(Math.abs(w) | (w < 0 ? 4 : 0)) << BigInt(3 * i)), 0n);

describe("FineqDecoder", () => {
  test("reads all 4 x 64 cluster codes as the golden codec does, minus zero included", () => {
    const simulation = interpret(elaborate(FineqDecoder()));
    const found: bigint[] = [];
    const expected: bigint[] = [];
    for (const index of INDICES) {
      for (let cluster = 0; cluster < 64; cluster++) {
        simulation.poke("index", BigInt(index));
        simulation.poke("cluster", BigInt(cluster));
        found.push(simulation.peek("weights"));
        expected.push(packed(decodeCluster(index, cluster)));
      }
    }
    expect(found).toHaveLength(256);
    expect(found).toEqual(expected);
  });

  test("the comparison notices a flipped weight bit", () => {
    const simulation = interpret(elaborate(FineqDecoder()));
    for (const index of INDICES) {
      simulation.poke("index", BigInt(index));
      simulation.poke("cluster", 0b001001n ^ 0b000001n);
      expect(simulation.peek("weights")).not.toBe(packed(decodeCluster(index, 0b001001)));
    }
  });
});
