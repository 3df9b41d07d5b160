/**
 * Runs of weight-stationary arrays: weights are loaded row by row, then the activation vectors enter one after the other.
 * Invariant: weights are exchanged only when the last activation has passed the last element.
 */
import type { ModuleDefinition } from "../../dsl/index.ts";
import { joined, rawBits } from "./bits.ts";
import type { ArrayRun, ArraySize, IntegerProduct, PortValues } from "./run.ts";
import { steadyOf } from "./steady.ts";

/** One filling of the array with weights, and what it makes of them. */
export interface StationaryPass {
  /** Raw bits that stand for a weight. */
  readonly code: (weight: number) => number;
  /** The sum of a column; `weights` and `activations` are of equal length. */
  readonly sum: (weights: readonly number[], activations: readonly number[]) => number;
}

/** How an array of one kind is driven. */
export interface StationaryShape {
  readonly module: ModuleDefinition;
  readonly weightBits: number;
  /** Of an activation at the left edge. */
  readonly activationBits: number;
  readonly activationCode: (activation: number) => number;
  /** Cycles that an activation vector takes; 2 or more have a port `phase`. */
  readonly phases: number;
  /** Cycles from the last of them at the left edge of row 0 to the sum of column 0. */
  readonly latency: number;
  readonly sumBits: number;
  readonly passes: readonly StationaryPass[];
}

/** k up to size.rows and n up to size.columns; the others have weights of 0. */
export function stationaryRun(shape: StationaryShape, size: ArraySize, product: IntegerProduct): ArrayRun {
  const { rows, columns } = size;
  const { m, k, n } = product;
  const { phases, sumBits, weightBits } = shape;
  const at = (list: readonly number[], width: number): number[] =>
    Array.from({ length: width }, (_, i) => list[i] ?? 0);
  const channels = Array.from({ length: columns }, (_, c) =>
    at(c < n ? [...product.weights.subarray(c * k, (c + 1) * k)] : [], rows),
  );
  const vectors = Array.from({ length: m }, (_, token) =>
    at([...product.activations.subarray(token * k, (token + 1) * k)], rows),
  );
  const cycles: PortValues[] = [];
  const expected: ArrayRun["expected"][number][] = [];
  const filled = rows + columns - 2;
  const starts: number[] = [];
  shape.passes.forEach(({ code, sum }) => {
    for (let row = rows - 1; row >= 0; row--) {
      const weights = channels.map((channel) => code(channel[row] as number));
      cycles.push({ load: 1n, weights: joined(weights, weightBits) });
    }
    const first = cycles.length;
    starts.push(first);
    vectors.forEach((vector, token) => {
      for (let phase = 0; phase < phases; phase++) {
        cycles.push({
          load: 0n,
          activations: joined(vector.map(shape.activationCode), shape.activationBits),
          ...(phases > 1 && { phase: BigInt(phase) }),
        });
      }
      channels.forEach((channel, column) => {
        expected.push({
          cycle: first + (token + 1) * phases - 1 + shape.latency + column,
          port: "sums",
          low: column * sumBits,
          bits: sumBits,
          value: rawBits(sum(channel, vector), sumBits),
        });
      });
    });
    // Until the last sum of the last column has come; the last element has used its weight by then.
    for (let i = 0; i < shape.latency + columns; i++) cycles.push({});
  });
  const steady = steadyOf({ starts, filled, cycles: m * phases, phases, multiplyAccumulates: k * n });
  return { module: shape.module, cycles, expected, steady };
}
