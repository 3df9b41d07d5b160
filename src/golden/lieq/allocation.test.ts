/** The allocation against the formula for equal layers, against a search over all prefixes, and its errors. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import {
  allocateBits,
  allocateInOrder,
  randomAllocation,
  rankCorrelation,
  type ScoredLayer,
} from "./index.ts";

const equalLayers = (count: number): ScoredLayer[] =>
  Array.from({ length: count }, (_, layer) => ({ score: (layer * 37) % count, weights: 1000 }));

function messageOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0]?.message;
    throw error;
  }
  return undefined;
}

const someLayers = fc.array(
  fc.record({ score: fc.integer({ min: -3, max: 3 }), weights: fc.integer({ min: 1, max: 1e7 }) }),
  { minLength: 1, maxLength: 40 },
);
const averages = fc.double({ min: 2, max: 4, noNaN: true });

describe("allocation of bits", () => {
  it("keeps one layer precise at 2.05 bits of 36 and at 2.07 bits of 28", () => {
    expect(allocateBits(equalLayers(36), 2.05).preciseLayers).toBe(1);
    expect(allocateBits(equalLayers(28), 2.07).preciseLayers).toBe(1);
    expect(allocateBits(equalLayers(36), 2.05).averageBits).toBeCloseTo(2 + 2 / 36, 14);
  });

  it("keeps floor(f L + 0.5) of L equal layers precise, for every L to 64 and every 64th of the budget", () => {
    for (let count = 1; count <= 64; count++) {
      for (let step = 0; step <= 64; step++) {
        const average = 2 + step / 32;
        const expected = Math.floor((step / 64) * count + 0.5);
        expect(allocateBits(equalLayers(count), average).preciseLayers).toBe(expected);
      }
    }
  });

  it("keeps the best prefix in the order of scores, ties to the lower layer", () => {
    fc.assert(
      fc.property(someLayers, averages, (layers, average) => {
        const { bits, order, preciseLayers, averageBits } = allocateBits(layers, average);
        for (let k = 1; k < order.length; k++) {
          const [before, after] = [order[k - 1] as number, order[k] as number];
          const step = (layers[before]?.score as number) - (layers[after]?.score as number);
          expect(step > 0 || (step === 0 && before < after)).toBe(true);
        }
        expect(bits).toEqual(layers.map((_, layer) => (order.indexOf(layer) < preciseLayers ? 4 : 2)));
        const all = layers.reduce((sum, { weights }) => sum + weights, 0);
        const exact = layers.reduce((sum, { weights }, layer) => sum + weights * (bits[layer] as number), 0);
        expect(averageBits).toBeCloseTo(exact / all, 12);
        // No other prefix comes nearer to the budget.
        let covered = 0;
        for (const layer of [undefined, ...order]) {
          covered += layer === undefined ? 0 : (layers[layer]?.weights as number);
          const other = 2 + (2 * covered) / all;
          expect(Math.abs(averageBits - average)).toBeLessThanOrEqual(Math.abs(other - average) + 1e-12);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the scale of the scores", () => {
    fc.assert(
      fc.property(someLayers, averages, (layers, average) => {
        const scaled = layers.map((layer) => ({ ...layer, score: 8 * layer.score - 5 }));
        expect(allocateBits(scaled, average)).toEqual(allocateBits(layers, average));
      }),
    );
  });

  it("goes from all coarse to all precise", () => {
    expect(allocateBits(equalLayers(5), 2).bits).toEqual([2, 2, 2, 2, 2]);
    expect(allocateBits(equalLayers(5), 4).bits).toEqual([4, 4, 4, 4, 4]);
    expect(allocateBits(equalLayers(5), 5.5, { coarse: 3, precise: 8 }).averageBits).toBe(6);
  });

  it("takes an order from outside", () => {
    expect(allocateInOrder(equalLayers(4), [2, 0, 3, 1], 3).bits).toEqual([4, 2, 4, 2]);
  });

  it("refuses what cannot be allocated", () => {
    expect(messageOf(() => allocateBits(equalLayers(3), 4.01))).toBe(
      "The average is 4.01; allowed is 2..4 bits a weight.",
    );
    expect(messageOf(() => allocateBits(equalLayers(3), Number.NaN))).toContain("The average is NaN");
    expect(messageOf(() => allocateBits([{ score: Number.NaN, weights: 1 }], 3))).toContain(
      "A layer's score is NaN",
    );
    expect(messageOf(() => allocateBits([{ score: 1, weights: 0 }], 3))).toContain("weight count is 0");
    expect(messageOf(() => allocateInOrder(equalLayers(3), [0, 1, 1], 3))).toBe(
      "The number of layers in the order is 2; allowed is each of 3 once.",
    );
  });
});

describe("random allocations", () => {
  it("spend as much as the score's on equal layers, and come from a seed", () => {
    const layers = equalLayers(16);
    const { preciseLayers } = allocateBits(layers, 2.25);
    const seen = new Set<string>();
    const chosen = new Array<number>(16).fill(0);
    for (let seed = 0; seed < 400; seed++) {
      const random = randomAllocation(layers, 2.25, seed);
      expect(random.preciseLayers).toBe(preciseLayers);
      expect([...random.order].sort((a, b) => a - b)).toEqual(layers.map((_, layer) => layer));
      expect(random).toEqual(randomAllocation(layers, 2.25, seed));
      seen.add(random.bits.join());
      random.bits.forEach((bits, layer) => {
        if (bits === 4) chosen[layer] = (chosen[layer] as number) + 1;
      });
    }
    // Two of sixteen layers are 120 pairs; each layer is expected in 50 of 400 draws, with a deviation of 6.6.
    expect(seen.size).toBeGreaterThan(100);
    expect(Math.min(...chosen)).toBeGreaterThan(20);
    expect(Math.max(...chosen)).toBeLessThan(80);
  });
});

describe("rank correlation", () => {
  it("is 1 for one order, -1 for the reverse, and does not see distances", () => {
    expect(rankCorrelation([1, 5, 2, 100], [0.1, 0.3, 0.2, 0.4])).toBeCloseTo(1, 14);
    expect(rankCorrelation([1, 2, 3, 4], [9, 7, 5, -3])).toBeCloseTo(-1, 14);
  });

  it("shares ranks among equals", () => {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5).
    expect(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 14);
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNaN();
  });

  it("refuses lists of different lengths", () => {
    expect(messageOf(() => rankCorrelation([1, 2], [1]))).toContain("expected 2");
  });
});
