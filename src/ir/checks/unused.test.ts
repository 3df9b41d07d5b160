/** Warnings on what nothing observable depends on. */
import { describe, expect, test } from "vitest";
import {
  add,
  bit,
  designOf,
  eq,
  lit,
  type ModuleBuilder,
  moduleBuilder,
  not,
  uint,
} from "../../testing/index.ts";
import { checkDesign } from "../index.ts";

function warnings(build: (m: ModuleBuilder) => void): string[] {
  const m = moduleBuilder("dut");
  build(m);
  return checkDesign(designOf(m.build()))
    .filter((d) => d.code === "BL0207" || d.code === "BL0208")
    .map((d) => `${d.severity} ${d.code} ${d.details.name}`);
}

describe("unused signals", () => {
  test("a register that only counts for itself drives nothing", () => {
    const found = warnings((m) => {
      const count = m.register("count", uint(4), { init: 0 });
      m.assign(count, add(count, lit(1, 4)));
    });
    expect(found).toEqual(["warning BL0207 count"]);
  });

  test("of a chain that leads nowhere only the last is named; of a ring the first", () => {
    const chain = warnings((m) => {
      const first = m.node("first", not(m.input("x", bit)));
      const second = m.wire("second", bit);
      m.assign(second, first);
      m.node("third", not(second));
    });
    const ring = warnings((m) => {
      const a = m.register("a", bit, { init: 0 });
      const b = m.register("b", bit, { init: 0 });
      m.assign(a, b);
      m.assign(b, not(a));
    });
    expect(chain).toEqual(["warning BL0208 x", "warning BL0207 third"]);
    expect(ring).toEqual(["warning BL0207 a"]);
  });

  test("outputs, instance inputs, properties, conditions and addresses count as use", () => {
    const child = moduleBuilder("child");
    const state = child.register("state", bit, { init: 0 });
    child.assign(state, child.input("x", bit));
    child.property("assert", "low", not(state));
    const inner = child.build();
    const found = warnings((m) => {
      const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => m.input(name, bit)) as never as [
        never,
        never,
        never,
        never,
      ];
      m.assign(m.instance("inner", inner)("x"), a);
      m.property("cover", "seen", b);
      const y = m.output("y", bit);
      m.assign(y, lit(0, 1));
      m.when(c, () => m.assign(y, lit(1, 1)));
      const table = m.memory("table", bit, { depth: 2, latency: 0 });
      m.write(table, { enable: lit(1, 1), address: d, data: lit(1, 1) });
      m.assign(m.output("z", bit), m.read(table, "word", { address: d }));
    });
    expect(found).toEqual([]);
  });

  test("a memory that is written and never read is named, what feeds it is not", () => {
    const found = warnings((m) => {
      const data = m.node("data", not(m.register("r", bit, { init: 0 })));
      m.write(m.memory("log", bit, { depth: 2, latency: 0 }), {
        enable: lit(1, 1),
        address: lit(0, 1),
        data,
      });
    });
    expect(found).toEqual(["warning BL0207 log"]);
  });

  test("what nothing drives is reported once, as undriven", () => {
    const m = moduleBuilder("dut");
    m.wire("spare", bit);
    m.register("spare_state", bit);
    const codes = checkDesign(designOf(m.build())).map((d) => d.code);
    expect(codes).toEqual(["BL0203", "BL0203"]);
  });

  test("names that say so are left alone", () => {
    const found = warnings((m) => {
      m.node("_spare", not(m.input("unused_x", bit)));
      m.node("isUnused", eq(m.input("_y", bit), lit(0, 1)));
    });
    expect(found).toEqual([]);
  });
});
