/**
 * Block formats of GGUF tensors: how many weights share how many bytes, and what they are worth. Invariant: a decoded weight is
 * the binary32 nearest to the exact value that the format defines (ggml's own arithmetic in binary32 gives the same).
 *
 * Layouts as ggml's documentation describes them; f16 is a little-endian binary16, nibbles are low first:
 *
 *     Q4_0   f16 d, 16 bytes: weights 0..15 low nibbles, 16..31 high           d * (q - 8)
 *     Q4_1   f16 d, f16 m, 16 bytes as above                                   d * q + m
 *     Q5_0   f16 d, 32 fifth bits, 16 bytes as above                           d * (q - 16)
 *     Q5_1   f16 d, f16 m, 32 fifth bits, 16 bytes as above                    d * q + m
 *     Q8_0   f16 d, 32 signed bytes                                            d * q
 *     Q4_K   f16 d, f16 e, 12 bytes: 6-bit (s, t) of eight groups, 128 bytes   d * s * q - e * t
 *     Q5_K   f16 d, f16 e, 12 bytes as above, 256 fifth bits, 128 bytes        d * s * q - e * t
 *     Q6_K   128 bytes, 256 pairs of upper bits, 16 signed bytes s, f16 d      d * s * (q - 32)
 *     Q2_K   16 bytes (s, t) of 16 groups, 64 bytes of 2-bit q, f16 d, f16 e   d * s * q - e * t
 *     Q3_K   32 bytes of upper bits, 64 bytes, 12 bytes: 6-bit s, f16 d        d * (s - 32) * (q - 4)
 *     IQ4_NL f16 d, 16 bytes as Q4_0                                           d * level[q]
 *     IQ4_XS f16 d, 6 bytes: 6-bit s of eight groups, 128 bytes                d * (s - 32) * level[q]
 */
import { halfToNumber } from "../../golden/index.ts";

export interface BlockFormat {
  /** Weights of a block; rows are whole numbers of blocks. */
  readonly weights: number;
  /** Bytes of a block. */
  readonly bytes: number;
  /** Decodes the block at `bytes[from]` to `into[to]` and on. */
  decode(bytes: Uint8Array, from: number, into: Float32Array, to: number): void;
}

/** By the name that ggml gives the type. */
export const blockFormats: ReadonlyMap<string, BlockFormat> = new Map<string, BlockFormat>(
  Object.entries({
    Q4_0: { weights: 32, bytes: 18, decode: (b, at, into, to) => small(b, at, into, to, 4, false) },
    Q4_1: { weights: 32, bytes: 20, decode: (b, at, into, to) => small(b, at, into, to, 4, true) },
    Q5_0: { weights: 32, bytes: 22, decode: (b, at, into, to) => small(b, at, into, to, 5, false) },
    Q5_1: { weights: 32, bytes: 24, decode: (b, at, into, to) => small(b, at, into, to, 5, true) },
    Q8_0: { weights: 32, bytes: 34, decode: eightBits },
    Q4_K: { weights: 256, bytes: 144, decode: (b, at, into, to) => grouped(b, at, into, to, 4) },
    Q5_K: { weights: 256, bytes: 176, decode: (b, at, into, to) => grouped(b, at, into, to, 5) },
    Q6_K: { weights: 256, bytes: 210, decode: sixBits },
    Q2_K: { weights: 256, bytes: 84, decode: twoBits },
    Q3_K: { weights: 256, bytes: 110, decode: threeBits },
    IQ4_NL: { weights: 32, bytes: 18, decode: levels },
    IQ4_XS: { weights: 256, bytes: 136, decode: groupedLevels },
  }),
);

const halfAt = (bytes: Uint8Array, at: number): number =>
  halfToNumber(byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8));
const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] as number;
const signedAt = (bytes: Uint8Array, at: number): number => (byteAt(bytes, at) << 24) >> 24;

/** Q4_0 to Q5_1: one scale and perhaps a minimum for 32 weights of four bits, of which a fifth may lie apart. */
function small(
  bytes: Uint8Array,
  from: number,
  into: Float32Array,
  to: number,
  bits: 4 | 5,
  hasMinimum: boolean,
): void {
  const scale = halfAt(bytes, from);
  const start = hasMinimum ? from + 4 : from + 2;
  const minimum = hasMinimum ? halfAt(bytes, from + 2) : undefined;
  const nibbles = bits === 5 ? start + 4 : start;
  for (let k = 0; k < 32; k++) {
    const byte = byteAt(bytes, nibbles + (k & 15));
    const nibble = k < 16 ? byte & 15 : byte >> 4;
    const fifth = bits === 5 ? (byteAt(bytes, start + (k >> 3)) >> (k & 7)) & 1 : 0;
    const q = nibble | (fifth << 4);
    into[to + k] = minimum === undefined ? scale * (q - 2 ** (bits - 1)) : scale * q + minimum;
  }
}

function eightBits(bytes: Uint8Array, from: number, into: Float32Array, to: number): void {
  const scale = halfAt(bytes, from);
  for (let k = 0; k < 32; k++) into[to + k] = scale * signedAt(bytes, from + 2 + k);
}

