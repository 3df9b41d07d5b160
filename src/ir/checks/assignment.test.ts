/** Latches, undriven signals, constant registers and double drivers: each wrong design beside a right near-miss. */
import { describe, expect, test } from "vitest";
import { type Diagnostic, locate } from "../../diagnostics/index.ts";
import {
  add,
  arrayOf,
  bit,
  bits,
  designOf,
  element,
  enumType,
  eq,
  lit,
  type ModuleBuilder,
  moduleBuilder,
  slice,
  uint,
} from "../../testing/index.ts";
import { checkDesign } from "../index.ts";

function problems(build: (m: ModuleBuilder) => void, codes: RegExp = /BL020[1239]/): Diagnostic[] {
  const m = moduleBuilder("dut");
  build(m);
  return checkDesign(designOf(m.build())).filter((d) => codes.test(d.code));
}
const messages = (found: readonly Diagnostic[]): string[] => found.map((d) => `${d.code}: ${d.message}`);
const parties = (found: readonly Diagnostic[]): string[] =>
  found.flatMap((d) =>
    d.parties.map((p) => `${p.label} ${p.site === undefined ? "?" : locate(p.site)?.line}`),
  );

const State = enumType("State", ["idle", "start", "data", "stop"]);

describe("latch", () => {
  test("a branch without the other names the condition and its value", () => {
    const found = problems((m) => {
      const enable = m.input("enable", bit);
      const y = m.output("y", uint(4));
      m.when(enable, () => m.assign(y, lit(1, 4)));
    });
    expect(messages(found)).toEqual([
      "BL0201: Output `y` of `dut` is not assigned on every path: there is no value when `enable` is 0.",
    ]);
    expect(parties(found)).toEqual([
      "`y` declared here 2",
      "assigned here 4",
      "no otherwise after this when 3",
    ]);
  });

  test("a default before, or both branches, is complete", () => {
    const withDefault = problems((m) => {
      const enable = m.input("enable", bit);
      const y = m.output("y", uint(4));
      m.assign(y, lit(0, 4));
      m.when(enable, () => m.assign(y, lit(1, 4)));
    });
    const withOtherwise = problems((m) => {
      const enable = m.input("enable", bit);
      const y = m.output("y", uint(4));
      const assign = (value: number) => () => m.assign(y, lit(value, 4));
      m.when(enable, assign(1), assign(0));
    });
    expect([withDefault, withOtherwise]).toEqual([[], []]);
  });

  test("the path goes through nested branches", () => {
    const found = problems((m) => {
      const [a, b, c] = ["a", "b", "c"].map((name) => m.input(name, bit)) as never as [never, never, never];
      const y = m.wire("y", bit);
      const one = () => m.assign(y, lit(1, 1));
      m.when(a, () => m.when(b, one, () => m.when(c, one)), one);
      m.assign(m.output("z", bit), y);
    });
    expect(messages(found)[0]).toContain("when `a` is 1 and `b` is 0 and `c` is 0");
  });

  test("a match that lacks a member names it; one with all members is complete without otherwise", () => {
    const match = (members: readonly number[]) =>
      problems((m) => {
        const state = m.input("state", State);
        const y = m.output("y", uint(4));
        m.match(
          state,
          members.map((value) => [[value], () => m.assign(y, lit(value, 4))] as const),
        );
      });
    expect(messages(match([0, 1, 2]))[0]).toContain("there is no value when `state` is `stop`");
    expect(match([0, 1, 2, 3])).toEqual([]);
  });

  test("an arm that assigns nothing is named by its value", () => {
    const found = problems((m) => {
      const state = m.input("state", State);
      const y = m.output("y", uint(4));
      const some = () => m.assign(y, lit(1, 4));
      m.match(state, [
        [[0, 1], some],
        [[2], () => {}],
        [[3], some],
      ]);
    });
    expect(messages(found)[0]).toContain("when `state` is `data`");
    expect(parties(found)).toContain("in an arm of this match 3");
  });

  test("a number match needs otherwise unless its arms list every value", () => {
    const match = (values: readonly number[]) =>
      problems((m) => {
        const x = m.input("x", uint(2));
        const y = m.output("y", bit);
        m.match(x, [[values, () => m.assign(y, lit(1, 1))]]);
      });
    expect(messages(match([0, 1]))[0]).toContain("when `x` is none of 0, 1");
    expect(match([0, 1, 2, 3])).toEqual([]);
  });

  test("is exact to the bit for partial assignments", () => {
    const partial = (lowHalf: number) =>
      problems((m) => {
        const c = m.input("c", bit);
        const y = m.output("y", uint(8));
        m.assign(bits(y, 7, lowHalf), lit(0, 8 - lowHalf));
        m.when(
          c,
          () => m.assign(bits(y, 3, 0), lit(1, 4)),
          () => m.assign(bits(y, 3, 0), lit(2, 4)),
        );
      }, /BL020[13]/);
    expect(partial(4)).toEqual([]);
    expect(messages(partial(5))).toEqual(["BL0203: Nothing drives bit 4 of output `y` of `dut`."]);
    const conditional = problems((m) => {
      const c = m.input("c", bit);
      const y = m.output("y", uint(8));
      m.assign(bits(y, 3, 0), lit(0, 4));
      m.when(c, () => m.assign(bits(y, 7, 2), lit(0, 6)));
    });
    expect(messages(conditional)[0]).toMatch(/^BL0201: Bits 7 to 4 of output `y` .* when `c` is 0\.$/);
  });

  test("parts of an array are called elements where they are whole", () => {
    const parts = (high: number, low: number) =>
      messages(
        problems((m) => {
          const y = m.output("y", arrayOf(uint(4), 4));
          m.assign(bits(y, high, low), lit(0, high - low + 1));
        }),
      );
    expect(parts(15, 8)).toEqual(["BL0203: Nothing drives elements 1 to 0 of output `y` of `dut`."]);
    expect(parts(11, 0)).toEqual(["BL0203: Nothing drives element 3 of output `y` of `dut`."]);
    expect(parts(15, 6)).toEqual(["BL0203: Nothing drives bits 5 to 0 of output `y` of `dut`."]);
    const condition = problems((m) => {
      const a = m.input("a", arrayOf(uint(4), 4));
      const b = m.input("b", uint(4));
      const y = m.output("y", bit);
      m.when(eq(add(slice(a, 11, 8), b), lit(3, 4)), () => m.assign(y, lit(1, 1)));
    });
    expect(messages(condition)[0]).toContain("when `(a[2] + b) == 3` is 0");
  });

  test("an assignment at a run-time index needs a default", () => {
    const dynamic = (withDefault: boolean) =>
      problems((m) => {
        const at = m.input("at", uint(2));
        const y = m.output("y", arrayOf(uint(2), 4));
        if (withDefault) m.assign(y, lit(0, arrayOf(uint(2), 4)));
        m.assign(element(y, at), lit(1, 2));
      });
    expect(messages(dynamic(false))[0]).toContain("only at a run-time index");
    expect(dynamic(true)).toEqual([]);
  });

  test("registers hold and need no assignment on every path", () => {
    const found = problems((m) => {
      const enable = m.input("enable", bit);
      const count = m.register("count", uint(4), { init: 0 });
      m.when(enable, () => m.assign(count, add(count, lit(1, 4))));
      m.assign(m.output("y", uint(4)), count);
    });
    expect(found).toEqual([]);
  });
});

