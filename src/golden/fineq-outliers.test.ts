/** Sparse outliers against an independent plain quantizer that tries everything the format and the rule allow. */
import { describe, expect, it, test } from "vitest";
import { obeysOutlierRule } from "./fineq-outlier-check.ts";
import { CLUSTERS_PER_OUTLIER, type ClustersPerOutlier } from "./fineq-outliers.ts";
import {
  decodeBlock,
  decodeCluster,
  decodeFineq,
  dequantizeFineq,
  encodeBlock,
  FINEQ_BLOCK_BYTES,
  type FineqIndex,
  type FineqMatrix,
  gaussSource,
  halfFromNumber,
  halfToNumber,
  quantizeFineq,
  sqnr,
  studentSource,
  syntheticWeights,
} from "./index.ts";

const place = { tensor: "w" };

/** Everything that a pair can hold, each set of six weights once, by how many of its clusters have a magnitude above 1. */
const PAIRS = [0, 1, 2].map((outliers) => {
  const found = new Map<string, number[]>();
  for (const index of [0, 1, 2, 3] as const) {
    for (let even = 0; even < 64; even++) {
      for (let odd = 0; odd < 64; odd++) {
        const clusters = [decodeCluster(index, even), decodeCluster(index, odd)];
        const large = clusters.filter((weights) => weights.some((q) => Math.abs(q) > 1)).length;
        if (large === outliers) found.set(clusters.flat().join(), clusters.flat());
      }
    }
  }
  return [...found.values()];
}) as [number[][], number[][], number[][]];

const squares = (weights: readonly number[], q: readonly number[], scale: number): number =>
  weights.reduce((sum, w, k) => sum + (w - scale * (q[k] as number)) ** 2, 0);

/** The nearest of the sets, and its squared error. */
function nearest(weights: readonly number[], scale: number, sets: readonly number[][]) {
  let [error, best] = [Number.POSITIVE_INFINITY, sets[0] as number[]];
  for (const set of sets) {
    const own = squares(weights, set, scale);
    if (own < error) [error, best] = [own, set];
  }
  return { error, best };
}

/** A row by exhaustive search: every scale, every group, every pair of it that may have the outlier cluster. */
function exhaustive(row: readonly number[], clusters: ClustersPerOutlier) {
  const padded = [...row, ...new Array<number>((24 - (row.length % 24)) % 24).fill(0)];
  const largest = Math.max(...row.map(Math.abs));
  const tried = Array.from({ length: 18 }, (_, i) => {
    const scale = halfToNumber(halfFromNumber((((100 - 5 * i) / 100) * largest) / 3));
    const weights: number[] = [];
    let error = 0;
    for (let from = 0; from < padded.length; from += 3 * clusters) {
      const pairs: number[][] = [];
      for (let k = from; k < Math.min(padded.length, from + 3 * clusters); k += 6)
        pairs.push(padded.slice(k, k + 6));
      const quiet = pairs.map((six) => nearest(six, scale, PAIRS[0]));
      const loud = pairs.map((six) => nearest(six, scale, PAIRS[1]));
      const total = (found: typeof quiet): number => found.reduce((sum, one) => sum + one.error, 0);
      const choices = [quiet, ...pairs.map((_, p) => quiet.with(p, loud[p] as (typeof loud)[number]))];
      const least = choices.reduce((best, next) => (total(next) < total(best) ? next : best));
      error += total(least);
      weights.push(...least.flatMap(({ best }) => best));
    }
    return { scale, error, weights: weights.slice(0, row.length) };
  });
  return tried.reduce((best, next) => (next.error < best.error ? next : best));
}

