/** Arrays of bit-serial tiles and of ternary planes carrying out products, against integer dot products. */
import { describe, expect, test } from "vitest";
import { playArrayRun } from "../../compare/index.ts";
import { decodeCluster, type FineqIndex, fineqTileExcess } from "../../golden/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { planesFamilies } from "./planes.ts";
import type { ArrayFamily, ArrayRun, IntegerProduct } from "./run.ts";
import { serialFamilies } from "./serial.ts";

function randomProduct(m: number, k: number, n: number, isTernary = false): IntegerProduct {
  const random = seededRandom(m * 1000 + k + n);
  const pairs = Math.ceil(k / 6);
  const indices = Uint8Array.from({ length: n * pairs }, () => (isTernary ? 0 : random.below(4)));
  const weights = new Int8Array(n * k);
  for (let row = 0; row < n; row++) {
    for (let pair = 0; pair < pairs; pair++) {
      const index = indices[row * pairs + pair] as FineqIndex;
      const six = [...decodeCluster(index, random.below(64)), ...decodeCluster(index, random.below(64))];
      six.forEach((weight, i) => {
        if (6 * pair + i < k) weights[row * k + 6 * pair + i] = weight;
      });
    }
  }
  const activations = Int8Array.from({ length: m * k }, () => random.between(-128, 127));
  return { m, k, n, weights, indices, activations };
}

function play(run: ArrayRun): { checked: number; wrong: number } {
  const { checked, wrong } = playArrayRun(run);
  return { checked, wrong: wrong.length };
}

describe.each([...serialFamilies, ...planesFamilies])("$name", (family) => {
  const { tokens = 1 } = family;
  const size = { rows: 24, columns: 20, tokens };

  test.each([
    [1, 24, 20],
    [5, 24, 20],
    [9, 17, 3],
  ])("carries out %i x %i by %i channels", (m, k, n) => {
    const product = randomProduct(m, k, n);
    const run = family.run(size, product);
    const passes = family.cycles.least === family.cycles.most ? 1 : 2;
    expect(play(run)).toEqual({ checked: passes * m * size.columns, wrong: 0 });
  });

  test("says how long it works at full rate, and what it does then", () => {
    const { steady } = family.run(size, randomProduct(40 * tokens, 24, 20, true));
    const cycles = steady.to - steady.from;
    expect(steady.multiplyAccumulates).toBeGreaterThan(20 * tokens * 24 * 20);
    expect(steady.multiplyAccumulates / cycles).toBeCloseTo(family.lanes(size) / family.cycles.least, 6);
  });

  test("is seen to fail when the weights are others", () => {
    const product = randomProduct(4, 24, 20);
    const run = family.run(size, product);
    const first = run.cycles[0];
    const wrong = { ...first, weights: (first?.weights ?? 0n) ^ 1n };
    expect(play({ ...run, cycles: [wrong, ...run.cycles.slice(1)] }).wrong).toBeGreaterThan(0);
  });
});

test("sums of both planes are dot products and their excess", () => {
  const family = planesFamilies[0] as ArrayFamily;
  const product = randomProduct(1, 12, 2);
  const { expected } = family.run({ rows: 12, columns: 2, tokens: 1 }, product);
  const whole = [0, 1].map((row) => {
    const weights = [...product.weights.subarray(12 * row, 12 * row + 12)];
    return weights.reduce(
      (sum, weight, input) => sum + weight * (product.activations[input] as number),
      fineqTileExcess(weights, 8),
    );
  });
  expect([0, 1].map((row) => Number(expected[row]?.value) + 2 * Number(expected[2 + row]?.value))).toEqual(
    whole,
  );
});

test("products without outliers take one plane", () => {
  const family = planesFamilies[0] as ArrayFamily;
  const size = { rows: 12, columns: 2, tokens: 1 };
  const run = family.run(size, randomProduct(3, 12, 2, true));
  expect(play(run)).toEqual({ checked: 6, wrong: 0 });
});
