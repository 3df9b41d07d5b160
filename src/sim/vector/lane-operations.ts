/** Vector instructions by width of their lanes. */
import { Wasm } from "../wasm/index.ts";

/** Bits of a lane. */
export type LaneBits = 8 | 16 | 32 | 64;

/** The narrowest lane that holds `bits` bits, 1 to 64. */
export const laneFor = (bits: number): LaneBits => (bits <= 8 ? 8 : bits <= 16 ? 16 : bits <= 32 ? 32 : 64);

/** For 8, 16, 32 and 64 bits; undefined where the instruction set has none and nobody asks. */
const instructions = {
  add: [Wasm.i8x16_add, Wasm.i16x8_add, Wasm.i32x4_add, Wasm.i64x2_add],
  sub: [Wasm.i8x16_sub, Wasm.i16x8_sub, Wasm.i32x4_sub, Wasm.i64x2_sub],
  mul: [undefined, Wasm.i16x8_mul, Wasm.i32x4_mul, Wasm.i64x2_mul],
  eq: [Wasm.i8x16_eq, Wasm.i16x8_eq, Wasm.i32x4_eq, Wasm.i64x2_eq],
  ltu: [Wasm.i8x16_lt_u, Wasm.i16x8_lt_u, Wasm.i32x4_lt_u, undefined],
  lts: [Wasm.i8x16_lt_s, Wasm.i16x8_lt_s, Wasm.i32x4_lt_s, Wasm.i64x2_lt_s],
  shl: [Wasm.i8x16_shl, Wasm.i16x8_shl, Wasm.i32x4_shl, Wasm.i64x2_shl],
  shru: [Wasm.i8x16_shr_u, Wasm.i16x8_shr_u, Wasm.i32x4_shr_u, Wasm.i64x2_shr_u],
  shrs: [Wasm.i8x16_shr_s, Wasm.i16x8_shr_s, Wasm.i32x4_shr_s, Wasm.i64x2_shr_s],
  /** To lanes of this width from those half as wide. */
  extendLowS: [
    undefined,
    Wasm.i16x8_extend_low_i8x16_s,
    Wasm.i32x4_extend_low_i16x8_s,
    Wasm.i64x2_extend_low_i32x4_s,
  ],
  extendHighS: [
    undefined,
    Wasm.i16x8_extend_high_i8x16_s,
    Wasm.i32x4_extend_high_i16x8_s,
    Wasm.i64x2_extend_high_i32x4_s,
  ],
  extendLowU: [
    undefined,
    Wasm.i16x8_extend_low_i8x16_u,
    Wasm.i32x4_extend_low_i16x8_u,
    Wasm.i64x2_extend_low_i32x4_u,
  ],
  extendHighU: [
    undefined,
    Wasm.i16x8_extend_high_i8x16_u,
    Wasm.i32x4_extend_high_i16x8_u,
    Wasm.i64x2_extend_high_i32x4_u,
  ],
} as const;

/** The instruction for lanes of that many bits. */
export function byLane(name: keyof typeof instructions, lane: LaneBits): Wasm {
  const found = instructions[name][lane === 8 ? 0 : lane === 16 ? 1 : lane === 32 ? 2 : 3];
  if (found === undefined) throw new RangeError(`no ${name} for lanes of ${lane} bits`);
  return found;
}

/** Shuffle that takes four bytes, from byte 0 or 4, of each of the four 64-bit lanes of two vectors. */
export const narrowed = (from: 0 | 4): number[] =>
  [0, 8, 16, 24].flatMap((lane) => [0, 1, 2, 3].map((byte) => lane + from + byte));
