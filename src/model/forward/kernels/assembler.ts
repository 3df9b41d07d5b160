/**
 * The words of WebAssembly's binary format (core specification 2.0, chapter 5, and the threads proposal's atomics) that the kernels
 * need. Invariant: every function returns the complete encoding of one thing, so that a module is built by nesting them.
 */

/** Bytes, or things made of bytes, in order. */
export type Code = number | readonly Code[];

/** LEB128 of 0 <= value < 2^31. */
export const unsigned = (value: number): Code =>
  value < 0x80 ? value : [(value & 0x7f) | 0x80, unsigned(value >>> 7)];

/** Signed LEB128 of an i32. */
const signed = (value: number): Code =>
  value >= -0x40 && value < 0x40 ? value & 0x7f : [(value & 0x7f) | 0x80, signed(value >> 7)];

/** Flattens into the bytes of a file or a section. */
export function flatten(code: Code, into: number[] = []): number[] {
  if (typeof code === "number") into.push(code);
  else for (const part of code) flatten(part, into);
  return into;
}

const TYPES = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

/** A parameter or a local variable. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

export interface WasmFunction {
  readonly name: string;
  /** All i32; they are locals 0, 1, ... */
  readonly parameters: number;
  readonly locals: readonly number[];
  readonly body: Code;
}

export type LocalTypes = { readonly [type in keyof typeof TYPES]: () => Local };

/** A function without results; `build` gets its parameters, all i32, and makers of locals, which begin as 0. */
export function wasmFunction(
  name: string,
  parameters: number,
  build: (parameters: readonly Local[], locals: LocalTypes) => Code,
): WasmFunction {
  const locals: number[] = [];
  const local = (index: number): Local => ({
    get: [0x20, unsigned(index)],
    set: (value) => [value, 0x21, unsigned(index)],
  });
  const fresh = (type: keyof typeof TYPES) => () => local(parameters + locals.push(TYPES[type]) - 1);
  const body = build(
    Array.from({ length: parameters }, (_, index) => local(index)),
    { i32: fresh("i32"), f32: fresh("f32"), f64: fresh("f64"), v128: fresh("v128") },
  );
  return { name, parameters, locals, body };
}

/**
 * A module of exported functions over a shared memory, imported as host.memory, of at most `mostPages`. {@link callIndirect} finds those
 * of `callable`, which are of one type, by their position in the list.
 */
export function wasmModule(
  callable: readonly WasmFunction[],
  others: readonly WasmFunction[],
  mostPages: number,
): Uint8Array<ArrayBuffer> {
  const functions = [...callable, ...others];
  const indices = functions.map((_, index) => unsigned(index));
  const bodies = functions.map(({ locals, body }) =>
    sized([vector(locals.map((type) => [1, type])), body, END]),
  );
  return Uint8Array.from(
    flatten([
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(
        1,
        functions.map(({ parameters }) => [0x60, vector(Array(parameters).fill(TYPES.i32)), vector([])]),
      ),
      section(2, [[name("host"), name("memory"), 0x02, 0x03, unsigned(1), unsigned(mostPages)]]),
      section(3, indices),
      section(4, [[0x70, 0x00, unsigned(callable.length)]]),
      section(
        7,
        functions.map((one, index) => [name(one.name), 0x00, unsigned(index)]),
      ),
      section(9, [[0x00, constant(0), END, vector(indices.slice(0, callable.length))]]),
      section(10, bodies),
    ]),
  );
}

const END = 0x0b;

/** Number of entries, then the entries. */
const vector = (entries: readonly Code[]): Code => [unsigned(entries.length), entries];

/** Number of bytes, then the bytes. */
const sized = (content: Code): Code => {
  const bytes = flatten(content);
  return [unsigned(bytes.length), bytes];
};

const name = (text: string): Code => sized([...new TextEncoder().encode(text)]);

const section = (id: number, entries: readonly Code[]): Code => [id, sized(vector(entries))];

const binary =
  (opcode: Code) =>
  (left: Code, right: Code): Code => [left, right, opcode];
const unary =
  (opcode: Code) =>
  (operand: Code): Code => [operand, opcode];
const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];
/** Two's exponent of the alignment that is promised, and the offset. */
const access = (offset: number, alignment: number): Code => [alignment, unsigned(offset)];

// Control.

