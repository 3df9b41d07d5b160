/**
 * What the FineQ engine takes and gives, beat by beat: the streams of a job from packed weights, scales and activations,
 * and the results in the order in which they leave. Invariant: all of it follows from the number formats and the order
 * below (docs/adr/0010-fineq-engine.md), nothing from the hardware.
 *
 *     tiles        for each `rows` rows of M: for each `columns` columns of N
 *     weights      for each tile: for each block of 24 along K: for each column: 7 bytes
 *     scales       for each tile: for each column: one binary16
 *     activations  for each tile: for each k: one activation for each row
 *     results      for each tile: for each row, last first: groups of `lanes` columns, first first
 *
 * Rows past M and columns past N are sent as zeros and not answered. Every family of engines has the same streams; an engine of
 * tiles may take the activations of several k in one beat, the first k in the low bits, zeros past K.
 */
import { fail } from "../../diagnostics/index.ts";
import { FINEQ_BLOCK_BYTES, FINEQ_BLOCK_WEIGHTS } from "../fineq-block.ts";
import type { FineqMatrix } from "../fineq-matrix.ts";
import { gemmFineq } from "../gemm.ts";
import { scaleSum } from "../scale.ts";
import { blocksPerWord, type FineqEngineShape, greatestCommonDivisor, resultStride } from "./shape.ts";
import { fineqBreaksSparsity, fineqOutlierRounds, sumsOfTiles } from "./tile-sums.ts";

/** M x K activations, row-major, and the weights N x K. */
export interface FineqProduct {
  readonly activations: Int8Array;
  readonly m: number;
  readonly weights: FineqMatrix;
}

/** One beat of results: raw bits of tdata, tkeep (a bit a byte) and tlast. */
export interface FineqResultBeat {
  readonly data: bigint;
  readonly keep: bigint;
  readonly last: bigint;
}

export interface FineqJob {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly tiles: number;
  /** Raw bits of each beat. */
  readonly weights: readonly bigint[];
  readonly activations: readonly bigint[];
  readonly scales: readonly bigint[];
  readonly results: readonly FineqResultBeat[];
  /** A sum left the accumulator's range (`gemmFineq`; with tiles `tileSums`): the results are those of a wrapping accumulator, and the engine must say so. */
  readonly isOverflow: boolean;
  /** Of `tiles-sparse`: a block breaks the tile's rule, which the engine must say. */
  readonly hasBadWeights?: boolean | undefined;
  /** Of `tiles-planes`: which rounds have outliers. */
  readonly outlierRounds?: readonly boolean[] | undefined;
}

/**
 * Packs a product into the streams of one job. BL0515 when the activations are not M x K, BL0516 when one of them does not
 * fit `activationBits` or a size is 0.
 */
export function packFineqJob(shape: FineqEngineShape, product: FineqProduct): FineqJob {
  const { activations, m, weights } = product;
  const { rows: n, columns: k } = weights;
  for (const [what, found] of [
    ["M", m],
    ["N", n],
    ["K", k],
  ] as const) {
    if (found < 1) fail("BL0516", { what, found, allowed: "1 or more" });
  }
  if (activations.length !== m * k) {
    fail("BL0515", { what: "activations", expected: `${m} x ${k}`, found: activations.length });
  }
  const top = 2 ** (shape.activationBits - 1) - 1;
  const misfit = activations.find((a) => a > top || a < -top - 1);
  if (misfit !== undefined) {
    fail("BL0516", { what: "an activation", found: misfit, allowed: `${-top - 1}..${top}` });
  }
  const tiles = tilesOf(shape, m, n);
  return {
    m,
    k,
    n,
    tiles: tiles.length,
    weights: weightBeats(shape, weights, tiles),
    activations: activationBeats(shape, product, tiles),
    scales: tiles.flatMap((tile) => scalesOf(shape, weights, tile)),
    ...resultBeats(shape, product, tiles),
    hasBadWeights:
      shape.tile?.kind === "sparse" && fineqBreaksSparsity(weights, shape.tile.clustersPerOutlier),
    outlierRounds: shape.tile?.kind === "planes" ? fineqOutlierRounds(shape, m, weights) : undefined,
  };
}

/**
 * Puts the results of a job (M rows, N channels) back in natural order: row-major M x N, in units of 2^-24. BL0515 when
 * the beats are not as many as the job has.
 */
export function unpackFineqResults(
  shape: FineqEngineShape,
  { m, n }: { readonly m: number; readonly n: number },
  beats: readonly FineqResultBeat[],
): bigint[] {
  const stride = resultStride(shape);
  const results = new Array<bigint>(m * n);
  let next = 0;
  for (const tile of tilesOf(shape, m, n)) {
    for (const { row, channels } of groupsOf(shape, tile)) {
      const beat = beats[next++];
      channels.forEach((channel, lane) => {
        const bits = (beat?.data ?? 0n) >> BigInt(lane * stride);
        results[row * n + channel] = BigInt.asIntN(stride, bits);
      });
    }
  }
  if (next !== beats.length) {
    fail("BL0515", { what: "result beats", expected: `${next}`, found: beats.length });
  }
  return results;
}

interface Tile {
  readonly firstRow: number;
  readonly firstChannel: number;
  /** Rows and channels of the job in the tile. */
  readonly rows: number;
  readonly channels: number;
}

