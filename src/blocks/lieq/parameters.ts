/**
 * Parameters of the LieQ engine and everything that follows from them. Invariant: a configuration has been checked, so the
 * blocks that take one check nothing again. All sizes and orders are our design choice; docs/adr/0027-lieq-engine.md has the reasons.
 */

import type { FineqCoding } from "../fineq/index.ts";
import { requireParameter, requireWhole } from "../parameters.ts";

/** Number formats in the order of their codes in the layer table. */
export const WEIGHT_FORMATS = ["fineq", "w2", "w3", "w4", "w8"] as const;

export type WeightFormat = (typeof WEIGHT_FORMATS)[number];

/** Bits of a format's code. */
export const FORMAT_BITS = 3;

/** How a format lies in the words that columns store, and how long the array works on one of its weights. */
export interface FormatLayout {
  /** Bytes of a word in the weight stream. */
  readonly wordBytes: number;
  /** Clusters of a word, and weights of a cluster: a FineQ block is a word, uniform codes are counted in fours. */
  readonly clusters: number;
  readonly clusterWeights: number;
  /** Radix-4 digits of a weight. */
  readonly planes: number;
}

/** By the format's code. A word holds whole weights only, and a group of 128 whole words. */
export const FORMAT_LAYOUTS: readonly FormatLayout[] = [
  { wordBytes: 7, clusters: 8, clusterWeights: 3, planes: 1 },
  { wordBytes: 8, clusters: 8, clusterWeights: 4, planes: 1 },
  { wordBytes: 6, clusters: 4, clusterWeights: 4, planes: 2 },
  { wordBytes: 8, clusters: 4, clusterWeights: 4, planes: 2 },
  { wordBytes: 8, clusters: 2, clusterWeights: 4, planes: 4 },
];

/** Weights along K that share a scale in the uniform formats: one pass of the array. */
export const GROUP_WEIGHTS = 128;

/** Bits of the weight stream: a word is at most one beat. */
export const WEIGHT_BUS = 64;
export const WORD_BITS = 64;
/** Bits of an activation as it comes, and as the array carries it: shifted by the digit's weight, up to 4^3. */
export const ACTIVATION_BITS = 8;
export const CARRIED_ACTIVATION_BITS = 14;
/** A scale beat: binary16 in bits 15..0, the zero point in bits 23..16, the rest zero. */
export const SCALE_BUS = 32;
export const HALF_BITS = 16;
export const ZERO_BITS = 8;
/** Sum of a group's activations: |sum| <= 128 * 128. */
export const ROW_SUM_BITS = 16;
/** Layer dimensions in the table: K to 65,535, M and N to 1,048,575. */
export const K_BITS = 16;
export const SIZE_BITS = 20;
/** Byte addresses and byte counts. */
export const ADDRESS_BITS = 32;
/**
 * Bits of a result: |sum of a group| <= 255 * 128 * 128 (23 bits with sign), times an 11-bit significand shifted by up to 29, added
 * over up to 512 groups, take 72; a FineQ sum of 32 bits takes 72 too. A place in the stream is whole bytes with room to spare.
 */
export const RESULT_BITS = 80;

const CODINGS = ["unary", "binary", "direct"] as const;
const PHASES = { unary: 3, binary: 2, direct: 1 } as const;

export interface LieqParameters {
  /** Rows of the array, 1 to 128: activation rows (tokens) computed at a time. */
  readonly rows: number;
  /** Columns of the array, 1 to 128: output channels computed at a time. */
  readonly columns: number;
  /** "unary" unless stated. */
  readonly coding?: FineqCoding | undefined;
  /** Two's complement bits of a sum in the array, 24 to 32; 24 unless stated. A FineQ cluster has two
   * weights of magnitude 3 at most, so 24 bits hold every sum up to K = 32,767. */
  readonly accumulatorBits?: number | undefined;
  /**
   * Columns that leave the array in a cycle, 1 to columns and at most 51, as many as a stream of 4096 bits carries; by default the fewest
   * that let passes of 128 weights leave in time, and no more than make a row leave in two cycles.
   */
  readonly lanes?: number | undefined;
  /** Words stored for each column, 2, 4 or 8; 4 unless stated. */
  readonly wordDepth?: number | undefined;
  /** Entries of the layer table, 1 to 1024; 64 unless stated. */
  readonly layers?: number | undefined;
}

/** Checked parameters, every one stated, and what follows from them. */
export interface LieqConfiguration {
  readonly rows: number;
  readonly columns: number;
  readonly coding: FineqCoding;
  readonly accumulatorBits: number;
  readonly lanes: number;
  readonly wordDepth: number;
  readonly layers: number;
  /** Sizes and whatever is not the default, for the modules' names. */
  readonly name: string;
  /** Steps of one digit: T. */
  readonly phases: number;
  /** Result groups of `lanes` columns in a row of the array. */
  readonly groups: number;
}

/** Checks parameters and derives the rest. BL0610 names the first that is out of range. */
export function lieqConfiguration(parameters: LieqParameters): LieqConfiguration {
  const block = "LieqEngine";
  const { rows, columns, coding = "unary", accumulatorBits = 24, wordDepth = 4, layers = 64 } = parameters;
  requireWhole(block, "rows", rows, 1, 128);
  requireWhole(block, "columns", columns, 1, 128);
  requireParameter(block, "coding", coding, CODINGS.join(", "), CODINGS.includes(coding));
  requireWhole(block, "accumulatorBits", accumulatorBits, 24, 32);
  requireParameter(block, "wordDepth", wordDepth, "2, 4 or 8", [2, 4, 8].includes(wordDepth));
  requireWhole(block, "layers", layers, 1, 1024);
  const phases = PHASES[coding];
  const lanes = parameters.lanes ?? defaultLanes(rows, columns, phases);
  requireWhole(block, "lanes", lanes, 1, Math.min(columns, MOST_LANES));
  const unusual = [
    accumulatorBits === 24 ? "" : `_w${accumulatorBits}`,
    parameters.lanes === undefined ? "" : `_lanes${lanes}`,
    wordDepth === 4 ? "" : `_depth${wordDepth}`,
    layers === 64 ? "" : `_layers${layers}`,
  ];
  return {
    name: `${rows}x${columns}_${coding}${unusual.join("")}`,
    rows,
    columns,
    coding,
    accumulatorBits,
    lanes,
    wordDepth,
    layers,
    phases,
    groups: Math.ceil(columns / lanes),
  };
}

/** Results of 80 bits that a stream of 4096 bits, the most that AXI4-Stream ports here have, carries in a beat. */
const MOST_LANES = Math.floor(4096 / RESULT_BITS);

/**
 * Cycles from the release of a pass's sums to the moment in which the drain registers are free again, when nobody stalls: the way to the far
 * corner, the rows from the bottom up, and the last shift on its way to row 0. Sources: drainDates of src/golden, docs/adr/0027.
 */
export function drainCycles(rows: number, columns: number, lanes: number): number {
  const groups = Math.ceil(columns / lanes);
  const perRow = Math.max(2, groups);
  return rows + columns + 1 + groups + (rows - 1) * perRow + (rows > 1 ? Math.max(1, rows - perRow) : 1);
}

/** A row takes two cycles at least, so lanes for more than half of the columns would idle. */
function defaultLanes(rows: number, columns: number, phases: number): number {
  const most = Math.min(Math.ceil(columns / 2), MOST_LANES);
  let lanes = 1;
  while (lanes < most && drainCycles(rows, columns, lanes) > GROUP_WEIGHTS * phases) lanes++;
  // The fewest that give as many groups.
  return Math.ceil(columns / Math.ceil(columns / lanes));
}