/** Q4_K and Q5_K: 256 weights in eight groups of 32, whose scales and minima are whole multiples of two binary16 numbers. */
function grouped(bytes: Uint8Array, from: number, into: Float32Array, to: number, bits: 4 | 5): void {
  const [scale, minimum] = [halfAt(bytes, from), halfAt(bytes, from + 2)];
  const fifths = from + 16;
  const nibbles = bits === 5 ? fifths + 32 : fifths;
  for (let group = 0; group < 8; group++) {
    const [scaleFactor, minimumFactor] = groupFactors(bytes, from + 4, group);
    const [step, lowest] = [scale * scaleFactor, minimum * minimumFactor];
    for (let k = 0; k < 32; k++) {
      // Two groups share 32 bytes, the even one in the low nibbles; a byte of fifth bits serves all eight groups.
      const nibble = (byteAt(bytes, nibbles + 32 * (group >> 1) + k) >> (4 * (group & 1))) & 15;
      const fifth = bits === 5 ? (byteAt(bytes, fifths + k) >> group) & 1 : 0;
      into[to + 32 * group + k] = step * (nibble | (fifth << 4)) - lowest;
    }
  }
}

/** Groups 0..3 have their six bits in one byte each; those of 4..7 are a nibble and two bits that the first left over. */
function groupFactors(bytes: Uint8Array, at: number, group: number): [scale: number, minimum: number] {
  if (group < 4) return [byteAt(bytes, at + group) & 63, byteAt(bytes, at + group + 4) & 63];
  const both = byteAt(bytes, at + group + 4);
  return [
    (both & 15) | ((byteAt(bytes, at + group - 4) >> 6) << 4),
    (both >> 4) | ((byteAt(bytes, at + group) >> 6) << 4),
  ];
}

/** Q6_K: two halves of 128 weights; in each, 64 bytes hold lower nibbles and 32 bytes the upper two bits of four quarters. */
function sixBits(bytes: Uint8Array, from: number, into: Float32Array, to: number): void {
  const scale = halfAt(bytes, from + 208);
  for (let k = 0; k < 256; k++) {
    const [half, quarter, place] = [k >> 7, (k >> 5) & 3, k & 31];
    const nibbles = byteAt(bytes, from + 64 * half + 32 * (quarter & 1) + place);
    const upper = (byteAt(bytes, from + 128 + 32 * half + place) >> (2 * quarter)) & 3;
    const q = ((nibbles >> (4 * (quarter >> 1))) & 15) | (upper << 4);
    into[to + k] = scale * signedAt(bytes, from + 192 + (k >> 4)) * (q - 32);
  }
}

/** Q2_K and Q3_K: byte `place` of a half's 32 holds weights `place`, `place + 32`, ... of that half, lowest bits first. */
const twoBitsAt = (bytes: Uint8Array, from: number, k: number): number =>
  (byteAt(bytes, from + 32 * (k >> 7) + (k & 31)) >> (2 * ((k >> 5) & 3))) & 3;

function twoBits(bytes: Uint8Array, from: number, into: Float32Array, to: number): void {
  const [scale, minimum] = [halfAt(bytes, from + 80), halfAt(bytes, from + 82)];
  for (let k = 0; k < 256; k++) {
    const factors = byteAt(bytes, from + (k >> 4));
    into[to + k] = scale * (factors & 15) * twoBitsAt(bytes, from + 16, k) - minimum * (factors >> 4);
  }
}

function threeBits(bytes: Uint8Array, from: number, into: Float32Array, to: number): void {
  const scale = halfAt(bytes, from + 108);
  for (let k = 0; k < 256; k++) {
    const upper = (byteAt(bytes, from + (k & 31)) >> (k >> 5)) & 1;
    const q = twoBitsAt(bytes, from + 32, k) | (upper << 2);
    into[to + k] = scale * (sixteenthFactor(bytes, from + 96, k >> 4) - 32) * (q - 4);
  }
}

/** Sixteen factors of six bits in twelve bytes: lower nibbles of 0..7 and 8..15 in eight bytes, upper pairs of bits in four. */
function sixteenthFactor(bytes: Uint8Array, at: number, group: number): number {
  const nibble = (byteAt(bytes, at + (group & 7)) >> (4 * (group >> 3))) & 15;
  return nibble | (((byteAt(bytes, at + 8 + (group & 3)) >> (2 * (group >> 2))) & 3) << 4);
}

/** ggml's sixteen levels of IQ4_NL and IQ4_XS, closer to each other near zero. */
const LEVELS = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

function levels(bytes: Uint8Array, from: number, into: Float32Array, to: number): void {
  leveled(bytes, from + 2, halfAt(bytes, from), into, to);
}

function groupedLevels(bytes: Uint8Array, from: number, into: Float32Array, to: number): void {
  const scale = halfAt(bytes, from);
  const upper = byteAt(bytes, from + 2) | (byteAt(bytes, from + 3) << 8);
  for (let group = 0; group < 8; group++) {
    const lower = (byteAt(bytes, from + 4 + (group >> 1)) >> (4 * (group & 1))) & 15;
    const factor = lower | (((upper >> (2 * group)) & 3) << 4);
    leveled(bytes, from + 8 + 16 * group, scale * (factor - 32), into, to + 32 * group);
  }
}

/** 32 weights in 16 bytes. */
function leveled(bytes: Uint8Array, from: number, scale: number, into: Float32Array, to: number): void {
  for (let k = 0; k < 32; k++) {
    const nibble = (byteAt(bytes, from + (k & 15)) >> (k < 16 ? 0 : 4)) & 15;
    into[to + k] = scale * (LEVELS[nibble] as number);
  }
}
