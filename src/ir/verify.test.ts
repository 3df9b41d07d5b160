/** Each invariant of design.ts broken once, from a valid module, so that the verifier is shown to trip. */
import { describe, expect, test } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import {
  add,
  binary,
  bit,
  bits,
  cast,
  cat,
  designOf,
  element,
  enumType,
  index,
  lit,
  type ModuleBuilder,
  moduleBuilder,
  mux,
  not,
  ref,
  resize,
  sint,
  slice,
  structOf,
  uint,
} from "../testing/index.ts";
import { type Expr, type Module, moduleViolations, type Signal, verifyDesign } from "./index.ts";

function built(build: (m: ModuleBuilder) => void): Module {
  const m = moduleBuilder("dut");
  build(m);
  return m.build();
}

function child(name = "child"): Module {
  const m = moduleBuilder(name);
  const r = m.register("r", bit, { init: 0 });
  m.assign(r, m.input("x", bit));
  m.assign(m.output("y", bit), r);
  return m.build();
}

const x8 = (m: ModuleBuilder): Signal => m.input("x", uint(8));
const assigned = (value: (m: ModuleBuilder) => Expr) =>
  built((m) => m.assign(m.output("y", uint(8)), value(m)));

test("a valid design passes", () => {
  const top = built((m) => {
    const port = m.instance("inner", child());
    m.assign(port("x"), m.input("x", bit));
    m.assign(m.output("y", bit), port("y"));
  });
  verifyDesign(designOf(top));
  expect(moduleViolations(top)).toEqual([]);
});

const wrongExpressions: Readonly<Record<string, readonly [RegExp, (m: ModuleBuilder) => Expr]>> = {
  "literal too wide": [/literal 256/, () => ({ ...lit(0, 8), bits: 256n }) as Expr],
  "operands of two widths": [/add of uint\(8\) and uint\(9\)/, (m) => add(x8(m), lit(0, 9))],
  "operands of two signs": [/add of uint\(8\) and sint\(8\)/, (m) => add(x8(m), lit(0, sint(8)))],
  "signed shift amount": [/types of shl/, (m) => binary("shl", x8(m), lit(0, sint(2)))],
  "wide mux condition": [/condition of a mux has 8 bits/, (m) => mux(x8(m), lit(0, 8), lit(1, 8))],
  "mux sides differ": [/mux side/, () => mux(lit(0, 1), lit(0, 8), lit(1, sint(8)))],
  "slice outside": [/slice 9..2/, (m) => slice(x8(m), 9, 2)],
  "cat of wrong width": [/cat of 12 bits/, (m) => ({ ...cat(x8(m), lit(0, 4)), type: uint(8) }) as Expr],
  "cast to another width": [/source of a cast has 4 bits/, () => cast(lit(0, 4), uint(8))],
  "resize to another kind": [
    /resize from uint to sint/,
    (m) => cast({ ...resize(x8(m), 8), type: sint(8) } as Expr, uint(8)),
  ],
  "index by a sint": [/index is sint/, (m) => resize(index(x8(m), lit(0, sint(2))), 8)],
  "signal of another module": [
    /ref to r of another module/,
    () => resize(ref(child().signals[0] as Signal), 8),
  ],
  "value of wrong width": [/target y: 4 bits for 8/, () => lit(0, 4)],
};

describe("expressions", () => {
  test.each(Object.entries(wrongExpressions))("%s", (_name, [violation, value]) => {
    expect(moduleViolations(assigned(value)).join("; ")).toMatch(violation);
  });
});