function tilesOf({ rows, columns }: FineqEngineShape, m: number, n: number): Tile[] {
  const tiles: Tile[] = [];
  for (let firstRow = 0; firstRow < m; firstRow += rows) {
    for (let firstChannel = 0; firstChannel < n; firstChannel += columns) {
      tiles.push({
        firstRow,
        firstChannel,
        rows: Math.min(rows, m - firstRow),
        channels: Math.min(columns, n - firstChannel),
      });
    }
  }
  return tiles;
}

/** The job ends on a whole beat and on a whole word of the dispatcher, so that the next one starts afresh. */
function weightBeats(shape: FineqEngineShape, matrix: FineqMatrix, tiles: readonly Tile[]): bigint[] {
  const perWord = blocksPerWord(shape);
  const slots = Math.ceil(shape.columns / perWord) * perWord;
  const rounds = Math.ceil(matrix.columns / FINEQ_BLOCK_WEIGHTS);
  const used = tiles.length * rounds * slots * FINEQ_BLOCK_BYTES;
  const aligned = leastCommonMultiple(shape.bus / 8, perWord * FINEQ_BLOCK_BYTES);
  const bytes = new Uint8Array(Math.ceil(used / aligned) * aligned);
  let at = 0;
  for (const tile of tiles) {
    for (let round = 0; round < rounds; round++) {
      for (let column = 0; column < tile.channels; column++) {
        const from = (tile.firstChannel + column) * matrix.bytesPerRow + round * FINEQ_BLOCK_BYTES;
        bytes.set(matrix.packed.subarray(from, from + FINEQ_BLOCK_BYTES), at + column * FINEQ_BLOCK_BYTES);
      }
      at += slots * FINEQ_BLOCK_BYTES;
    }
  }
  return beatsOfBytes(bytes, shape.bus / 8);
}

function beatsOfBytes(bytes: Uint8Array, bytesPerBeat: number): bigint[] {
  const beats: bigint[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerBeat) {
    let hex = "";
    for (let i = bytesPerBeat - 1; i >= 0; i--)
      hex += (bytes[at + i] as number).toString(16).padStart(2, "0");
    beats.push(BigInt(`0x${hex}`));
  }
  return beats;
}

function activationBeats(shape: FineqEngineShape, product: FineqProduct, tiles: readonly Tile[]): bigint[] {
  const { rows, activationBits, activationBus, tile: tileShape } = shape;
  const k = product.weights.columns;
  const perWord = tileShape?.weightsPerWord ?? 1;
  const parts = (perWord * rows * activationBits) / activationBus;
  const beats: bigint[] = [];
  for (const tile of tiles) {
    for (let first = 0; first < k; first += perWord) {
      let word = 0n;
      for (let at = first + perWord - 1; at >= first; at--) {
        for (let row = rows - 1; row >= 0; row--) {
          const isUsed = row < tile.rows && at < k;
          const activation = isUsed ? (product.activations[(tile.firstRow + row) * k + at] as number) : 0;
          word = (word << BigInt(activationBits)) | BigInt.asUintN(activationBits, BigInt(activation));
        }
      }
      for (let part = 0; part < parts; part++) {
        beats.push(BigInt.asUintN(activationBus, word >> BigInt(part * activationBus)));
      }
    }
  }
  return beats;
}

function scalesOf({ columns }: FineqEngineShape, weights: FineqMatrix, tile: Tile): bigint[] {
  return Array.from({ length: columns }, (_, column) =>
    column < tile.channels ? BigInt(weights.scales[tile.firstChannel + column] as number) : 0n,
  );
}

interface Group {
  readonly row: number;
  readonly channels: readonly number[];
  readonly isLast: boolean;
}

/** The result beats of a tile in order: the array drains downwards, so its last row leaves first. */
function groupsOf({ lanes }: FineqEngineShape, tile: Tile): Group[] {
  const groups: Group[] = [];
  for (let row = tile.rows - 1; row >= 0; row--) {
    for (let first = 0; first < tile.channels; first += lanes) {
      const length = Math.min(lanes, tile.channels - first);
      groups.push({
        row: tile.firstRow + row,
        channels: Array.from({ length }, (_, lane) => tile.firstChannel + first + lane),
        isLast: row === 0 && first + lanes >= tile.channels,
      });
    }
  }
  return groups;
}

function resultBeats(
  shape: FineqEngineShape,
  { activations, m, weights }: FineqProduct,
  tiles: readonly Tile[],
): { readonly results: FineqResultBeat[]; readonly isOverflow: boolean } {
  const n = weights.rows;
  const { accumulatorBits } = shape;
  const { sums, overflow } = shape.tile
    ? sumsOfTiles(shape, shape.tile, activations, m, weights)
    : gemmFineq(activations, m, weights, Math.min(32, accumulatorBits));
  const stride = resultStride(shape);
  const bytes = stride / 8;
  const results = tiles.flatMap((tile) =>
    groupsOf(shape, tile).map(({ row, channels, isLast }): FineqResultBeat => {
      let data = 0n;
      channels.forEach((channel, lane) => {
        const sum = BigInt.asIntN(accumulatorBits, BigInt(sums[row * n + channel] as number));
        const result = scaleSum(sum, weights.scales[channel] as number);
        data |= BigInt.asUintN(stride, result) << BigInt(lane * stride);
      });
      const keep = (1n << BigInt(channels.length * bytes)) - 1n;
      return { data, keep, last: isLast ? 1n : 0n };
    }),
  );
  return { results, isOverflow: overflow.includes(1) };
}

const leastCommonMultiple = (a: number, b: number): number => (a / greatestCommonDivisor(a, b)) * b;
