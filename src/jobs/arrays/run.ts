/**
 * Runs of arrays, whatever their family: which values their ports take in every cycle, and what must come out. Invariant: what
 * is expected comes from integer dot products, never from the array.
 */
import type { ModuleDefinition } from "../../dsl/index.ts";

/** A product of integer matrices: sums[m][n] = sum over k of activations[m][k] * weights[n][k]. */
export interface IntegerProduct {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** m x k by rows, -128..127. */
  readonly activations: Int8Array;
  /** n x k by rows; -3..3 for FineQ families, with the zeros and pairs that the format demands. */
  readonly weights: Int8Array;
  /** FineQ's pair indices, n x ceil(k / 6) by rows; needed by families that take FineQ words. */
  readonly indices: Uint8Array;
}

/** Values of ports by their Verilog names, as unsigned numbers. Ports left out keep the value of the cycle before; at first 0. */
export type PortValues = Readonly<Record<string, bigint>>;

export interface ArrayRun {
  readonly module: ModuleDefinition;
  /** Inputs from each clock edge to the next. */
  readonly cycles: readonly PortValues[];
  /** `bits` of output `port` from bit `low` just before the edge that ends `cycle`, as an unsigned number. */
  readonly expected: readonly {
    readonly cycle: number;
    readonly port: string;
    readonly low: number;
    readonly bits: number;
    readonly value: bigint;
  }[];
  /** Cycles [from, to) without `pauses` in which the array works at its full rate, weights loaded and pipelines filled; and what it does in them. */
  readonly steady: {
    readonly from: number;
    readonly to: number;
    /** Cycles [from, to) in between that are left out: weights are exchanged, pipelines fill. */
    readonly pauses: readonly { readonly from: number; readonly to: number }[];
    readonly multiplyAccumulates: number;
  };
}

/** How large an array is built. */
export interface ArraySize {
  /** Inputs (weight-stationary) or tokens (output-stationary) from top to bottom. */
  readonly rows: number;
  /** Output channels from left to right. */
  readonly columns: number;
  /** Activation vectors at a time in each tile; 1 for arrays of one-weight elements. */
  readonly tokens: number;
}

/** A kind of array that the comparison knows. */
export interface ArrayFamily {
  /** Lower-case words joined by `-`; unique. */
  readonly name: string;
  /** For tables. */
  readonly title: string;
  /** What multiplies: rows of the comparison belong together by it. fineq-sparse: at most one outlier cluster in four. */
  readonly weights: "int8" | "int4" | "int3" | "fineq" | "fineq-sparse";
  readonly dataflow: "output-stationary" | "weight-stationary";
  /** Rows come in multiples of this: 6 for tiles of FineQ pairs; 1 unless stated. */
  readonly rowStep?: number;
  /** Activation vectors that each weight of the array meets in a cycle, the `tokens` of its size; 1 unless stated. */
  readonly tokens?: number;
  /** The array with its edges (skew registers, load chains), without memories. */
  readonly array: (size: ArraySize) => ModuleDefinition;
  /** One element or tile, and the weights (times tokens) that it works on in a cycle at full rate. */
  readonly element: () => { readonly module: ModuleDefinition; readonly lanes: number };
  /** Products in the array: inputs * channels * tokens at a time. */
  readonly lanes: (size: ArraySize) => number;
  /** Cycles that the lanes take for one product each; for families that follow the data, the range. */
  readonly cycles: { readonly least: number; readonly most: number };
  /** The array carrying out a product: n up to columns, any m; k up to rows in weight-stationary arrays, any in output-stationary ones. */
  readonly run: (size: ArraySize, product: IntegerProduct) => ArrayRun;
}
