/**
 * The FineQ block: 24 quantized weights in 7 bytes, four 2-bit pair indices and eight 6-bit clusters. The layout is our
 * design choice after FineQ (arXiv 2504.19746, "index-data concatenation"); this file is the only one that knows it.
 *
 *     byte 0     index byte: idx[p] = byte0[2p+1 : 2p], p = 0..3; pair p is clusters 2p and 2p+1
 *     bytes 1-6  48-bit little-endian word D; cluster c holds d = D[6c+5 : 6c]
 *     idx 0      weight j = d[2j+1 : 2j] = {sign, magnitude}                       -1, 0, +1
 *     idx 1      w0 = 0;      w1 = d[2:0]; w2 = d[5:3]   field = {sign, mag[1:0]}  -3 .. +3
 *     idx 2      w0 = d[2:0]; w1 = 0;      w2 = d[5:3]
 *     idx 3      w0 = d[2:0]; w1 = d[5:3]; w2 = 0
 *
 * Invariant: the encoder never emits minus zero; the decoder reads it as zero.
 */
import { fail } from "../diagnostics/index.ts";

export const FINEQ_BLOCK_WEIGHTS = 24;
export const FINEQ_BLOCK_BYTES = 7;
export const FINEQ_PAIR_WEIGHTS = 6;
export const FINEQ_BLOCK_PAIRS = 4;

const CLUSTER_WEIGHTS = 3;

/** Which precision a pair gives up: 0 keeps three ternary weights a cluster, i = 1..3 zeroes weight i - 1. */
export type FineqIndex = 0 | 1 | 2 | 3;

/** One decoded block. */
export interface FineqBlock {
  /** Four pair indices, 0..3 each. */
  readonly indices: Uint8Array;
  /** 24 weights, -3..3 each. */
  readonly weights: Int8Array;
}

/** Bytes that one row of `columns` weights takes: whole blocks, the last one padded with zeros. */
export function fineqRowBytes(columns: number): number {
  return Math.ceil(columns / FINEQ_BLOCK_WEIGHTS) * FINEQ_BLOCK_BYTES;
}

/** Three weights of a 6-bit cluster d (0..63) under an index: each -1..1 or -3..3. */
export function decodeCluster(index: FineqIndex, d: number): [number, number, number] {
  if (index === 0) return [ternary(d), ternary(d >> 2), ternary(d >> 4)];
  const first = threeBit(d);
  const second = threeBit(d >> 3);
  if (index === 1) return [0, first, second];
  if (index === 2) return [first, 0, second];
  return [first, second, 0];
}

/**
 * The 6-bit cluster of three weights under an index. Weights that the index cannot hold (a magnitude over 1 for index 0
 * or over 3 otherwise, a non-zero weight where the index puts zero) are BL0517.
 */
export function encodeCluster(index: FineqIndex, w0: number, w1: number, w2: number): number {
  if (index === 0) {
    return ternaryField(index, w0) | (ternaryField(index, w1) << 2) | (ternaryField(index, w2) << 4);
  }
  const zeroed = index === 1 ? w0 : index === 2 ? w1 : w2;
  if (zeroed !== 0) fail("BL0517", { index, weight: zeroed, allowed: "0 at this position" });
  const first = index === 1 ? w1 : w0;
  const second = index === 3 ? w1 : w2;
  return threeBitField(index, first) | (threeBitField(index, second) << 3);
}

/**
 * Packs 4 pair indices from `indices[firstIndex]` and 24 weights from `weights[firstWeight]` into the 7 bytes at
 * `bytes[offset]`. Errors as {@link encodeCluster}.
 */
export function encodeBlock(
  indices: Uint8Array,
  firstIndex: number,
  weights: Int8Array,
  firstWeight: number,
  bytes: Uint8Array,
  offset: number,
): void {
  let indexByte = 0;
  for (let pair = 0; pair < FINEQ_BLOCK_PAIRS; pair++) {
    const index = indices[firstIndex + pair] as FineqIndex;
    const at = firstWeight + pair * FINEQ_PAIR_WEIGHTS;
    const low = encodeClusterAt(index, weights, at);
    const high = encodeClusterAt(index, weights, at + CLUSTER_WEIGHTS);
    indexByte |= index << (2 * pair);
    writePair(bytes, offset, pair, low | (high << 6));
  }
  bytes[offset] = indexByte;
}

/** Reads the 7 bytes at `bytes[offset]`; every byte pattern is a valid block. */
export function decodeBlock(bytes: Uint8Array, offset = 0): FineqBlock {
  const indices = new Uint8Array(FINEQ_BLOCK_PAIRS);
  const weights = new Int8Array(FINEQ_BLOCK_WEIGHTS);
  for (let pair = 0; pair < FINEQ_BLOCK_PAIRS; pair++) {
    indices[pair] = ((bytes[offset] as number) >> (2 * pair)) & 3;
  }
  decodeBlockInto(bytes, offset, weights, 0, FINEQ_BLOCK_WEIGHTS);
  return { indices, weights };
}

