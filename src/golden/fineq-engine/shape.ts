/** Parameters of FineQ engines that streams and dates depend on. Invariant: the same values mean the same streams in every family. */
import { FINEQ_BLOCK_BYTES } from "../fineq-block.ts";
import { scaledBits } from "../scale.ts";

/** What multiplies in an engine of cluster tiles, and its dates; docs/adr/0033-fineq-engine-families.md. */
export interface FineqTileShape {
  readonly kind: "any" | "sparse" | "planes";
  /** Tokens that meet a block in a cycle, a divisor of rows. */
  readonly tokensAtOnce: number;
  /** Columns that get activations and commands at the same time. */
  readonly bandColumns: number;
  /** Weights k whose activations come in one word; a divisor of 24. */
  readonly weightsPerWord: number;
  /** Of sparse tiles: neighbouring clusters of which one may have magnitudes above 1. */
  readonly clustersPerOutlier: number;
  /** Clock edges from activations to their sum in a tile. */
  readonly latency: number;
}

/** The parameters of an engine that its streams depend on; docs/adr/0010-fineq-engine.md says what each one means. */
export interface FineqEngineShape {
  readonly rows: number;
  readonly columns: number;
  readonly coding: "unary" | "binary" | "direct";
  /** 2..8. */
  readonly activationBits: number;
  readonly accumulatorBits: number;
  /** Bits of the weight stream, a multiple of 8. */
  readonly bus: number;
  /** Bits of the activation stream: a divisor of rows * activationBits, or with tiles that times `weightsPerWord`. */
  readonly activationBus: number;
  readonly lanes: number;
  /** Blocks stored for each column. */
  readonly blockDepth: number;
  /** Engines of cluster tiles; the output-stationary array has none. */
  readonly tile?: FineqTileShape | undefined;
}

/** Blocks that neighbouring columns get in one cycle: as many as a beat of the bus holds, one at least. */
export const blocksPerWord = ({ bus, columns }: Pick<FineqEngineShape, "bus" | "columns">): number =>
  Math.min(columns, Math.max(1, Math.floor(bus / (8 * FINEQ_BLOCK_BYTES))));

/** Bits of a result in its beat: the scaled result, sign-extended to whole bytes. */
export const resultStride = ({ accumulatorBits }: Pick<FineqEngineShape, "accumulatorBits">): number =>
  8 * Math.ceil(scaledBits(accumulatorBits) / 8);

export const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);