describe("double driver", () => {
  const output = (fill: (m: ModuleBuilder, y: ReturnType<ModuleBuilder["output"]>) => void) =>
    problems((m) => {
      m.input("c", bit);
      fill(m, m.output("y", uint(8)));
    }, /BL0202/);

  test("two unconditional assignments to the same bits, with both places", () => {
    const found = output((m, y) => {
      m.assign(y, lit(1, 8));
      m.assign(y, lit(2, 8));
    });
    expect(messages(found)[0]).toContain("Output `y` of `dut` is driven twice");
    expect(parties(found)).toEqual([
      "first driver 3",
      "second driver, which replaces it 4",
      "`y` declared here 2",
    ]);
  });

  test("also inside a branch, and for registers and instance inputs", () => {
    const child = moduleBuilder("child");
    child.assign(child.output("y", bit), child.input("x", bit));
    const inner = child.build();
    const found = problems((m) => {
      const c = m.input("c", bit);
      const r = m.register("r", bit, { init: 0 });
      const port = m.instance("inner", inner);
      m.when(c, () => {
        m.assign(r, lit(0, 1));
        m.assign(r, lit(1, 1));
      });
      m.assign(port("x"), r);
      m.assign(port("x"), c);
      m.assign(m.output("y", bit), port("y"));
    }, /BL0202/);
    expect(messages(found).map((m) => m.match(/`[a-z.]+`/)?.[0])).toEqual(["`r`", "`inner.x`"]);
  });

  test("overlapping parts of which neither contains the other", () => {
    const found = output((m, y) => {
      m.assign(bits(y, 4, 0), lit(1, 5));
      m.assign(bits(y, 7, 3), lit(2, 5));
    });
    expect(messages(found)[0]).toContain("Bits 4 to 3 of output `y`");
  });

  test("a conditional assignment before an unconditional one", () => {
    const found = problems((m) => {
      const c = m.input("c", bit);
      const y = m.output("y", uint(8));
      m.when(c, () => m.assign(y, lit(1, 8)));
      m.assign(y, lit(0, 8));
    }, /BL0202/);
    expect(messages(found)[0]).toContain("inside a branch, never takes effect");
  });

  test("is not a default that branches or narrower assignments override, nor disjoint parts", () => {
    const found = problems((m) => {
      const c = m.input("c", bit);
      const y = m.output("y", uint(8));
      m.assign(y, lit(0, 8));
      m.assign(bits(y, 3, 0), lit(1, 4));
      m.when(c, () => m.assign(y, lit(1, 8)));
      const z = m.output("z", uint(8));
      m.assign(bits(z, 7, 4), lit(1, 4));
      m.assign(bits(z, 3, 0), lit(1, 4));
      const r = m.register("r", uint(8), { init: 0 });
      m.when(c, () => m.assign(r, lit(1, 8)));
      m.when(slice(y, 0, 0), () => m.assign(r, lit(2, 8)));
      const a = m.output("a", arrayOf(bit, 4));
      m.assign(a, lit(0, arrayOf(bit, 4)));
      m.assign(element(a, slice(y, 1, 0)), lit(1, 1));
      m.assign(element(a, slice(y, 3, 2)), lit(0, 1));
    }, /BL0202/);
    expect(found).toEqual([]);
  });
});

