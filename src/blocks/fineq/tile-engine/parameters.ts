/**
 * Parameters of engines of cluster tiles, and what follows from them. Invariant: a tile configuration
 * has been checked, so that the units which take one check nothing again.
 */
import { bitsFor, requireParameter, requireWhole } from "../../parameters.ts";
import {
  PAIR_WEIGHTS,
  planeLatency,
  type TileKind,
  type TileShape,
  type TileStyle,
  tileLatency,
} from "../../tiles/index.ts";
import type { FineqFamily } from "./families.ts";

/** Kinds of tiles that engines have; bit-serial ones are in none (docs/adr/0037-default-families.md). */
type EngineTileKind = Exclude<TileKind, "serial">;

const TILE_KINDS: Readonly<Partial<Record<FineqFamily, EngineTileKind>>> = {
  "tiles-any": "any",
  "tiles-sparse": "sparse",
  "tiles-planes": "planes",
};

/** Pairs deep: a tile holds one FineQ block. */
const PAIRS = 4;
/** Activations of a token that a tile takes at once. */
export const BLOCK_INPUTS = PAIRS * PAIR_WEIGHTS;
/** Weights k of a job at most; sums are exact up to there. */
const LARGEST_K = 2 ** 16 - 1;

export interface TileParameters {
  /** Tokens that meet a block in a cycle: 1, 2, 4, 8 or 16, a divisor of `rows`; 1 unless stated. */
  readonly tokensAtOnce?: number | undefined;
  /** Neighbouring columns that get activations and commands from the same registers, 1 to 128; 8 unless stated. */
  readonly bandColumns?: number | undefined;
  /** "gates" (cell libraries) unless stated, or "pipelined" (FPGAs). */
  readonly tileStyle?: TileStyle | undefined;
  /** Of tiles-sparse: neighbouring clusters with at most one outlier cluster, 2, 4 or 8; 4 unless stated. */
  readonly clustersPerOutlier?: number | undefined;
}

/** What an engine of tiles is made of; all stated. */
export interface TileConfiguration {
  readonly kind: EngineTileKind;
  readonly tokensAtOnce: number;
  readonly bandColumns: number;
  /** Of the column of tiles. */
  readonly shape: TileShape;
  /** Weights k whose activations come in one word. */
  readonly weightsPerWord: number;
  /** Groups of `tokensAtOnce` tokens in `rows`. */
  readonly groups: number;
  /** Of tiles-sparse. */
  readonly clustersPerOutlier: number;
  /** Bands of columns; the last band's commands are bands - 1 cycles behind the first's. */
  readonly bands: number;
  /** Clock edges from activations to their sum in a tile. */
  readonly latency: number;
  /** Cycles that the dispatcher holds a freed round back, so that no block is overwritten that a column still reads. */
  readonly holdBack: number;
  /** Bits of a sum in memory, two's complement: the accumulator's, or fewer when no sum of a job needs them. */
  readonly sumBits: number;
  /** A sum can leave its bits, which a bit beside it then says. */
  readonly canOverflow: boolean;
  /** Bits of what a load adds to sums whatever the activations. */
  readonly excessBits: number;
  /** Sizes and whatever is not the default, for the modules' names. */
  readonly name: string;
}

/** What the tile engine has to know of the engine around it. */
export interface TileSurroundings {
  readonly rows: number;
  readonly columns: number;
  readonly activationBits: number;
  readonly accumulatorBits: number;
  readonly activationBus: number;
  readonly blocksPerBeat: number;
}

/** Checks the parameters of a family; undefined for the output-stationary array. BL0610 names the first that is out of range. */
export function tileConfiguration(
  family: FineqFamily,
  parameters: TileParameters,
  around: TileSurroundings,
): TileConfiguration | undefined {
  const block = "FineqEngine";
  const kind = TILE_KINDS[family];
  if (kind === undefined) return undefined;
  const { tokensAtOnce = 1, bandColumns = 8, tileStyle = "gates", clustersPerOutlier = 4 } = parameters;
  const { rows, columns, activationBits, accumulatorBits, activationBus, blocksPerBeat } = around;
  requireParameter(
    block,
    "tokensAtOnce",
    tokensAtOnce,
    `1, 2, 4, 8 or 16 that divides the ${rows} rows`,
    [1, 2, 4, 8, 16].includes(tokensAtOnce) && rows % tokensAtOnce === 0,
  );
  requireWhole(block, "bandColumns", bandColumns, 1, 128);
  requireParameter(
    block,
    "clustersPerOutlier",
    clustersPerOutlier,
    "2, 4 or 8",
    [2, 4, 8].includes(clustersPerOutlier),
  );
  const shape: TileShape = {
    kind,
    style: tileStyle,
    pairs: PAIRS,
    tokens: tokensAtOnce,
    activationBits,
    clustersPerOutlier,
  };
  const latency = kind === "planes" ? planeLatency(shape) : tileLatency(shape);
  const band = Math.min(columns, bandColumns);
  // Two of three weights are 3 at most, and so is the sum of a cluster's magnitudes 6.
  const exactBits = bitsFor(2 * LARGEST_K * 2 ** (activationBits - 1)) + 1;
  const magnitudes = kind === "planes" ? BLOCK_INPUTS : 2 * BLOCK_INPUTS;
  const unusual = [
    kind === "sparse" && clustersPerOutlier !== 4 ? `_n${clustersPerOutlier}` : "",
    tileStyle === "gates" ? "" : `_${tileStyle}`,
    bandColumns === 8 ? "" : `_band${band}`,
  ];
  return {
    kind,
    tokensAtOnce,
    bandColumns: band,
    shape,
    weightsPerWord: Math.max(1, activationBus / (rows * activationBits)),
    groups: rows / tokensAtOnce,
    clustersPerOutlier,
    bands: Math.ceil(columns / band),
    latency,
    holdBack: storeHoldBack(columns, band, blocksPerBeat, latency),
    sumBits: Math.min(accumulatorBits, exactBits),
    canOverflow: accumulatorBits < exactBits,
    excessBits: bitsFor(magnitudes * 2 ** (activationBits - 1)),
    name: `tiles_${kind}_t${tokensAtOnce}${unusual.join("")}`,
  };
}

/** Whole words of activations that a beat may carry whole: divisors of a block's 24. */
export const isWholeWords = (weights: number): boolean =>
  Number.isInteger(weights) && weights >= 1 && BLOCK_INPUTS % weights === 0;

/**
 * A column in band b reads for the last time what belongs to a block 1 + latency + b cycles after the sequencer freed the round
 * (band.ts). The dispatcher writes column c of the next round in the same slot 3 + c / blocksPerBeat cycles after the round
 * has come back to it: a count, a register of its own, one of the survey.
 */
function storeHoldBack(columns: number, band: number, blocksPerBeat: number, latency: number): number {
  const behind = Array.from(
    { length: columns },
    (_, column) => Math.floor(column / band) - Math.floor(column / blocksPerBeat),
  );
  return Math.max(0, latency - 2 + Math.max(...behind));
}

/** Cycles from a tile's last load to the moment in which its last row is sent, when nobody stalls: see drain.ts. */
export const tileDrainCycles = (
  { latency, bands }: Pick<TileConfiguration, "latency" | "bands">,
  rows: number,
  groupsOfRow: number,
): number => 3 + latency + bands + rows * groupsOfRow;