const wrongModules: Readonly<Record<string, readonly [RegExp, (m: ModuleBuilder) => void]>> = {
  "target is an input": [/target x is a input/, (m) => m.assign(x8(m), lit(0, 8))],
  "bits outside the target": [/bits 8..5 of 8/, (m) => m.assign(bits(m.wire("w", uint(8)), 8, 5), lit(0, 4))],
  "element of wrong width": [
    /2 bits an element of 1/,
    (m) => m.assign(element(m.wire("w", uint(8)), lit(0, 2)), lit(0, 2)),
  ],
  "wide condition": [/condition of an if has 8 bits/, (m) => m.when(x8(m), () => {})],
  "value in two arms": [
    /occurs in two arms/,
    (m) =>
      m.match(
        x8(m),
        [
          [[1], () => {}],
          [[1], () => {}],
        ],
        () => {},
      ),
  ],
  "value too wide for the subject": [
    /does not fit the subject/,
    (m) => m.match(x8(m), [[[256], () => {}]], () => {}),
  ],
  "enum match without a member": [
    /lists not every member/,
    (m) => m.match(m.input("s", enumType("S", ["a", "b"])), [[[0], () => {}]]),
  ],
  "struct signal": [/wire w is a struct/, (m) => m.wire("w", structOf({ a: bit }))],
  "zero width": [/wire w has no bits/, (m) => m.wire("w", uint(0))],
  "two things of one name": [/name x not unique/, (m) => [x8(m), m.wire("x", bit)]],
  "no identifier": [/no Verilog identifier/, (m) => m.wire("a b", bit)],
  "address width": [
    /address of memory t is uint\(8\), not uint\(2\)/,
    (m) => m.read(m.memory("t", bit, { depth: 4, latency: 0 }), "word", { address: x8(m) }),
  ],
  "read enable at latency 0": [
    /read enable at latency 0/,
    (m) =>
      m.read(m.memory("t", bit, { depth: 2, latency: 0 }), "word", { address: lit(0, 1), enable: lit(1, 1) }),
  ],
  "init too long": [/init of memory t/, (m) => m.memory("t", bit, { depth: 1, latency: 0, init: [0n, 1n] })],
  "lanes that do not divide": [
    /lanes do not divide/,
    (m) => m.memory("t", uint(8), { depth: 2, latency: 0, lanes: 3 }),
  ],
  "mask width": [
    /mask of memory t has 8 bits, not 2/,
    (m) => {
      const t = m.memory("t", uint(8), { depth: 2, latency: 0, lanes: 2 });
      m.write(t, { enable: lit(1, 1), address: lit(0, 1), data: lit(0, 8), mask: x8(m) });
    },
  ],
};

describe("modules", () => {
  test.each(Object.entries(wrongModules))("%s", (_name, [violation, build]) => {
    expect(moduleViolations(built(build)).join("; ")).toMatch(violation);
  });

  test("ids out of order, a node without value, a register of no domain, an init too wide", () => {
    const module = built((m) => {
      m.node("n", not(x8(m)));
      m.register("r", uint(2), { init: 3 });
    });
    const [x, n, r] = module.signals as [Signal, Signal, Signal];
    const violations = (signals: Signal[]) => moduleViolations({ ...module, signals }).join("; ");
    expect(violations([n, x, r])).toContain("signals not in order of their ids");
    expect(violations([x, { ...n, value: undefined }, r])).toContain("node n: value against role");
    expect(violations([x, n, { ...r, domain: "nowhere" }])).toContain(
      "register r has no domain of the module",
    );
    expect(violations([x, n, { ...r, init: 4n }])).toContain("init of register r does not fit");
  });
});

describe("designs", () => {
  const parent = (first: Module, second: Module) =>
    built((m) => {
      for (const [i, module] of [first, second].entries()) {
        const port = m.instance(`inner${i}`, module);
        m.assign(port("x"), lit(0, 1));
      }
    });

  test("children come before parents, once, under one name, and top is last", () => {
    const inner = child();
    const top = parent(inner, inner);
    const failure = (modules: Module[], of = top): string => {
      try {
        verifyDesign({ top: of, modules });
      } catch (error) {
        return error instanceof BitloomError ? error.message : "";
      }
      return "";
    };
    expect(failure([inner, top])).toBe("");
    expect(failure([top])).toContain("child child is not listed before");
    expect(failure([top, inner])).toContain("top is not last");
    expect(failure([inner, inner, top])).toContain("module listed twice");
    const twins = parent(child(), child());
    expect(failure([...designOf(twins).modules], twins)).toContain("module name not unique");
  });

  test("an instance's ports and domains must be the child's", () => {
    const top = parent(child(), child("other"));
    const [first, second] = top.instances;
    if (first === undefined || second === undefined) throw new RangeError("two instances");
    const violations = (instance: typeof first) =>
      moduleViolations({ ...top, instances: [instance, second] }).join("; ");
    expect(violations({ ...first, ports: first.ports.slice(1) })).toContain("number of ports");
    expect(violations({ ...first, domains: new Map() })).toContain("child domain default has no domain");
  });
});