describe("undriven", () => {
  test("wires, outputs, instance inputs and registers without init are named", () => {
    const child = moduleBuilder("child");
    child.assign(child.output("y", bit), child.input("x", bit));
    const inner = child.build();
    const found = problems((m) => {
      const w = m.wire("w", bit);
      m.output("y", bit);
      const r = m.register("r", bit);
      const port = m.instance("inner", inner);
      m.assign(m.output("z", uint(1)), port("y"));
      m.property("assert", "reads", w);
      m.property("assert", "reads_r", r);
    });
    expect(messages(found)).toEqual([
      "BL0203: Nothing drives wire `w` of `dut`.",
      "BL0203: Nothing drives output `y` of `dut`.",
      "BL0203: Nothing drives register `r` of `dut`.",
      "BL0203: Nothing drives instance input `inner.x` of `dut`.",
    ]);
  });

  test("a register with init that is never assigned is a warning", () => {
    const found = problems((m) => {
      const r = m.register("r", uint(8), { init: 5 });
      m.assign(m.output("y", uint(8)), r);
      const half = m.register("half", uint(8), { init: 0 });
      m.assign(bits(half, 7, 4), lit(1, 4));
      m.assign(m.output("z", uint(8)), half);
    });
    expect(found.map((d) => d.severity)).toEqual(["warning", "warning"]);
    expect(messages(found)[0]).toBe(
      "BL0209: Register `r` of `dut` is never assigned, so it keeps its init 5.",
    );
    expect(messages(found)[1]).toContain("Bits 3 to 0 of register `half`");
  });
});
