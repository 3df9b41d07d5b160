/** Every operator through the compiled engine: all operands of small widths, the corners of those around 32 and 64 bits. */
import { describe, expect, test } from "vitest";
import type { BinaryOperator, Design, UnaryOperator } from "../../ir/index.ts";
import {
  binary,
  cat,
  designOf,
  moduleBuilder,
  mux,
  ref,
  resize,
  sint,
  slice,
  uint,
  unary,
} from "../../testing/index.ts";
import { interpret } from "../index.ts";
import { compileEngine } from "./compiled-engine.ts";

const unaries: readonly UnaryOperator[] = ["not", "neg", "all", "any", "parity"];
const arithmetic: readonly BinaryOperator[] = ["add", "sub", "mul", "and", "or", "xor"];
const comparisons: readonly BinaryOperator[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const shifts: readonly BinaryOperator[] = ["shl", "shr"];

type Kind = typeof uint | typeof sint;

/** All operators on `a` and `b` of one type, shifts by the number `n`, and what cuts, joins, extends and chooses. */
function operators(kind: Kind, width: number, amountWidth: number): Design {
  const m = moduleBuilder("operators");
  const type = kind(width);
  const a = ref(m.input("a", type));
  const b = ref(m.input("b", type));
  const n = ref(m.input("n", uint(amountWidth)));
  for (const name of unaries) {
    m.assign(m.output(name, name === "not" || name === "neg" ? type : uint(1)), unary(name, a));
  }
  for (const name of arithmetic) m.assign(m.output(name, type), binary(name, a, b));
  for (const name of comparisons) m.assign(m.output(name, uint(1)), binary(name, a, b));
  for (const name of shifts) m.assign(m.output(name, type), binary(name, a, n));
  const half = Math.ceil(width / 2);
  m.assign(m.output("extended", kind(width + 5)), resize(a, width + 5));
  m.assign(m.output("sum_extended", kind(width + 5)), resize(binary("add", a, b), width + 5));
  m.assign(m.output("cut", kind(half)), resize(binary("sub", a, b), half));
  m.assign(m.output("joined", uint(2 * width)), cat(a, b));
  m.assign(m.output("sliced", uint(1)), slice(binary("sub", a, b), width - 1, width - 1));
  m.assign(m.output("chosen", type), mux(binary("lt", a, b), binary("add", a, b), binary("sub", a, b)));
  return designOf(m.build());
}

/** Names of outputs that differ from the interpreter's for some operands, and how many operands were tried. */
function compare(design: Design, operands: readonly (readonly [bigint, bigint, bigint])[]) {
  const outputs = design.top.ports.filter(({ role }) => role === "output").map(({ name }) => name);
  const oracle = interpret(design);
  const wrong = new Set<string>();
  const engines = [{}, { demandedBits: false }, { folding: false }].map((switches) =>
    compileEngine(design, { switches }),
  );
  for (const [a, b, n] of operands) {
    oracle.poke("a", a);
    oracle.poke("b", b);
    oracle.poke("n", n);
    for (const engine of engines) {
      engine.probe("a").setBits(a);
      engine.probe("b").setBits(b);
      engine.probe("n").setBits(n);
    }
    for (const name of outputs) {
      const expected = oracle.peek(name);
      for (const engine of engines) {
        if (engine.probe(name).getBits() !== expected) wrong.add(`${name} ${a} ${b} ${n}: not ${expected}`);
      }
    }
  }
  return { wrong: [...wrong].slice(0, 5), tried: operands.length };
}

const upTo = (limit: number): bigint[] => Array.from({ length: limit }, (_, value) => BigInt(value));

describe("operators of the compiled engine", () => {
  test.each([1, 2, 3])("are the interpreter's for all operands of %i bits", (width) => {
    const values = upTo(2 ** width);
    const operands = values.flatMap((a) => values.flatMap((b) => upTo(4).map((n) => [a, b, n] as const)));
    for (const kind of [uint, sint]) {
      expect(compare(operators(kind, width, 2), operands)).toEqual({
        wrong: [],
        tried: 4 ** width * 4,
      });
    }
  });

  test.each([8, 15, 16, 31, 32, 33, 40, 63, 64, 65, 130])(
    "are the interpreter's at the corners of %i bits",
    (width) => {
      const top = 1n << BigInt(width - 1);
      const odd = BigInt.asUintN(width, 0x5a5a_5a5a_5a5a_5a5a_5a5a_5a5a_5a5a_5a5a_5n);
      const corners = [0n, 1n, top - 1n, top, top + 1n, 2n * top - 1n, odd];
      const amounts = [0n, 1n, BigInt(width - 1), BigInt(width), 31n, 32n, 63n, 64n, 255n];
      const pairs = corners.flatMap((a) => corners.map((b) => [a, b] as const));
      const operands = pairs.flatMap(([a, b], at) =>
        (at % 7 === 0 ? amounts : [3n]).map((n) => [a, b, n] as const),
      );
      for (const kind of [uint, sint]) {
        const { wrong, tried } = compare(operators(kind, width, 8), operands);
        expect(wrong).toEqual([]);
        expect(tried).toBeGreaterThan(100);
      }
    },
  );
});
