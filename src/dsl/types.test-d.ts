/** The language's types as a product: what tsc infers for widths. Each wrong line is in type-errors/, with tsc's text. */
import { describe, expectTypeOf, test } from "vitest";
import {
  array,
  type Bit,
  bit,
  cat,
  enumOf,
  input,
  match,
  module,
  mux,
  output,
  reg,
  type Sint,
  sint,
  struct,
  type Uint,
  uint,
} from "./index.ts";

const Pixel = struct({ red: uint(5), green: uint(6) });
const State = enumOf("idle", "busy");

describe("widths that tsc infers", () => {
  module(
    "inferred",
    { a: input(uint(8)), b: input(uint(8)), s: input(sint(12)), q: output(uint(9)) },
    ({ a, b, s, q }) => {
      test("same width in, same width out", () => {
        expectTypeOf(a.add(b)).toEqualTypeOf<Uint<8>>();
        expectTypeOf(a.and(0xf)).toEqualTypeOf<Uint<8>>();
        expectTypeOf(s.neg()).toEqualTypeOf<Sint<12>>();
      });
      test("growing operators grow", () => {
        expectTypeOf(a.addc(b)).toEqualTypeOf<Uint<9>>();
        expectTypeOf(a.subc(b)).toEqualTypeOf<Sint<9>>();
        expectTypeOf(a.mul(q)).toEqualTypeOf<Uint<17>>();
        expectTypeOf(s.mul(s)).toEqualTypeOf<Sint<24>>();
        expectTypeOf(a.shl(92)).toEqualTypeOf<Uint<100>>();
        expectTypeOf(cat(a, q, a.at(0))).toEqualTypeOf<Uint<18>>();
        expectTypeOf(a.cat(b)).toEqualTypeOf<Uint<16>>();
        expectTypeOf(a.repeat(12)).toEqualTypeOf<Uint<96>>();
      });
      test("slices and conversions have the width they say", () => {
        expectTypeOf(a.slice(6, 3)).toEqualTypeOf<Uint<4>>();
        expectTypeOf(s.slice(11, 11)).toEqualTypeOf<Uint<1>>();
        expectTypeOf(a.zext(1000)).toEqualTypeOf<Uint<1000>>();
        expectTypeOf(a.asSint()).toEqualTypeOf<Sint<8>>();
        expectTypeOf(a.lt(b)).toEqualTypeOf<Bit>();
      });
      test("mux keeps the type and takes a literal on one side", () => {
        expectTypeOf(mux(a.eq(b), a, b)).toEqualTypeOf<Uint<8>>();
        expectTypeOf(mux(a.eq(b), a, 0)).toEqualTypeOf<Uint<8>>();
      });
      test("struct fields and array elements have their types", () => {
        expectTypeOf(reg(Pixel).green.add(1)).toEqualTypeOf<Uint<6>>();
        expectTypeOf(
          reg(array(sint(3), 4))
            .at(1)
            .neg(),
        ).toEqualTypeOf<Sint<3>>();
      });
      test("a run-time width fits everywhere", () => {
        const width: number = 8;
        const run = reg(uint(width));
        expectTypeOf(run.add(a)).not.toBeNever();
        run.next = a;
        q.value = run;
      });
      test("match takes every member of an enum", () => {
        const state = reg(State, { init: "idle" });
        match(state, { idle() {}, busy() {} });
        match(state, { idle() {} }, () => {});
      });
    },
  );
});

test("a width that is a type parameter composes: no casts inside a generic generator", () => {
  const generic = <const W extends number>(width: W) =>
    module(
      "generic",
      { enable: input(bit), d: input(uint(width)), q: output(uint(width)) },
      ({ enable, d, q }) => {
        const value = reg(uint(width));
        value.next = mux(enable, d, value.add(1));
        q.value = value.addc(d).trunc(width);
      },
    );
  expectTypeOf(generic(8).ports.d).not.toBeAny();
});
