/**
 * What a LieQ program is: layers in their formats, the table that the engine walks, and the images that its addresses point into.
 * Invariant: everything here follows from the number formats and the orders below, nothing from the hardware. All of it is our design
 * choice (docs/adr/0027-lieq-engine.md).
 */
import type { QuantizedMatrix, WeightFormat } from "../../weight-format.ts";

/** The parameters of an engine that programs depend on. */
export interface LieqEngineShape {
  readonly rows: number;
  readonly columns: number;
  readonly coding: "unary" | "binary" | "direct";
  readonly accumulatorBits: number;
  /** Columns that leave the array in a cycle. */
  readonly lanes: number;
  /** Words stored for each column. */
  readonly wordDepth: number;
  /** Entries of the layer table. */
  readonly layers: number;
}

/** A matrix product that the engine is to compute: activations M x K times weights N x K, transposed. */
export interface LieqLayer {
  readonly name: string;
  readonly m: number;
  /** Row-major M x K. */
  readonly activations: Int8Array;
  readonly weights: QuantizedMatrix;
}

/** An entry of the layer table. Addresses and sizes in bytes, each into the image of its own. */
export interface LieqLayerEntry {
  readonly name: string;
  readonly format: WeightFormat;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly weightsBase: number;
  /** Of one row of tiles: the engine reads it ceil(M / rows) times. */
  readonly weightsBytes: number;
  readonly scalesBase: number;
  readonly scalesBytes: number;
  readonly activationsBase: number;
  readonly resultsBase: number;
  readonly resultsBytes: number;
}

/** The memories of a program, one address space each. */
export interface LieqImages {
  /**
   * Layer by layer, each layer from a multiple of 8: for each tile of columns: for each group of K (all of K in FineQ): for each word along
   * K: for each column used: the word's bytes (7, 8, 6, 8 or 8 of fineq, w2, w3, w4, w8); a tile ends on a multiple of 8 bytes.
   */
  readonly weights: Uint8Array;
  /** Layer by layer, each from a multiple of 8: for each tile of columns: for each group: for each column used: scale low, scale high, zero point, 0. */
  readonly scales: Uint8Array;
  /** Layer by layer, each from a multiple of 8: for each tile of rows: for each k: one byte for each row of the array, zero past M. */
  readonly activations: Uint8Array;
  /** Layer by layer, each from a multiple of 8: for each tile of rows: for each tile of columns: rows last to first: columns in order: 10 bytes, two's complement, 2^-24. */
  readonly results: Uint8Array;
}

/** A read or write of a contiguous piece of an image. */
export interface LieqTransfer {
  readonly address: number;
  readonly bytes: number;
}

/** What the engine asks its memories for, in order. */
export interface LieqTransfers {
  /** One for each row of tiles of each layer. */
  readonly weights: readonly LieqTransfer[];
  /** One for each row of tiles of each layer. */
  readonly scales: readonly LieqTransfer[];
  /** One for each pass. */
  readonly activations: readonly LieqTransfer[];
  /** One for each layer. */
  readonly results: readonly LieqTransfer[];
}

/** One beat of results: raw bits of tdata, tkeep (a bit a byte) and tlast (ends a tile). */
export interface LieqResultBeat {
  readonly data: bigint;
  readonly keep: bigint;
  readonly last: bigint;
}

export interface LieqProgram {
  readonly shape: LieqEngineShape;
  readonly entries: readonly LieqLayerEntry[];
  readonly images: LieqImages;
  readonly transfers: LieqTransfers;
  /** Raw bits of each beat of the streams that answer the transfers. */
  readonly streams: {
    readonly weights: readonly bigint[];
    readonly scales: readonly bigint[];
    readonly activations: readonly bigint[];
  };
  readonly results: readonly LieqResultBeat[];
  /** Some sum that is sent left its accumulator. */
  readonly isOverflow: boolean;
}

/** What the engine's counters show after a program whose streams never stall. */
export interface LieqPrediction {
  /** Cycles in which the engine is busy. */
  readonly cycles: number;
  readonly passes: number;
  readonly layers: readonly {
    /** From the end of the layer before (or the start) to the layer's own last step. */
    readonly cycles: number;
    /** Cycles in which the array makes a step: tiles * K * planes * T. */
    readonly steps: number;
    /** Cycles in which a pass that is held makes no step for want of weights, or because sums have not left. */
    readonly weightStalls: number;
    readonly resultStalls: number;
  }[];
}
