/** What looks like a loop and is none must be lowered; what is one must be refused; chains may be as long as they like. */
import { describe, expect, test } from "vitest";
import { type Design, type Expr, type Module, verifyDesign } from "../../ir/index.ts";
import {
  add,
  arrayOf,
  bit,
  bits,
  cat,
  designOf,
  type ModuleBuilder,
  moduleBuilder,
  mux,
  not,
  ref,
  slice,
  uint,
  unary,
  xor,
} from "../../testing/index.ts";
import { buildNetlist } from "./build.ts";
import { NetlistEvaluator } from "./evaluate.ts";
import { compareWithInterpreter } from "./testing.ts";

const agreed = { compared: expect.any(Number), difference: undefined };

function designWith(build: (m: ModuleBuilder) => void): Design {
  const m = moduleBuilder("loops");
  build(m);
  const design = designOf(m.build());
  verifyDesign(design);
  return design;
}

describe("no loop when every bit stands for itself", () => {
  test("elements of one wire depend on their neighbours, written in any order", () => {
    const design = designWith((m) => {
      const x = m.input("x", uint(9));
      const chain = m.wire("chain", arrayOf(bit, 10));
      for (let i = 8; i >= 0; i--) {
        m.assign(bits(chain, i + 1, i + 1), xor(slice(chain, i, i), slice(x, i, i)));
      }
      m.assign(bits(chain, 0, 0), slice(x, 3, 3));
      m.assign(m.output("y", arrayOf(bit, 10)), chain);
    });
    expect(compareWithInterpreter(design)).toEqual(agreed);
  });

  const through: [string, (y: Expr, x: Expr) => Expr][] = [
    ["xor", (y, x) => xor(x, cat(slice(y, 6, 0), slice(x, 0, 0)))],
    ["a sum", (y, x) => add(x, cat(slice(y, 6, 0), slice(x, 0, 0)))],
    ["a difference", (y, x) => ({ ...add(x, cat(slice(y, 6, 0), slice(x, 0, 0))), operator: "sub" }) as Expr],
    ["a product", (y, x) => ({ ...add(x, cat(slice(y, 6, 0), slice(x, 0, 0))), operator: "mul" }) as Expr],
    ["a negation", (y, x) => unary("neg", cat(slice(y, 6, 0), slice(x, 0, 0)))],
    ["a choice", (y, x) => mux(slice(x, 2, 2), cat(slice(y, 6, 0), slice(x, 0, 0)), x)],
    [
      "a shift",
      (y, x) => ({
        op: "binary",
        operator: "shl",
        left: cat(slice(y, 6, 0), slice(x, 0, 0)),
        right: slice(x, 2, 0),
        type: uint(8),
        site: undefined,
      }),
    ],
  ];
  test.each(through)("each bit of one wire depends on the bits below it, through %s", (_name, value) => {
    const design = designWith((m) => {
      const x = m.input("x", uint(8));
      const y = m.wire("y", uint(8));
      m.assign(y, value(ref(y), ref(x)));
      m.assign(m.output("out", uint(8)), y);
    });
    expect(compareWithInterpreter(design)).toEqual(agreed);
  });

  test("bits go through a child and come back one place further", () => {
    const child = moduleBuilder("child");
    child.assign(child.output("y", uint(8)), not(child.input("x", uint(8))));
    const inner = child.build();
    const design = designWith((m) => {
      const x = m.input("x", bit);
      const port = m.instance("inner", inner);
      m.assign(port("x"), cat(slice(port("y"), 6, 0), x));
      m.assign(m.output("y", uint(8)), port("y"));
    });
    expect(compareWithInterpreter(design)).toEqual(agreed);
  });
});

describe("a loop is refused", () => {
  test("inside a module", () => {
    const design = designWith((m) => {
      const ring = m.wire("ring", bit);
      m.assign(ring, not(ring));
      m.assign(m.output("y", bit), ring);
    });
    expect(() => buildNetlist(design, { folding: true })).toThrow("BL0295");
  });

  test("through instances, naming their modules", () => {
    const child = moduleBuilder("inverter");
    child.assign(child.output("y", uint(70)), not(child.input("x", uint(70))));
    const inner = child.build();
    const design = designWith((m) => {
      const [a, b] = [m.instance("a", inner), m.instance("b", inner)];
      m.assign(a("x"), b("y"));
      m.assign(b("x"), a("y"));
      m.assign(m.output("y", uint(70)), a("y"));
    });
    expect(() => buildNetlist(design, { folding: false })).toThrow(/BL0295.*inverter/s);
  });

  test("where only a look at an unused signal meets it", () => {
    const design = designWith((m) => {
      const ring = m.wire("ring", bit);
      m.assign(ring, not(ring));
      m.assign(m.output("y", bit), m.input("x", bit));
    });
    const netlist = buildNetlist(design, { folding: true });
    const ring = design.top.signals.find((signal) => signal.name === "ring");
    expect(() => netlist.partsOf(0, ring as never)).toThrow("BL0295");
  });
});

describe("long chains need no stack", () => {
  const length = 20_000;

  test("of wires in one module", () => {
    const design = designWith((m) => {
      const x = m.input("x", bit);
      const chain = m.wire("chain", arrayOf(bit, length));
      m.assign(bits(chain, 0, 0), not(x));
      for (let i = 1; i < length; i++) m.assign(bits(chain, i, i), xor(slice(chain, i - 1, i - 1), x));
      m.assign(m.output("y", bit), slice(chain, length - 1, length - 1));
    });
    const sim = new NetlistEvaluator(buildNetlist(design, { folding: true }));
    sim.poke("x", 1n);
    // Bit 0 is 0, and each of the 19,999 that follow inverts it.
    expect(sim.peek("y")).toBe(1n);
  });

  test("of one expression", () => {
    const m = moduleBuilder("deep");
    const x = m.input("x", uint(16));
    let sum: Expr = ref(x);
    for (let i = 0; i < length; i++) sum = xor(not(sum), x);
    m.assign(m.output("y", uint(16)), sum);
    const sim = new NetlistEvaluator(buildNetlist(designOf(m.build()), { folding: true }));
    sim.poke("x", 0x1234n);
    expect(sim.peek("y")).toBe(0x1234n);
  });

  test("of instances", () => {
    const child = moduleBuilder("link");
    child.assign(child.output("y", bit), xor(child.input("x", bit), child.input("z", bit)));
    const link: Module = child.build();
    const m = moduleBuilder("chain");
    const x = m.input("x", bit);
    const z = m.input("z", bit);
    let before = x;
    for (let i = 0; i < 5001; i++) {
      const port = m.instance(`link_${i}`, link);
      m.assign(port("x"), before);
      m.assign(port("z"), z);
      before = port("y");
    }
    m.assign(m.output("y", bit), before);
    const sim = new NetlistEvaluator(buildNetlist(designOf(m.build()), { folding: false }));
    sim.poke("x", 1n);
    sim.poke("z", 1n);
    expect(sim.peek("y")).toBe(0n);
  });
});
