/** The ladder against LieQ's two widths, against cuts counted on equal layers by hand, and its errors. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import type { WeightFormat } from "../weight-format.ts";
import {
  allocateBits,
  allocateLadder,
  allocateLadderInOrder,
  nominalBits,
  randomAllocation,
  type ScoredLayer,
} from "./index.ts";

const equalLayers = (count: number): ScoredLayer[] =>
  Array.from({ length: count }, (_, layer) => ({ score: count - layer, weights: 1000 }));

const someLayers = fc.array(
  fc.record({ score: fc.integer({ min: -3, max: 3 }), weights: fc.integer({ min: 1, max: 1e7 }) }),
  { minLength: 1, maxLength: 40 },
);
const ladders = fc.subarray<WeightFormat>(["w8", "w4", "w3", "fineq", "w2"], { minLength: 2 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** The budget a part of the way from the last format to the first. */
function budget(ladder: readonly WeightFormat[], part: number): number {
  const [first, last] = [nominalBits(ladder[0] as WeightFormat), nominalBits(ladder.at(-1) as WeightFormat)];
  return Math.min(first, Math.max(last, last + part * (first - last)));
}

function messageOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0]?.message;
    throw error;
  }
  return undefined;
}

describe("a ladder of formats", () => {
  it("is LieQ's allocation when it is w4, w2", () => {
    fc.assert(
      fc.property(someLayers, fc.double({ min: 2, max: 4, noNaN: true }), (layers, average) => {
        const { bits, order, preciseLayers, averageBits } = allocateBits(layers, average);
        const found = allocateLadder(layers, average, ["w4", "w2"]);
        expect(found.formats).toEqual(bits.map((own) => `w${own}`));
        expect(found.order).toEqual(order);
        expect(found.counts).toEqual([preciseLayers, layers.length - preciseLayers]);
        expect(found.averageBits).toBe(averageBits);
      }),
      { numRuns: 300 },
    );
  });

  it("is LieQ's allocation with any two uniform widths", () => {
    fc.assert(
      fc.property(someLayers, fc.double({ min: 3, max: 8, noNaN: true }), (layers, average) => {
        const { bits } = allocateBits(layers, average, { coarse: 3, precise: 8 });
        expect(allocateLadder(layers, average, ["w8", "w3"]).formats).toEqual(bits.map((own) => `w${own}`));
      }),
    );
  });

  // By hand, bits in sixths: w4 24, fineq 14, w2 12; the mean of the last two is 13.
  it.each<[number, number, readonly number[]]>([
    [12, 13 / 6, [0, 6, 6]], // the mean of fineq and w2
    [11, 24 / 6, [11, 0, 0]],
    [11, 13 / 6 + 1 / 6, [1, 5, 5]], // f = 1/11
    [11, 13 / 6 + 5 / 6, [5, 3, 3]], // f = 5/11
    [12, 12 / 6, [0, 0, 12]],
    [12, 12.5 / 6, [0, 3, 9]], // a quarter of the way from w2 to fineq
    [1, 20 / 6, [1, 0, 0]], // f = 7/11
    [1, 18 / 6, [0, 1, 0]], // f = 5/11, so the second cut is at 8/11
  ])("shares %i equal layers at %f bits among w4, fineq, w2 as %o", (count, average, expected) => {
    expect(allocateLadder(equalLayers(count), average, ["w4", "fineq", "w2"]).counts).toEqual(expected);
  });

  it("goes down the order of scores and meets the budget within half of a layer", () => {
    fc.assert(
      fc.property(someLayers, ladders, share, (layers, ladder, part) => {
        const average = budget(ladder, part);
        const { formats, order, counts, averageBits } = allocateLadder(layers, average, ladder);
        const rungs = order.map((layer) => ladder.indexOf(formats[layer] as WeightFormat));
        expect(rungs).toEqual([...rungs].sort((a, b) => a - b));
        expect(ladder.map((format) => formats.filter((own) => own === format).length)).toEqual(counts);
        const all = layers.reduce((sum, { weights }) => sum + weights, 0);
        const largest = Math.max(...layers.map(({ weights }) => weights));
        const span = nominalBits(ladder[0] as WeightFormat) - nominalBits(ladder.at(-1) as WeightFormat);
        const exact = layers.reduce(
          (sum, { weights }, at) => sum + weights * nominalBits(formats[at] as WeightFormat),
          0,
        );
        expect(averageBits).toBeCloseTo(exact / all, 12);
        expect(Math.abs(averageBits - average)).toBeLessThanOrEqual((span * largest) / 2 / all + 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it("gives the formats after the first equal shares of the weights, within a layer", () => {
    for (const average of [2.3, 2.5, 3, 3.5]) {
      const { counts } = allocateLadder(equalLayers(400), average, ["w4", "fineq", "w2"]);
      expect(Math.abs((counts[1] as number) - (counts[2] as number))).toBeLessThanOrEqual(1);
      expect(counts[1]).toBeGreaterThan(10);
    }
  });

  it("spends no less on a layer when the budget grows", () => {
    fc.assert(
      fc.property(someLayers, ladders, share, share, (layers, ladder, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((part) =>
          allocateLadder(layers, budget(ladder, part), ladder).formats.map((format) =>
            ladder.indexOf(format),
          ),
        ) as [number[], number[]];
        less.forEach((rung, layer) => {
          expect(more[layer]).toBeLessThanOrEqual(rung);
        });
      }),
    );
  });

  it("takes an order from outside, and gives the same for the same", () => {
    const layers = equalLayers(6);
    const { order } = randomAllocation(layers, 3, 7);
    const found = allocateLadderInOrder(layers, order, 2.5, ["w4", "fineq", "w2"]);
    expect(found).toEqual(allocateLadderInOrder(layers, order, 2.5, ["w4", "fineq", "w2"]));
    expect(found.order).toEqual(order);
    expect(found.formats[order[0] as number]).toBe("w4");
    expect(found.formats[order[5] as number]).toBe("w2");
  });

  it("counts FineQ's bits as 7 bytes for 24 weights", () => {
    expect((["fineq", "w2", "w3", "w4", "w8"] as const).map(nominalBits)).toEqual([56 / 24, 2, 3, 4, 8]);
  });

  it("refuses budgets that its formats do not span, and ladders that do not fall", () => {
    expect(messageOf(() => allocateLadder(equalLayers(3), 2.05, ["w4", "fineq"]))).toBe(
      "The average is 2.05; allowed is 2.3333333333333335..4 bits a weight.",
    );
    expect(messageOf(() => allocateLadder(equalLayers(3), Number.NaN, ["w4", "w2"]))).toContain(
      "The average is NaN",
    );
    expect(messageOf(() => allocateLadder(equalLayers(3), 3, ["w2", "w4"]))).toBe(
      "The ladder is w2, w4 with 2, 4 bits a weight; each format must have fewer than the one before, and there must be at least two.",
    );
    expect(messageOf(() => allocateLadder(equalLayers(3), 4, ["w4"]))).toContain(
      "The ladder is w4 with 4 bits",
    );
    expect(messageOf(() => allocateLadder(equalLayers(3), 4, ["w4", "w4"]))).toContain("must have fewer");
    expect(messageOf(() => allocateLadder([{ score: Number.NaN, weights: 1 }], 3, ["w4", "w2"]))).toContain(
      "score is NaN",
    );
    expect(messageOf(() => allocateLadder([{ score: 1, weights: 0 }], 3, ["w4", "w2"]))).toContain(
      "weight count is 0",
    );
    expect(messageOf(() => allocateLadderInOrder(equalLayers(3), [0, 0, 1], 3, ["w4", "w2"]))).toContain(
      "each of 3 once",
    );
  });
});
