/**
 * Parameters of the FineQ engine and everything that follows from them. Invariant: a configuration has been checked, so
 * the blocks that take one check nothing again.
 */
import { greatestCommonDivisor, requireParameter, requireWhole } from "../parameters.ts";
import { defaultFamily, FINEQ_FAMILIES, type FineqFamily } from "./tile-engine/families.ts";
import {
  isWholeWords,
  type TileConfiguration,
  type TileParameters,
  tileConfiguration,
  tileDrainCycles,
} from "./tile-engine/parameters.ts";

/** Weights in a block, and bits of a block; see docs/formats.md. */
export const BLOCK_WEIGHTS = 24;
export const BLOCK_BITS = 56;
/** Significand (11) and largest shift (29) of a binary16 scale widen a sum by this much. */
const SCALE_BITS = 40;
/** Job dimensions in the registers: K to 65,535, M and N to 1,048,575. */
export const K_BITS = 16;
export const SIZE_BITS = 20;
/** Weights k whose activations a beat may carry whole: the divisors of a block's 24. */
const WORDS_OF_BEAT = [1, 2, 3, 4, 6, 8, 12, 24];
/** A gearbox takes no more. */
const LARGEST_ACTIVATION_BUS = 4096;
/** The K from which the default number of scale lanes keeps the array busy. */
const FULL_SPEED_K = 512;

/**
 * How a magnitude 0..3 becomes steps. unary: three pulses worth 1. binary: two pulses worth 2 and 1. direct: one step
 * that selects 0, 1, 2 or 3 times the activation.
 */
export type FineqCoding = "unary" | "binary" | "direct";

export interface FineqParameters extends TileParameters {
  /** Rows of the array, 1 to 128: activation rows (tokens) computed at a time. */
  readonly rows: number;
  /** Columns of the array, 1 to 128: output channels computed at a time. */
  readonly columns: number;
  /**
   * What multiplies; unless stated that of cell libraries in `DEFAULT_FAMILIES`, or "output-stationary" if a `coding` is stated. `coding` is
   * of "output-stationary" alone, `TileParameters` of the others.
   */
  readonly family?: FineqFamily | undefined;
  /** "unary" unless stated. */
  readonly coding?: FineqCoding | undefined;
  /** Two's complement bits of an activation, 2 to 8; 8 unless stated. */
  readonly activationBits?: number | undefined;
  /**
   * Two's complement bits of a sum, activationBits + 3 to 48; 24 unless stated, which holds every sum of INT8 activations
   * up to K = 21,845. Sums that leave the range raise the overflow error.
   */
  readonly accumulatorBits?: number | undefined;
  /** Bits of the weight stream, a multiple of 8 from 8 to 1024; 64 unless stated. */
  readonly bus?: number | undefined;
  /**
   * Bits of the activation stream: rows * activationBits, whole bytes that divide it, or, with tiles, 2, 3, 4, 6, 8, 12 or 24 times as
   * many. Unless stated rows * activationBits, with tiles the fewest times that which never limit them.
   */
  readonly activationBus?: number | undefined;
  /** Results scaled and sent a cycle, 1 to columns; by default the fewest that never limit tiles of K >= 512. */
  readonly lanes?: number | undefined;
  /** Blocks stored for each column, 2, 4 or 8; 2 unless several blocks a cycle arrive, then 4. */
  readonly blockDepth?: number | undefined;
}

/** Checked parameters, every one stated, and what follows from them. */
export interface FineqConfiguration {
  readonly rows: number;
  readonly columns: number;
  readonly coding: FineqCoding;
  readonly activationBits: number;
  readonly accumulatorBits: number;
  readonly bus: number;
  readonly activationBus: number;
  readonly lanes: number;
  readonly blockDepth: number;
  readonly family: FineqFamily;
  /** Undefined in the output-stationary family. */
  readonly tile: TileConfiguration | undefined;
  /** Sizes and whatever is not the default, for the modules' names. */
  readonly name: string;
  /** Steps that a weight takes: T; 1 with tiles. */
  readonly phases: number;
  /** Blocks that are dispatched to neighbouring columns in one cycle. */
  readonly blocksPerBeat: number;
  /** Cycles that the dispatcher holds a freed round back, so that writes do not overtake commands. */
  readonly holdBack: number;
  /** Dispatch cycles that give every column one block. */
  readonly beatsPerRound: number;
  /** A job's dispatch cycles are padded to a multiple of this, so that it ends on a beat of the bus. */
  readonly beatsPerAlignment: number;
  /** Result groups of `lanes` columns in a row of the array. */
  readonly groups: number;
  /** Bits of a scaled result, and of its place in the stream (whole bytes). */
  readonly resultBits: number;
  readonly resultStride: number;
}

const CODINGS = ["unary", "binary", "direct"] as const;
const PHASES = { unary: 3, binary: 2, direct: 1 } as const;