/** Repeats its body as long as the condition, computed after it, holds. */
export const doWhile = (body: Code, condition: Code): Code => [0x03, 0x40, body, condition, 0x0d, 0x00, END];
/** Repeats its body as long as the condition, computed before it, holds. */
export const whileLoop = (condition: Code, body: Code): Code => when(condition, doWhile(body, condition));
export const when = (condition: Code, body: Code): Code => [condition, 0x04, 0x40, body, END];
/** Leaves the function. */
export const leave: Code = 0x0f;
/** Calls entry `index` of the table; all entries have the type of the module's first function. */
export const callIndirect = (operands: readonly Code[], index: Code): Code => [
  operands,
  index,
  0x11,
  0x00,
  0x00,
];

// i32.

export const constant = (value: number): Code => [0x41, signed(value)];
export const add = binary(0x6a);
export const subtract = binary(0x6b);
export const multiply = binary(0x6c);
export const and = binary(0x71);
export const shiftLeft = (value: Code, by: number): Code => [value, constant(by), 0x74];
/** Unsigned. */
export const shiftRight = (value: Code, by: number): Code => [value, constant(by), 0x76];
/** Unsigned. */
export const isBelow = binary(0x49);
/** Signed. */
export const isLess = binary(0x48);
export const load = (address: Code, offset = 0): Code => [address, 0x28, access(offset, 2)];

/** Sequentially consistent; the old value. */
export const atomicAdd = (address: Code, value: Code): Code => [address, value, 0xfe, 0x1e, access(0, 2)];
export const atomicSubtract = (address: Code, value: Code): Code => [
  address,
  value,
  0xfe,
  0x25,
  access(0, 2),
];
/** Wakes all that wait on the address. */
export const notify = (address: Code): Code => [address, constant(-1), 0xfe, 0x00, access(0, 2), DROP];
export const drop = (value: Code): Code => [value, 0x1a];
const DROP = 0x1a;

// f32 and f64.

const floatBytes = (value: number): number[] => [...new Uint8Array(Float32Array.of(value).buffer)];
export const float = (value: number): Code => [0x43, floatBytes(value)];
export const loadFloat = (address: Code, offset = 0): Code => [address, 0x2a, access(offset, 2)];
export const storeFloat = (address: Code, value: Code, offset = 0): Code => [
  address,
  value,
  0x38,
  access(offset, 2),
];
export const storeDouble = (address: Code, value: Code, offset = 0): Code => [
  address,
  value,
  0x39,
  access(offset, 3),
];
export const rootFloat = unary(0x91);
export const addFloats = binary(0x92);
export const subtractFloats = binary(0x93);
export const multiplyFloats = binary(0x94);
export const divideFloats = binary(0x95);
export const largerFloat = binary(0x97);
export const toFloat = unary(0xb2);
/** The f32 of a bit pattern. */
export const asFloat = unary(0xbe);
export const addDoubles = binary(0xa0);

// v128. Addresses need only be multiples of 4.

export const loadVector = (address: Code, offset = 0): Code => [address, simd(0), access(offset, 2)];
export const storeVector = (address: Code, value: Code, offset = 0): Code => [
  address,
  value,
  simd(11),
  access(offset, 2),
];
/** Four times the same float32. */
export const floats = (value: number): Code => [simd(12), Array(4).fill(floatBytes(value))];
/** Lanes of two vectors in a new order: 0..3 of the first, 4..7 of the second. */
export const shuffle = (left: Code, right: Code, order: readonly number[]): Code => [
  left,
  right,
  simd(13),
  order.map((index) => [4 * index, 4 * index + 1, 4 * index + 2, 4 * index + 3]),
];
export const lane = (vectorValue: Code, index: number): Code => [vectorValue, simd(31), index];
export const doubleLane = (vectorValue: Code, index: number): Code => [vectorValue, simd(33), index];
export const splat = unary(simd(19));
export const addVectors = binary(simd(0xe4));
export const subtractVectors = binary(simd(0xe5));
export const multiplyVectors = binary(simd(0xe6));
export const divideVectors = binary(simd(0xe7));
/** right < left ? right : left; a left operand that is not a number stays. */
export const smallerOf = binary(simd(0xea));
/** left < right ? right : left; a left operand that is not a number stays. */
export const largerOf = binary(simd(0xeb));
export const roundVector = unary(simd(0x6a));
/** All bits of a lane where left < right. */
export const isBelowVector = binary(simd(0x43));
/** Bits of the left that are not in the right. */
export const without = binary(simd(0x4f));
export const toIntegers = unary(simd(0xf8));
export const addIntegers = binary(simd(0xae));
export const integers = (value: number): Code => [constant(value), simd(17)];
export const shiftLeftIntegers = (value: Code, by: number): Code => [value, constant(by), simd(0xab)];
/** Lanes 0 and 1 as float64. */
export const toDoubles = unary(simd(0x5f));
export const addDoubleVectors = binary(simd(0xf0));
