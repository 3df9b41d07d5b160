/**
 * The few words of WebAssembly's binary format (core specification 2.0, chapter 5) that the product kernel needs. Invariant: every
 * function returns the complete encoding of one thing, so that a module is built by nesting them.
 */

/** Bytes, or things made of bytes, in order. */
export type Code = number | readonly Code[];

/** LEB128 of 0 <= value < 2^31. */
export const unsigned = (value: number): Code =>
  value < 0x80 ? value : [(value & 0x7f) | 0x80, unsigned(value >>> 7)];

/** Flattens into the bytes of a file or a section. */
export const flatten = (code: Code): number[] =>
  typeof code === "number" ? [code] : code.flatMap((part) => flatten(part));

/** Number of entries, then the entries. */
const vector = (entries: readonly Code[]): Code => [unsigned(entries.length), entries];

/** Number of bytes, then the bytes. */
const sized = (content: Code): Code => {
  const bytes = flatten(content);
  return [unsigned(bytes.length), bytes];
};

const name = (text: string): Code => sized([...new TextEncoder().encode(text)]);

const section = (id: number, entries: readonly Code[]): Code => [id, sized(vector(entries))];

const I32 = 0x7f;
const V128 = 0x7b;

export interface WasmFunction {
  readonly name: string;
  /** All i32; they are locals 0, 1, ... */
  readonly parameters: number;
  /** Further locals: first those of i32, then those of v128. */
  readonly locals: { readonly i32: number; readonly v128: number };
  readonly body: Code;
}

/** A module with one memory of at least `pages` pages, exported as "memory", and exported functions without results. */
export function wasmModule(functions: readonly WasmFunction[], pages: number): Uint8Array {
  const types = functions.map(({ parameters }) => [0x60, vector(Array(parameters).fill(I32)), vector([])]);
  const exports = functions.map((one, index) => [name(one.name), 0x00, unsigned(index)]);
  const bodies = functions.map(({ locals, body }) =>
    sized([
      vector([
        [unsigned(locals.i32), I32],
        [unsigned(locals.v128), V128],
      ]),
      body,
      0x0b,
    ]),
  );
  return Uint8Array.from(
    flatten([
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(1, types),
      section(
        3,
        functions.map((_, index) => unsigned(index)),
      ),
      section(5, [[0x00, unsigned(pages)]]),
      section(7, [[name("memory"), 0x02, 0x00], ...exports]),
      section(10, bodies),
    ]),
  );
}

export const get = (local: number): Code => [0x20, unsigned(local)];
export const set = (local: number, value: Code): Code => [value, 0x21, unsigned(local)];
/** 0 <= value < 64, which is its own signed LEB128. */
export const constant = (value: number): Code => [0x41, value];
export const add = (left: Code, right: Code): Code => [left, right, 0x6a];

/** Repeats its body as long as the condition, computed after it, holds. */
export const doWhile = (body: Code, condition: Code): Code => [0x03, 0x40, body, condition, 0x0d, 0x00, 0x0b];
export const isBelow = (left: Code, right: Code): Code => [left, right, 0x49];

/** Four float32 from an address that is a multiple of 4. */
export const loadVector = (address: Code): Code => [address, 0xfd, 0x00, 0x02, 0x00];
export const zeroVector: Code = [0xfd, 0x0c, Array(16).fill(0)];
export const addVectors = (left: Code, right: Code): Code => [left, right, 0xfd, 0xe4, 0x01];
export const multiplyVectors = (left: Code, right: Code): Code => [left, right, 0xfd, 0xe6, 0x01];
export const lane = (vectorValue: Code, index: number): Code => [vectorValue, 0xfd, 0x1f, index];
export const addFloats = (left: Code, right: Code): Code => [left, right, 0x92];
/** One float32 to an address plus a constant. */
export const storeFloat = (address: Code, offset: number, value: Code): Code => [
  address,
  value,
  0x38,
  0x02,
  unsigned(offset),
];
