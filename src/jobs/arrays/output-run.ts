/**
 * Runs of output-stationary arrays: tiles of as many tokens as there are rows, one after the other; each one's sums are drained
 * while the next accumulates. Invariant: no sums are overwritten before they have left.
 */
import type { ModuleDefinition } from "../../dsl/index.ts";
import { joined, rawBits } from "./bits.ts";
import { dotProduct } from "./dot-product.ts";
import type { ArrayRun, ArraySize, IntegerProduct } from "./run.ts";

/** How an array of one kind is driven. */
export interface OutputShape {
  readonly module: ModuleDefinition;
  readonly weightBits: number;
  readonly weightCode: (weight: number) => number;
  readonly activationBits: number;
  readonly activationCode: (activation: number) => number;
  /** Steps that a weight takes; 2 or more have a port `phase`. */
  readonly phases: number;
  /** Cycles from the ports to element (0, 0). */
  readonly latency: number;
  readonly sumBits: number;
  /** What a sum holds besides the dot product. */
  readonly excess: (weights: readonly number[]) => number;
}

/** Any m and k; n up to size.columns. Where k is too short to drain a tile, steps without weights come between tiles. */
export function outputRun(shape: OutputShape, size: ArraySize, product: IntegerProduct): ArrayRun {
  const { rows, columns } = size;
  const { m, k, n } = product;
  const { phases, latency, sumBits, activationBits, weightBits } = shape;
  const steps = k * phases;
  const tiles = Math.ceil(m / rows);
  const apart = tiles === 1 ? steps : Math.max(steps, drainCycles(rows, columns));
  const cycles: Record<string, bigint>[] = Array.from(
    { length: tiles * apart + latency + drainCycles(rows, columns) + rows },
    () => ({ boundary: 0n, shift: 0n, weights: 0n }),
  );
  const cycleAt = (cycle: number): Record<string, bigint> => cycles[cycle] as Record<string, bigint>;
  const expected: ArrayRun["expected"][number][] = [];

  for (let tile = 0; tile < tiles; tile++) {
    const tokens = Array.from({ length: Math.min(rows, m - tile * rows) }, (_, row) => {
      const token = tile * rows + row;
      return [...product.activations.subarray(token * k, (token + 1) * k)];
    });
    cycleAt(tile * apart).boundary = 1n;
    for (let step = 0; step < steps; step++) {
      const input = Math.floor(step / phases);
      const weights = Array.from({ length: n }, (_, c) => product.weights[c * k + input] as number);
      Object.assign(cycleAt(tile * apart + step), {
        weights: joined(weights.map(shape.weightCode), weightBits),
        activations: joined(
          tokens.map((token) => shape.activationCode(token[input] as number)),
          activationBits,
        ),
        ...(phases > 1 && { phase: BigInt(step % phases) }),
      });
    }
    // With the next tile's first step, or alone after the last tile.
    const release = (tile + 1) * apart;
    cycleAt(release).boundary = 1n;
    for (let row = rows - 1; row >= 0; row--) {
      const cycle = release + latency + rows + columns - 1 + 2 * (rows - 1 - row);
      if (row > 0) cycleAt(cycle).shift = 1n;
      const token = tokens[row];
      if (token === undefined) continue;
      for (let c = 0; c < n; c++) {
        const weights = [...product.weights.subarray(c * k, (c + 1) * k)];
        const value = rawBits(dotProduct(weights, token) + shape.excess(weights), sumBits);
        expected.push(
          { cycle, port: "drained_sums", low: c * sumBits, bits: sumBits, value },
          { cycle, port: "drained_overflow", low: c, bits: 1, value: 0n },
        );
      }
    }
  }
  return { module: shape.module, cycles, expected, steady: steadySteps(shape, size, product, apart) };
}

/** Least distance of two boundaries: the bottom row has been read, and no shift meets a boundary in any row. */
const drainCycles = (rows: number, columns: number): number =>
  Math.max(2 * rows + columns - 2, 4 * rows + columns - 5);

/** All elements work on full tiles, or on the only one. Tiles `apart` more than their steps have a gap, and the first counts. */
function steadySteps(
  { phases, latency }: OutputShape,
  { rows, columns }: ArraySize,
  { m, k, n }: IntegerProduct,
  apart: number,
): ArrayRun["steady"] {
  const steps = k * phases;
  const tiles = apart === steps ? Math.max(1, Math.floor(m / rows)) : 1;
  const from = latency + rows + columns - 2;
  const products = Math.max(0, Math.floor((latency + tiles * steps - from) / phases));
  return {
    from,
    to: from + products * phases,
    pauses: [],
    multiplyAccumulates: products * Math.min(m, rows) * n,
  };
}
