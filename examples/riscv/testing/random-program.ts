/** Random programs over all of RV32I that mostly stay inside their memories and always end. */
import fc from "fast-check";

/** A line of assembly, given the address it will have. */
type Line = (address: number) => string;

/** Instructions before the random ones: they load the registers from the data memory. */
const PROLOGUE = [
  // x31 stays the middle of a data memory of 2 KiB.
  "addi x31, zero, 1024",
  ...Array.from({ length: 30 }, (_, i) => `lw x${i + 1}, ${4 * (i + 1)}(zero)`),
];

/** Jumps go forward, so every program ends; those near the end land here. */
const EPILOGUE = Array<string>(4).fill("nop");

const register = fc.integer({ min: 0, max: 31 }).map((index) => `x${index}`);
const destination = fc.integer({ min: 0, max: 30 }).map((index) => `x${index}`);
const immediate = fc.integer({ min: -2048, max: 2047 });
const upper = fc.integer({ min: 0, max: 0xfffff });
const ahead = fc.integer({ min: 1, max: 4 }).map((instructions) => 4 * instructions);
const oneOf = (names: string): fc.Arbitrary<string> => fc.constantFrom(...names.split(" "));
const line = <T extends readonly unknown[]>(
  parts: { readonly [K in keyof T]: fc.Arbitrary<T[K]> },
  write: (values: T, address: number) => string,
): fc.Arbitrary<Line> =>
  fc
    .tuple(...(parts as unknown as fc.Arbitrary<unknown>[]))
    .map((values) => (address) => write(values as unknown as T, address));

/** Base register and offset: mostly in memory and aligned. */
const place = (size: number): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 60,
      arbitrary: fc.integer({ min: -1024 / size, max: 1024 / size - 1 }).map((at) => `${at * size}(x31)`),
    },
    { weight: 1, arbitrary: immediate.map((at) => `${at}(x31)`) },
    { weight: 1, arbitrary: fc.tuple(immediate, register).map(([at, base]) => `${at}(${base})`) },
  );
const access = (names: string, value: fc.Arbitrary<string>): fc.Arbitrary<Line> =>
  oneOf(names).chain((name) =>
    fc.tuple(value, place({ b: 1, h: 2, w: 4 }[name.charAt(1)] ?? 1)).map(
      ([data, where]) =>
        () =>
          `${name} ${data}, ${where}`,
    ),
  );

const anyLine: fc.Arbitrary<Line> = fc.oneof(
  {
    weight: 10,
    arbitrary: line<[string, string, string, string]>(
      [oneOf("add sub sll slt sltu xor srl sra or and"), destination, register, register],
      ([name, rd, a, b]) => `${name} ${rd}, ${a}, ${b}`,
    ),
  },
  {
    weight: 6,
    arbitrary: line<[string, string, string, number]>(
      [oneOf("addi slti sltiu xori ori andi"), destination, register, immediate],
      ([name, rd, a, value]) => `${name} ${rd}, ${a}, ${value}`,
    ),
  },
  {
    weight: 3,
    arbitrary: line<[string, string, string, number]>(
      [oneOf("slli srli srai"), destination, register, fc.integer({ min: 0, max: 31 })],
      ([name, rd, a, amount]) => `${name} ${rd}, ${a}, ${amount}`,
    ),
  },
  {
    weight: 2,
    arbitrary: line<[string, string, number]>(
      [oneOf("lui auipc"), destination, upper],
      ([name, rd, value]) => `${name} ${rd}, ${value}`,
    ),
  },
  { weight: 5, arbitrary: access("lb lh lw lbu lhu", destination) },
  { weight: 4, arbitrary: access("sb sh sw", register) },
  {
    weight: 6,
    arbitrary: line<[string, string, string, number]>(
      [oneOf("beq bne blt bge bltu bgeu"), register, register, ahead],
      ([name, a, b, far]) => `${name} ${a}, ${b}, ${far}`,
    ),
  },
  // Equal operands, which two random registers never are.
  {
    weight: 1,
    arbitrary: line<[string, string, number]>(
      [oneOf("beq bne bge bgeu"), register, ahead],
      ([name, a, far]) => `${name} ${a}, ${a}, ${far}`,
    ),
  },
  { weight: 1, arbitrary: line<[string, number]>([destination, ahead], ([rd, far]) => `jal ${rd}, ${far}`) },
  {
    weight: 1,
    arbitrary: line<[string, number]>([destination, ahead], ([rd, far], at) => `jalr ${rd}, ${at + far}(x0)`),
  },
  { weight: 1, arbitrary: fc.constant(() => "fence") },
);

/** Lines of assembly and the content of the data memory, in words. */
export const anyProgram: fc.Arbitrary<{
  readonly lines: readonly string[];
  readonly data: readonly number[];
}> = fc
  .record({
    body: fc.array(anyLine, { minLength: 40, maxLength: 80, size: "max" }),
    end: oneOf("ecall ebreak"),
    data: fc.array(
      fc.oneof(
        fc.constantFrom(0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      ),
      { minLength: 64, maxLength: 64 },
    ),
  })
  .map(({ body, end, data }) => ({
    lines: [...PROLOGUE, ...body.map((write, i) => write(4 * (PROLOGUE.length + i))), ...EPILOGUE, end],
    data,
  }));