/** Checks parameters and derives the rest. BL0610 names the first that is out of range. */
export function fineqConfiguration(parameters: FineqParameters): FineqConfiguration {
  const block = "FineqEngine";
  const { rows, columns, activationBits = 8, accumulatorBits = 24, bus = 64 } = parameters;
  const { family = defaultFamily(parameters.coding) } = parameters;
  requireWhole(block, "rows", rows, 1, 128);
  requireWhole(block, "columns", columns, 1, 128);
  requireParameter(block, "family", family, FINEQ_FAMILIES.join(", "), FINEQ_FAMILIES.includes(family));
  // Tiles have no temporal code.
  const coding = family === "output-stationary" ? (parameters.coding ?? "unary") : "direct";
  requireParameter(block, "coding", coding, CODINGS.join(", "), CODINGS.includes(coding));
  requireWhole(block, "activationBits", activationBits, 2, 8);
  requireWhole(block, "accumulatorBits", accumulatorBits, activationBits + 3, 48);
  requireWhole(block, "bus", bus, 8, 1024);
  requireParameter(block, "bus", bus, "a multiple of 8", bus % 8 === 0);
  const phases = PHASES[coding];
  const blocksPerBeat = Math.min(columns, Math.max(1, Math.floor(bus / BLOCK_BITS)));
  const word = rows * activationBits;
  const weightCycles = Math.ceil(columns / blocksPerBeat);
  const usualBus =
    family === "output-stationary" ? word : usualActivationBus(word, rows, weightCycles, parameters);
  const activationBus = parameters.activationBus ?? usualBus;
  requireActivationBus(activationBus, word, family);
  const around = { rows, columns, activationBits, accumulatorBits, activationBus, blocksPerBeat };
  const tile = tileConfiguration(family, parameters, around);
  const lanes =
    parameters.lanes ?? (tile ? tileLanes(rows, columns, tile) : defaultLanes(rows, columns, phases));
  requireWhole(block, "lanes", lanes, 1, columns);
  const blockDepth = parameters.blockDepth ?? (blocksPerBeat === 1 ? 2 : 4);
  requireParameter(block, "blockDepth", blockDepth, "2, 4 or 8", [2, 4, 8].includes(blockDepth));
  const resultBits = accumulatorBits + SCALE_BITS;
  const unusual = [
    activationBits === 8 ? "" : `_a${activationBits}`,
    accumulatorBits === 24 ? "" : `_w${accumulatorBits}`,
    bus === 64 ? "" : `_bus${bus}`,
    activationBus === usualBus ? "" : `_in${activationBus}`,
    parameters.lanes === undefined ? "" : `_lanes${lanes}`,
    parameters.blockDepth === undefined ? "" : `_depth${blockDepth}`,
  ];
  return {
    name: `${rows}x${columns}_${tile?.name ?? coding}${unusual.join("")}`,
    rows,
    columns,
    coding,
    activationBits,
    accumulatorBits,
    bus,
    activationBus,
    lanes,
    blockDepth,
    family,
    tile,
    phases,
    blocksPerBeat,
    holdBack: tile?.holdBack ?? commandHoldBack(columns, blocksPerBeat),
    beatsPerRound: weightCycles,
    beatsPerAlignment: bus / greatestCommonDivisor(bus, BLOCK_BITS * blocksPerBeat),
    groups: Math.ceil(columns / lanes),
    resultBits,
    resultStride: 8 * Math.ceil(resultBits / 8),
  };
}

function requireActivationBus(found: number, word: number, family: FineqFamily): void {
  const block = "FineqEngine";
  const isTiles = family !== "output-stationary";
  requireWhole(block, "activationBus", found, 1, isTiles ? LARGEST_ACTIVATION_BUS : word);
  requireParameter(
    block,
    "activationBus",
    found,
    `rows * activationBits = ${word} or a multiple of 8 that divides it${isTiles ? ", or 2, 3, 4, 6, 8, 12 or 24 times as many" : ""}`,
    found === word || (found % 8 === 0 && word % found === 0) || (isTiles && isWholeWords(found / word)),
  );
}

/** The narrowest stream of whole words that tiles do not wait for: a block's activations in the cycles of its token groups or of its weights. */
function usualActivationBus(
  word: number,
  rows: number,
  weightCycles: number,
  { tokensAtOnce = 1 }: TileParameters,
): number {
  const cycles = Math.max(rows / tokensAtOnce, weightCycles);
  // At most 3840 bits, of five groups of 16 tokens.
  return word * (WORDS_OF_BEAT.find((words) => BLOCK_WEIGHTS / words <= cycles) ?? BLOCK_WEIGHTS);
}

/**
 * Commands pass one column a cycle, writes `blocksPerBeat`: they must not overtake. The last column's command is columns - 1
 * cycles behind the first, its write (columns - 1) / blocksPerBeat, and a write takes effect one cycle later than the read
 * that it must not disturb.
 */
const commandHoldBack = (columns: number, blocksPerBeat: number): number =>
  Math.max(0, columns - 1 - Math.floor((columns - 1) / blocksPerBeat) - 1);

/** Cycles from a tile's end to the moment the next may end, when nobody stalls: see drain.ts for the terms. */
const drainCycles = (rows: number, columns: number, lanes: number): number =>
  2 * rows + columns + 2 + rows * Math.max(2, Math.ceil(columns / lanes));

function defaultLanes(rows: number, columns: number, phases: number): number {
  return fewestLanes(columns, (lanes) => drainCycles(rows, columns, lanes) <= FULL_SPEED_K * phases);
}

/** From one tile's last round to the next one's a tile drains. */
function tileLanes(rows: number, columns: number, tile: TileConfiguration): number {
  const rounds = Math.ceil(FULL_SPEED_K / BLOCK_WEIGHTS);
  const time = rounds * tile.groups;
  return fewestLanes(columns, (lanes) => tileDrainCycles(tile, rows, Math.ceil(columns / lanes)) <= time);
}

function fewestLanes(columns: number, isEnough: (lanes: number) => boolean): number {
  let lanes = 1;
  while (lanes < columns && !isEnough(lanes)) lanes++;
  // More lanes that do not make a row leave in fewer cycles would idle.
  return Math.ceil(columns / Math.ceil(columns / lanes));
}
