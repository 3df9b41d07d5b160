/**
 * Runs of arrays of deep tile columns: a column's weights are loaded in one cycle, then vectors enter some at a time, whole or bit
 * by bit. Invariant: every column has its weights before the first vector that they count for.
 */
import type { ModuleDefinition } from "../../dsl/index.ts";
import { encodeCluster, type FineqIndex } from "../../golden/index.ts";
import { joined, rawBits } from "./bits.ts";
import type { ArrayRun, ArraySize, IntegerProduct, PortValues } from "./run.ts";
import { steadyOf } from "./steady.ts";

const PAIR_BITS = 14;
const PAIR_WEIGHTS = 6;

/** What tables show as an element: the columns that share a register of activations, as deep as an array of 64 inputs. */
export const DEEP_ELEMENT = { rows: 66, columns: 16 } as const;

export const lanesOf = ({ rows, columns, tokens }: ArraySize): number => rows * columns * tokens;

/** One filling of the array with weights, and the sums that it gives. */
export interface DeepPass {
  /** Ports besides `load` and `weights` in the cycles that load. */
  readonly loading: PortValues;
  readonly sum: (weights: readonly number[], activations: readonly number[]) => number;
}

/** How an array of one kind is driven. */
export interface DeepShape {
  readonly module: ModuleDefinition;
  /** What the ports have while `vectors`, one for each token, are in the array: one entry a cycle. */
  readonly vectorCycles: (vectors: readonly (readonly number[])[]) => readonly PortValues[];
  /** Cycles that vectors take. */
  readonly phases: number;
  /** Clock edges from the last of these cycles to the sums of a column. */
  readonly latency: (column: number) => number;
  readonly sumBits: number;
  readonly passes: readonly DeepPass[];
  /** What `weights` has for a channel of `size.rows` weights; raw FineQ pairs unless stated. */
  readonly channelCode?: (weights: readonly number[]) => bigint;
}

/** k up to size.rows and n up to size.columns; the others have weights of 0. */
export function deepRun(shape: DeepShape, size: ArraySize, product: IntegerProduct): ArrayRun {
  const { rows, columns, tokens } = size;
  const { m, k, n } = product;
  const { phases, sumBits, latency } = shape;
  const padded = (list: readonly number[]): number[] => Array.from({ length: rows }, (_, i) => list[i] ?? 0);
  const channels = Array.from({ length: columns }, (_, c) =>
    padded(c < n ? [...product.weights.subarray(c * k, (c + 1) * k)] : []),
  );
  const vectors = Array.from({ length: m }, (_, token) =>
    padded([...product.activations.subarray(token * k, (token + 1) * k)]),
  );
  const batches = Math.ceil(m / tokens);
  const cycles: PortValues[] = [];
  const expected: ArrayRun["expected"][number][] = [];
  /** From a vector's first cycle until the last column has its sum. */
  const filled = latency(columns - 1);
  const starts: number[] = [];
  shape.passes.forEach(({ loading, sum }) => {
    channels.forEach((weights, column) => {
      cycles.push({
        ...loading,
        load: 1n << BigInt(column),
        weights: shape.channelCode?.(weights) ?? joined(rawPairs(weights, column, product), PAIR_BITS),
      });
    });
    starts.push(cycles.length);
    for (let batch = 0; batch < batches; batch++) {
      const some = Array.from({ length: tokens }, (_, i) => vectors[batch * tokens + i] ?? padded([]));
      cycles.push(...shape.vectorCycles(some).map((ports) => ({ load: 0n, ...ports })));
      channels.forEach((weights, column) => {
        for (let token = 0; token < tokens && batch * tokens + token < m; token++) {
          expected.push({
            cycle: cycles.length - 1 + latency(column),
            port: "sums",
            low: (column * tokens + token) * sumBits,
            bits: sumBits,
            value: rawBits(sum(weights, some[token] as readonly number[]), sumBits),
          });
        }
      });
    }
  });
  for (let i = 0; i <= filled; i++) cycles.push({ load: 0n });
  // Vectors side by side that are all there.
  const whole = Math.floor(m / tokens) * phases;
  const steady = steadyOf({ starts, filled, cycles: whole, phases, multiplyAccumulates: tokens * k * n });
  return { module: shape.module, cycles, expected, steady };
}

/** Raw FineQ pairs of a channel (layout: docs/formats.md); those past the product are ternary zeros. */
function rawPairs(weights: readonly number[], column: number, { k, n, indices }: IntegerProduct): number[] {
  const pairsOfRow = Math.ceil(k / PAIR_WEIGHTS);
  return Array.from({ length: weights.length / PAIR_WEIGHTS }, (_, pair) => {
    const isGiven = column < n && pair < pairsOfRow;
    const index = (isGiven ? (indices[column * pairsOfRow + pair] as number) : 0) as FineqIndex;
    const cluster = (at: number): number =>
      encodeCluster(index, weights[at] as number, weights[at + 1] as number, weights[at + 2] as number);
    const from = PAIR_WEIGHTS * pair;
    return (index << 12) | (cluster(from + 3) << 6) | cluster(from);
  });
}
