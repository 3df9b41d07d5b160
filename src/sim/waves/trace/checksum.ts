/**
 * The checksum of a trace's blocks: Fletcher's two sums (J. G. Fletcher, "An Arithmetic Checksum for Serial Transmissions",
 * 1982) over 32-bit words in four interleaved lanes, modulo 2^32, folded to 32 bits. It keeps up with the recorder where a
 * CRC would take a sixth of the time, and finds every change of a single word.
 */
import { Access, type FunctionBuilder, type ModuleBuilder, ValueType, Wasm } from "../../wasm/index.ts";

/** Bytes that are summed at once; what is missing at the end counts as 0. */
export const CHECKSUM_STRIDE = 16;

/** Of any bytes. */
export function checksumOf(bytes: Uint8Array): number {
  const whole = new Uint8Array(Math.ceil(bytes.length / CHECKSUM_STRIDE) * CHECKSUM_STRIDE);
  whole.set(bytes);
  const words = new Int32Array(whole.buffer);
  const sums = new Int32Array(8);
  for (let i = 0; i < words.length; i++) {
    const lane = i & 3;
    const sum = ((sums[lane] ?? 0) + (words[i] ?? 0)) | 0;
    sums[lane] = sum;
    sums[lane + 4] = ((sums[lane + 4] ?? 0) + sum) | 0;
  }
  return foldedSums(sums, bytes.length);
}

/** The four sums and the four sums of sums as one number. */
export function foldedSums(sums: ArrayLike<number>, length: number): number {
  let folded = length | 0;
  for (let i = 0; i < 8; i++)
    folded = (Math.imul((folded << 7) | (folded >>> 25), 0x9e3779b1) + (sums[i] ?? 0)) | 0;
  return folded >>> 0;
}

/** Adds `checksum` (start, end, sums): the eight sums of memory from `start` to `end`, a multiple of 16 bytes, go to `sums`. */
export function addChecksum(module: ModuleBuilder): void {
  const { i32, v128 } = ValueType;
  const code: FunctionBuilder = module.addFunction([i32, i32, i32], [], "checksum").builder;
  const sum = code.local(v128);
  const second = code.local(v128);
  code.block();
  code.loop();
  code.get(0);
  code.get(1);
  code.op(Wasm.i32_ge_u);
  code.brIf(1);
  code.get(second);
  code.get(sum);
  code.get(0);
  code.access(Access.v128_load, 0);
  code.op(Wasm.i32x4_add);
  code.tee(sum);
  code.op(Wasm.i32x4_add);
  code.set(second);
  code.get(0);
  code.i32(CHECKSUM_STRIDE);
  code.op(Wasm.i32_add);
  code.set(0);
  code.br(0);
  code.end();
  code.end();
  code.get(2);
  code.get(sum);
  code.access(Access.v128_store, 0);
  code.get(2);
  code.get(second);
  code.access(Access.v128_store, 16);
}
