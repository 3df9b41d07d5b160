/** Equality of modules: what counts and what does not. */
import { expect, test } from "vitest";
import {
  add,
  bit,
  enumType,
  expr,
  lit,
  type ModuleBuilder,
  moduleBuilder,
  uint,
  xor,
} from "../testing/index.ts";
import { type Module, moduleDigest, sameModule } from "./index.ts";

function built(build: (m: ModuleBuilder) => void, name = "m"): Module {
  const m = moduleBuilder(name);
  build(m);
  return m.build();
}

const adder = (constant: number, output = "y") =>
  built((m) => m.assign(m.output(output, uint(8)), add(m.input("x", uint(8)), lit(constant, 8))));

test("the same construction twice is the same module, whatever its sites, ids and own name", () => {
  expect(sameModule(adder(1), adder(1))).toBe(true);
  const shifted = adder(1);
  const moved: Module = {
    ...shifted,
    name: "other",
    doc: "A comment.",
    site: undefined,
  };
  expect(sameModule(shifted, moved)).toBe(true);
});

test("a constant, a port name or a type makes the difference", () => {
  expect(sameModule(adder(1), adder(2))).toBe(false);
  expect(sameModule(adder(1), adder(1, "z"))).toBe(false);
  const ports = (width: number) => built((m) => m.input("x", uint(width)));
  expect(sameModule(ports(8), ports(9))).toBe(false);
  const enums = (last: string) => built((m) => m.input("x", enumType("E", ["a", last])));
  expect(sameModule(enums("b"), enums("c"))).toBe(false);
});

test("shared and repeated subexpressions are equal", () => {
  const twice = (shared: boolean) =>
    built((m) => {
      const x = m.input("x", uint(8));
      const sum = () => add(x, lit(1, 8));
      const one = sum();
      m.assign(m.output("y", uint(8)), shared ? xor(one, one) : xor(sum(), sum()));
    });
  expect(sameModule(twice(true), twice(false))).toBe(true);
});

test("the order of statements counts, for the last assignment wins", () => {
  const ordered = (first: number, second: number) =>
    built((m) => {
      const y = m.output("y", bit);
      for (const value of [first, second]) m.when(lit(1, 1), () => m.assign(y, lit(value, 1)));
    });
  expect(sameModule(ordered(0, 1), ordered(0, 1))).toBe(true);
  expect(sameModule(ordered(0, 1), ordered(1, 0))).toBe(false);
});

test("then and otherwise are told apart", () => {
  const branch = (inThen: boolean) =>
    built((m) => {
      const y = m.output("y", bit);
      const c = m.input("c", bit);
      const some = () => m.assign(y, lit(1, 1));
      m.when(c, inThen ? some : () => {}, inThen ? () => {} : some);
    });
  expect(sameModule(branch(true), branch(false))).toBe(false);
});

test("children count by content and by name", () => {
  const parent = (child: Module) => built((m) => m.instance("inner", child));
  const named = (name: string) => built((m) => m.input("x", bit), name);
  expect(sameModule(parent(adder(1)), parent(adder(1)))).toBe(true);
  expect(sameModule(parent(adder(1)), parent(adder(2)))).toBe(false);
  expect(sameModule(parent(named("a")), parent(named("b")))).toBe(false);
});

test("a deep expression that doubles at each level is digested in time linear in its nodes", () => {
  const deep = built((m) => {
    let value = expr(m.input("x", uint(8)));
    for (let i = 0; i < 200; i++) value = add(value, value);
    m.assign(m.output("y", uint(8)), value);
  });
  expect(moduleDigest(deep)).toMatch(/^[0-9a-f]{64}$/);
});
