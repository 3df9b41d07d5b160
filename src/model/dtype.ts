/** Element types of safetensors files: their sizes, and little-endian bytes to binary32 and back. */
import { endianness } from "node:os";
import { halfToNumber } from "../golden/index.ts";

/** Bytes an element takes. */
export const dtypeBytes = {
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
} as const;

export type Dtype = keyof typeof dtypeBytes;

/** The types that weights come in; each value of them is a binary32 exactly. */
export type FloatDtype = "F32" | "F16" | "BF16";

export function isFloatDtype(dtype: Dtype): dtype is FloatDtype {
  return dtype === "F32" || dtype === "F16" || dtype === "BF16";
}

/** Little-endian elements as binary32, exactly. The bytes are used up: they may be the result's own memory. */
export function decodeFloats(dtype: FloatDtype, bytes: Uint8Array<ArrayBuffer>): Float32Array {
  if (dtype === "F32") return new Float32Array(littleEndian(bytes, 4));
  const patterns = new Uint16Array(littleEndian(bytes, 2));
  // Plain loops: TypedArray.from with a function is ten times slower, and models have billions of weights.
  const values = new Float32Array(patterns.length);
  if (dtype === "F16") {
    for (let k = 0; k < patterns.length; k++) values[k] = HALF_VALUES[patterns[k] as number] as number;
  } else {
    const words = new Uint32Array(values.buffer);
    for (let k = 0; k < patterns.length; k++) words[k] = (patterns[k] as number) << 16;
  }
  return values;
}

/**
 * Floats of a 16-bit type that `read` puts into the bytes it is given, widened in the memory that they were read into: the peak is the result
 * itself.
 */
export function readHalves(
  dtype: "F16" | "BF16",
  length: number,
  read: (bytes: Uint8Array<ArrayBuffer>) => void,
): Float32Array {
  const values = new Float32Array(length);
  const words = new Uint32Array(values.buffer);
  // The upper half: word k is written after patterns up to k are read, and ends before pattern k + 1 begins.
  const patterns = new Uint16Array(values.buffer, 2 * length);
  const bytes = new Uint8Array(values.buffer, 2 * length);
  read(bytes);
  if (endianness() === "BE") Buffer.from(values.buffer, 2 * length).swap16();
  if (dtype === "F16") {
    for (let k = 0; k < length; k++) values[k] = HALF_VALUES[patterns[k] as number] as number;
  } else {
    for (let k = 0; k < length; k++) words[k] = (patterns[k] as number) << 16;
  }
  return values;
}

/** Index of the first of little-endian elements that is infinite or no number; -1 when there is none. Nothing is decoded or changed. */
export function firstNotFinite(dtype: FloatDtype, bytes: Uint8Array<ArrayBuffer>): number {
  // The exponent lies in the element's last two bytes, whatever the type.
  const exponent = dtype === "F16" ? 0x7c00 : 0x7f80;
  const size = dtypeBytes[dtype];
  for (let at = size - 2; at < bytes.length; at += size) {
    const high = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    if ((high & exponent) === exponent) return (at - size + 2) / size;
  }
  return -1;
}

/** Binary32 numbers as little-endian bytes. */
export function encodeFloat32(values: Float32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(littleEndian(new Uint8Array(values.slice().buffer), 4));
}

/** 16-bit patterns as little-endian bytes. */
export function encodeUint16(values: Uint16Array): Uint8Array {
  return new Uint8Array(littleEndian(new Uint8Array(values.slice().buffer), 2));
}

/** Little-endian bytes as 16-bit patterns. */
export function decodeUint16(bytes: Uint8Array<ArrayBuffer>): Uint16Array {
  return new Uint16Array(littleEndian(bytes, 2));
}

const HALF_VALUES = Float32Array.from({ length: 65536 }, (_, bits) => halfToNumber(bits));

/** A buffer of its own in the machine's byte order; swapping is its own inverse. */
function littleEndian(bytes: Uint8Array<ArrayBuffer>, size: 2 | 4): ArrayBuffer {
  const own = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
  if (endianness() === "BE") {
    const view = Buffer.from(own.buffer);
    if (size === 4) view.swap32();
    else view.swap16();
  }
  return own.buffer;
}