describe("FineQ with sparse outliers", () => {
  test.each(CLUSTERS_PER_OUTLIER)("is the least error that any code of a row has, 1 in %i", (clusters) => {
    let rows = 0;
    for (const columns of [6, 23, 48, 53]) {
      for (const [seed, source] of [gaussSource(columns), studentSource(columns, 3)].entries()) {
        const values = syntheticWeights(source, columns, 0.02);
        const found = exhaustive([...values], clusters);
        const matrix = quantizeFineq(values, 1, columns, place, { clustersPerOutlier: clusters });
        expect(halfToNumber(matrix.scales[0] as number), `${columns}, ${seed}`).toBe(found.scale);
        expect([...decodeFineq(matrix)].map((q) => q + 0)).toEqual(found.weights.map((q) => q + 0));
        rows++;
      }
    }
    expect(rows).toBe(8);
  });

  test("would be told from plain FineQ and from another group", () => {
    const values = syntheticWeights(studentSource(9, 3), 480);
    const plain = quantizeFineq(values, 1, 480, place);
    const rules = CLUSTERS_PER_OUTLIER.map((clustersPerOutlier) =>
      quantizeFineq(values, 1, 480, place, { clustersPerOutlier }),
    );
    expect(new Set([plain, ...rules].map(({ packed }) => packed.join())).size).toBe(5);
  });

  test.each(CLUSTERS_PER_OUTLIER)("obeys its rule, loses at least as much as plain FineQ, 1 in %i", (n) => {
    const [rows, columns] = [40, 250];
    const values = syntheticWeights(studentSource(n, 5), rows * columns);
    const matrix = quantizeFineq(values, rows, columns, place, { clustersPerOutlier: n });
    expect(obeysOutlierRule(matrix, n)).toBe(true);
    const plain = quantizeFineq(values, rows, columns, place);
    expect(obeysOutlierRule(plain, n)).toBe(false);
    expect(sqnr(values, dequantizeFineq(matrix))).toBeLessThan(sqnr(values, dequantizeFineq(plain)));
  });

  test("takes the first pair, then the even cluster, then the smaller index among equals", () => {
    const choice = (row: readonly number[], clustersPerOutlier: ClustersPerOutlier) => {
      const matrix = quantizeFineq(Float32Array.from(row), 1, row.length, place, { clustersPerOutlier });
      return { indices: [...decodeBlock(matrix.packed).indices], weights: [...decodeFineq(matrix)] };
    };
    const rest = new Array<number>(12).fill(0);
    // Two clusters of a pair, and two pairs, that gain the same.
    expect(choice([3, 3, 0, 3, 3, 0], 2)).toMatchObject({
      indices: [3, 0, 0, 0],
      weights: [3, 3, 0, 1, 1, 0],
    });
    expect(choice([3, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0], 4)).toMatchObject({
      indices: [2, 0, 0, 0],
      weights: [3, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
    });
    // Indices 2 and 3 keep the one outlier.
    expect(choice([0, 0, 0, 3, 0, 0, ...rest], 2).indices[0]).toBe(2);
    // Nothing to gain: no outlier.
    expect(choice([1, 1, 1, 1, 1, 1, 3, 0, 0], 2).indices[0]).toBe(0);
  });
});

describe("obeysOutlierRule", () => {
  /** One row of blocks with magnitudes of 2 at these clusters. */
  function rowWith(outliers: readonly number[], blocks: number, columns = 24 * blocks): FineqMatrix {
    const packed = new Uint8Array(FINEQ_BLOCK_BYTES * blocks);
    const weights = new Int8Array(24 * blocks);
    const indices = new Uint8Array(4 * blocks);
    for (const cluster of outliers) {
      weights[3 * cluster] = -2;
      indices[cluster >> 1] = 3 as FineqIndex;
    }
    for (let b = 0; b < blocks; b++)
      encodeBlock(indices, 4 * b, weights, 24 * b, packed, FINEQ_BLOCK_BYTES * b);
    return { rows: 1, columns, bytesPerRow: packed.length, packed, scales: Uint16Array.of(0x3c00) };
  }

  it("counts outlier clusters of aligned groups, over the borders of blocks", () => {
    let judged = 0;
    for (const clusters of CLUSTERS_PER_OUTLIER) {
      for (let a = 0; a < 32; a++) {
        for (let b = 0; b < 32; b++) {
          const sameGroup = a !== b && Math.floor(a / clusters) === Math.floor(b / clusters);
          expect(obeysOutlierRule(rowWith([a, b], 4), clusters), `${a} ${b} ${clusters}`).toBe(!sameGroup);
          judged++;
        }
      }
    }
    expect(judged).toBe(4096);
  });

  it("leaves padding out, and starts each row anew", () => {
    expect(obeysOutlierRule(rowWith([5, 7], 1), 4)).toBe(false);
    expect(obeysOutlierRule(rowWith([5, 7], 1, 20), 4)).toBe(true);
    const two = rowWith([7, 8], 2);
    expect(obeysOutlierRule({ ...two, rows: 2, columns: 24, bytesPerRow: FINEQ_BLOCK_BYTES }, 16)).toBe(true);
    expect(obeysOutlierRule(two, 16)).toBe(false);
  });
});