/** Writes the first `count` (0..24) weights of the block at `bytes[offset]` to `weights[at]` and on. */
export function decodeBlockInto(
  bytes: Uint8Array,
  offset: number,
  weights: Int8Array,
  at: number,
  count: number,
): void {
  const indexByte = bytes[offset] as number;
  for (let k = 0; k < count; k++) {
    const cluster = Math.floor(k / CLUSTER_WEIGHTS);
    const index = (indexByte >> (2 * (cluster >> 1))) & 3;
    const pairBits = readPair(bytes, offset, cluster >> 1);
    const d = (pairBits >> (6 * (cluster & 1))) & 63;
    weights[at + k] = CLUSTER_TABLE[(index * 64 + d) * CLUSTER_WEIGHTS + (k % CLUSTER_WEIGHTS)] as number;
  }
}

/** The cluster of three weights from `weights[at]`, by table; what is not in it goes to encodeCluster for its error. */
function encodeClusterAt(index: FineqIndex, weights: Int8Array, at: number): number {
  const w0 = weights[at] as number;
  const w1 = weights[at + 1] as number;
  const w2 = weights[at + 2] as number;
  const inRange = ((w0 + 4) | (w1 + 4) | (w2 + 4)) >>> 3 === 0;
  const code = inRange ? (CODE_TABLE[codeAt(index, w0, w1, w2)] as number) : NO_CODE;
  return code === NO_CODE ? encodeCluster(index, w0, w1, w2) : code;
}

/** The 12 bits of pair p are D[12p+11 : 12p]: a pair never straddles more than two bytes. */
function readPair(bytes: Uint8Array, offset: number, pair: number): number {
  const at = offset + 1 + ((pair * 12) >> 3);
  const both = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  return (both >> ((pair * 12) & 7)) & 0xfff;
}

function writePair(bytes: Uint8Array, offset: number, pair: number, bits: number): void {
  const at = offset + 1 + ((pair * 12) >> 3);
  const shift = (pair * 12) & 7;
  const kept = ((bytes[at] as number) | ((bytes[at + 1] as number) << 8)) & ~(0xfff << shift);
  const both = kept | (bits << shift);
  bytes[at] = both & 0xff;
  bytes[at + 1] = both >> 8;
}

const negate = (negative: number, magnitude: number): number =>
  negative && magnitude ? -magnitude : magnitude;
const ternary = (field: number): number => negate(field & 2, field & 1);
const threeBit = (field: number): number => negate(field & 4, field & 3);

function ternaryField(index: FineqIndex, weight: number): number {
  if (weight === 0) return 0;
  if (weight === 1) return 1;
  if (weight === -1) return 3;
  return fail("BL0517", { index, weight, allowed: "-1, 0, +1" });
}

function threeBitField(index: FineqIndex, weight: number): number {
  if (weight >= 0 && weight <= 3 && weight % 1 === 0) return weight;
  if (weight >= -3 && weight < 0 && weight % 1 === 0) return 4 - weight;
  return fail("BL0517", { index, weight, allowed: "the integers -3..+3" });
}

/** Weight j of cluster d under an index at [(index * 64 + d) * 3 + j]. */
const CLUSTER_TABLE = buildClusterTable();

function buildClusterTable(): Int8Array {
  const table = new Int8Array(4 * 64 * CLUSTER_WEIGHTS);
  for (const index of [0, 1, 2, 3] as const) {
    for (let d = 0; d < 64; d++) table.set(decodeCluster(index, d), (index * 64 + d) * CLUSTER_WEIGHTS);
  }
  return table;
}

/** No cluster is this wide. */
const NO_CODE = 255;
/** The cluster of weights -4..3 under an index at codeAt(...), or NO_CODE where the index cannot hold them. */
const CODE_TABLE = buildCodeTable();

function codeAt(index: number, w0: number, w1: number, w2: number): number {
  return (index << 9) | ((w0 + 4) << 6) | ((w1 + 4) << 3) | (w2 + 4);
}

function buildCodeTable(): Uint8Array {
  const table = new Uint8Array(4 << 9).fill(NO_CODE);
  for (const index of [0, 1, 2, 3] as const) {
    for (let d = 0; d < 64; d++) {
      const [w0, w1, w2] = decodeCluster(index, d);
      table[codeAt(index, w0, w1, w2)] = encodeCluster(index, w0, w1, w2);
    }
  }
  return table;
}
