/** Name clashes, empty things, arms nothing reaches and comparisons with one answer. */
import { describe, expect, test } from "vitest";
import {
  arrayOf,
  binary,
  bit,
  designOf,
  enumType,
  lit,
  type ModuleBuilder,
  moduleBuilder,
  not,
  uint,
} from "../../testing/index.ts";
import { checkDesign, type Design, type Module } from "../index.ts";

const only = (design: Design, codes: RegExp): string[] =>
  checkDesign(design)
    .filter((d) => codes.test(d.code))
    .map((d) => `${d.code}: ${d.message}`);

function problems(codes: RegExp, build: (m: ModuleBuilder) => void): string[] {
  const m = moduleBuilder("dut");
  build(m);
  return only(designOf(m.build()), codes);
}

describe("names", () => {
  function child(width: number, external = false): Module {
    const m = moduleBuilder("child");
    const x = m.input("x", uint(width));
    const y = m.output("y", uint(width));
    if (external) return m.buildExternal();
    m.assign(y, not(x));
    return m.build();
  }
  function both(first: Module, second: Module): string[] {
    const m = moduleBuilder("top");
    for (const [name, module] of [
      ["a", first],
      ["b", second],
    ] as const) {
      const port = m.instance(name, module);
      m.assign(port("x"), lit(0, port("x").type));
      m.assign(m.output(`${name}_y`, port("y").type), port("y"));
    }
    return only(designOf(m.build()), /BL0206/);
  }

  test("two modules of one name clash when they differ, not when they are the same", () => {
    expect(both(child(4), child(8))).toEqual([
      "BL0206: Two different modules are called `child`: port 1 is input `x` of uint(4) in one and input `x` of uint(8) in the other.",
    ]);
    expect(both(child(4), child(4))).toEqual([]);
  });

  test("a black box takes its Verilog name; two wrappings of one black box do not clash", () => {
    expect(both(child(4), child(4, true))[0]).toContain("one of them is a black box");
    expect(both(child(4, true), child(8, true))).toEqual([]);
  });
});

describe("shapes", () => {
  test("no bits, no words", () => {
    const found = problems(/BL0210/, (m) => {
      m.wire("nothing", arrayOf(bit, 0));
      m.wire("zero", uint(0));
      m.memory("empty", bit, { depth: 0, latency: 0 });
      m.wire("one", uint(1));
    });
    expect(found.map((text) => text.match(/`(\w+)` of/)?.[1])).toEqual(["nothing", "zero", "empty"]);
  });

  test("arms without reachable values, and otherwise after all numbers", () => {
    const match = (arms: readonly (readonly number[])[], withOtherwise: boolean) =>
      problems(/BL0211/, (m) => {
        const x = m.input("x", uint(2));
        const y = m.output("y", bit);
        const fill = () => m.assign(y, lit(1, 1));
        m.match(
          x,
          arms.map((values) => [values, fill] as const),
          withOtherwise ? fill : undefined,
        );
      });
    expect(match([[0], [5], [1, 2, 3]], false)[0]).toContain("the arm 5 of the match on `x`");
    expect(
      match(
        [
          [0, 1],
          [2, 3],
        ],
        true,
      )[0],
    ).toContain("the arm otherwise");
    expect(match([[0, 1], [2]], true)).toEqual([]);
  });

  test("otherwise of a full enum match is reachable through spare encodings", () => {
    const found = problems(/BL0211/, (m) => {
      const x = m.input("x", enumType("Three", ["a", "b", "c"]));
      const y = m.output("y", bit);
      const fill = () => m.assign(y, lit(1, 1));
      m.match(x, [[[0, 1, 2], fill]], fill);
    });
    expect(found).toEqual([]);
  });

  test("unsigned comparisons with the end of the range", () => {
    const compare = (operator: "lt" | "ge" | "le" | "gt", bound: number) =>
      problems(/BL0212/, (m) => {
        const x = m.input("x", uint(4));
        const y = m.output("y", bit);
        m.assign(y, lit(0, 1));
        m.when(binary(operator, x, lit(bound, 4)), () => m.assign(y, lit(1, 1)));
      });
    expect(compare("lt", 0)[0]).toContain("`x < 0` is always false");
    expect(compare("le", 15)[0]).toContain("`x <= 15` is always true");
    expect([compare("gt", 0), compare("lt", 15), compare("ge", 1)]).toEqual([[], [], []]);
  });
});
