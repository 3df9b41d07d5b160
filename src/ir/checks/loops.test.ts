/** Combinational loops, with their path; and logic that looks like one signal by signal but is none bit by bit. */
import { describe, expect, test } from "vitest";
import { type Diagnostic, locate } from "../../diagnostics/index.ts";
import {
  add,
  and,
  arrayOf,
  binary,
  bit,
  bits,
  cat,
  designOf,
  element,
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
  uint,
  unary,
  xor,
} from "../../testing/index.ts";
import { checkDesign, type Module } from "../index.ts";

const loopsIn = (module: Module): Diagnostic[] =>
  checkDesign(designOf(module)).filter((d) => d.code === "BL0204");

function loops(build: (m: ModuleBuilder) => void): Diagnostic[] {
  const m = moduleBuilder("dut");
  build(m);
  return loopsIn(m.build());
}
const paths = (found: readonly Diagnostic[]): string[] =>
  found.map((d) => (d.details.path as string[]).join(" -> "));

describe("loops inside a module", () => {
  test("name every signal in the direction of the data, with where each is driven", () => {
    const found = loops((m) => {
      const a = m.wire("a", uint(4));
      const b = m.wire("b", uint(4));
      const c = m.node("c", add(b, lit(1, 4)));
      m.assign(a, c);
      m.assign(b, a);
      m.assign(m.output("y", uint(4)), b);
    });
    expect(found.map((d) => d.message)).toEqual(["`dut` has a combinational loop: a -> b -> c -> a."]);
    expect(found[0]?.parties.map((p) => [p.label, p.site && locate(p.site)?.line])).toEqual([
      ["`a` is driven here", 4],
      ["`b` is driven here", 5],
      ["`c` is driven here", 3],
    ]);
  });

  test("a register breaks them", () => {
    const found = loops((m) => {
      const a = m.register("a", uint(4), { init: 0 });
      const b = m.wire("b", uint(4));
      m.assign(a, add(b, lit(1, 4)));
      m.assign(b, a);
      m.assign(m.output("y", uint(4)), b);
    });
    expect(found).toEqual([]);
  });

  test("run through conditions, indices and latency-0 memory reads too", () => {
    const throughCondition = loops((m) => {
      const a = m.wire("a", bit);
      m.assign(a, lit(0, 1));
      m.when(a, () => m.assign(a, lit(1, 1)));
      m.assign(m.output("y", bit), a);
    });
    const throughIndex = loops((m) => {
      const a = m.wire("a", uint(4));
      m.assign(a, lit(0, 4));
      m.assign(element(a, slice(a, 1, 0)), lit(1, 1));
      m.assign(m.output("y", uint(4)), a);
    });
    const throughMemory = loops((m) => {
      const a = m.wire("a", uint(2));
      const memory = m.memory("table", uint(2), { depth: 4, latency: 0, init: [] });
      m.assign(a, m.read(memory, "word", { address: ref(a) }));
      m.assign(m.output("y", uint(2)), a);
    });
    expect([throughCondition, throughIndex, throughMemory].map(paths)).toEqual([
      ["a -> a"],
      ["a -> a"],
      ["a -> word -> a"],
    ]);
  });

  test("a latency-1 read breaks them; forwarding at latency 0 does not", () => {
    const memoryLoop = (latency: 0 | 1, readUnderWrite: "old" | "new") =>
      loops((m) => {
        const memory = m.memory("table", uint(2), { depth: 4, latency, readUnderWrite, init: [] });
        const word = m.read(memory, "word", { address: lit(0, 2) });
        m.write(memory, { enable: lit(1, 1), address: lit(0, 2), data: add(word, lit(1, 2)) });
        m.assign(m.output("y", uint(2)), word);
      });
    expect(paths(memoryLoop(0, "new"))).toEqual(["word -> word"]);
    expect(memoryLoop(0, "old")).toEqual([]);
    expect(memoryLoop(1, "new")).toEqual([]);
  });

  test("are reported once each", () => {
    const found = loops((m) => {
      for (const name of ["p", "q"]) {
        const wire = m.wire(name, bit);
        m.assign(wire, not(wire));
        m.assign(m.output(`${name}_out`, bit), wire);
      }
    });
    expect(paths(found)).toEqual(["p -> p", "q -> q"]);
  });
});

describe("bit by bit", () => {
  const width = 8;
  const chain = (
    link: (x: ReturnType<ModuleBuilder["wire"]>, i: number) => Parameters<ModuleBuilder["assign"]>[1],
  ) =>
    loops((m) => {
      const x = m.wire("x", uint(width));
      m.assign(bits(x, 0, 0), lit(1, 1));
      for (let i = 1; i < width; i++) m.assign(bits(x, i, i), link(x, i));
      m.assign(m.output("y", uint(width)), x);
    });

  test("element i + 1 from element i is no loop, in either direction of writing", () => {
    expect(chain((x, i) => not(slice(x, i - 1, i - 1)))).toEqual([]);
    expect(chain((x, i) => unary("parity", slice(x, i - 1, 0)))).toEqual([]);
  });

  test("element i from element i + 1 and back is one", () => {
    const found = chain((x, i) => xor(slice(x, i - 1, i - 1), slice(x, i === 3 ? 5 : 0, i === 3 ? 5 : 0)));
    expect(paths(found)).toEqual(["x -> x"]);
  });

  test("a carry goes up only: x[7:4] from x[3:0] + 1 is none, x from x + 1 is one", () => {
    const halves = loops((m) => {
      const x = m.wire("x", uint(8));
      m.assign(bits(x, 3, 0), lit(3, 4));
      m.assign(bits(x, 7, 4), add(slice(x, 3, 0), lit(1, 4)));
      m.assign(m.output("y", uint(8)), x);
    });
    // Bit i of the sum of (x << 1) with something depends on bits below i of x.
    const shifted = (up: boolean) =>
      loops((m) => {
        const x = m.wire("x", uint(8));
        m.assign(x, add(binary(up ? "shl" : "shr", x, lit(1, 4)), lit(1, 8)));
        m.assign(m.output("y", uint(8)), x);
      });
    expect(halves).toEqual([]);
    expect(shifted(true)).toEqual([]);
    expect(paths(shifted(false))).toEqual(["x -> x"]);
  });

  test("a vector assigned whole from a cat of its own parts is judged by its parts", () => {
    const whole = (from: number) =>
      loops((m) => {
        const x = m.wire("x", uint(3));
        const part = (i: number) => slice(x, i, i);
        m.assign(x, cat(not(part(1)), not(part(from)), lit(1, 1)));
        m.assign(m.output("y", uint(3)), x);
      });
    expect(whole(0)).toEqual([]);
    expect(paths(whole(2))).toEqual(["x -> x"]);
  });

  test("sign extension reaches back to the sign bit, a run-time index to every element", () => {
    const extended = loops((m) => {
      const x = m.wire("x", sint(8));
      m.assign(bits(x, 3, 0), lit(1, 4));
      m.assign(bits(x, 7, 4), slice(resize(slice(x, 3, 0, sint(4)), 8), 7, 4));
      m.assign(m.output("y", sint(8)), x);
    });
    const indexed = (fixed: boolean) =>
      loops((m) => {
        const at = m.input("at", uint(2));
        const x = m.wire("x", arrayOf(bit, 4));
        m.assign(bits(x, 2, 0), lit(1, 3));
        m.assign(bits(x, 3, 3), index(x, fixed ? lit(1, 2) : at));
        m.assign(m.output("y", arrayOf(bit, 4)), x);
      });
    expect(extended).toEqual([]);
    expect(indexed(true)).toEqual([]);
    expect(paths(indexed(false))).toEqual(["x -> x"]);
  });
});

describe("through instances", () => {
  function passing(combinational: boolean): Module {
    const m = moduleBuilder(combinational ? "wired" : "registered");
    const x = m.input("x", uint(4));
    const y = m.output("y", uint(4));
    const other = m.output("other", uint(4));
    if (combinational) m.assign(y, not(x));
    else {
      const r = m.register("r", uint(4), { init: 0 });
      m.assign(r, x);
      m.assign(y, r);
    }
    m.assign(other, lit(3, 4));
    return m.build();
  }

  function around(child: Module, output: string): Diagnostic[] {
    return loops((m) => {
      const port = m.instance("child", child);
      m.assign(port("x"), add(port(output), lit(1, 4)));
      m.assign(m.output("z", uint(4)), port("y"));
    });
  }

  test("a path through a child counts when the child has one", () => {
    expect(paths(around(passing(true), "y"))).toEqual(["child.x -> child.y -> child.x"]);
    expect(around(passing(true), "other")).toEqual([]);
    expect(around(passing(false), "y")).toEqual([]);
  });

  test("two levels down as well", () => {
    const middle = moduleBuilder("middle");
    const x = middle.input("x", uint(4));
    const port = middle.instance("inner", passing(true));
    middle.assign(port("x"), x);
    middle.assign(middle.output("y", uint(4)), port("y"));
    expect(paths(around(middle.build(), "y"))).toEqual(["child.x -> child.y -> child.x"]);
  });

  test("a black box has the paths it declares", () => {
    const box = (combinationalPaths: readonly (readonly [string, string])[]) => {
      const m = moduleBuilder("box");
      m.input("x", uint(4));
      m.output("y", uint(4));
      return m.buildExternal({ combinationalPaths });
    };
    expect(paths(around(box([["x", "y"]]), "y"))).toEqual(["child.x -> child.y -> child.x"]);
    expect(around(box([]), "y")).toEqual([]);
  });

  test("a chain of children over the elements of one vector is none; closing it to a ring is one", () => {
    const ring = (closed: boolean) =>
      loops((m) => {
        const links = m.wire("links", arrayOf(uint(4), 5));
        const link = (i: number) => slice(links, 4 * i + 3, 4 * i);
        const child = passing(true);
        m.assign(bits(links, 3, 0), closed ? link(4) : lit(1, 4));
        for (let i = 0; i < 4; i++) {
          const port = m.instance(`child${i}`, child);
          m.assign(port("x"), link(i));
          m.assign(bits(links, 4 * i + 7, 4 * i + 4), port("y"));
        }
        m.assign(m.output("z", arrayOf(uint(4), 5)), links);
      });
    expect(ring(false)).toEqual([]);
    expect(paths(ring(true))[0]).toContain("child0.x -> child0.y");
  });

  test("a child's own bits are told apart: out[i] from in[i], in[i + 1] from out[i]", () => {
    expect(around(passing(true), "y")).toHaveLength(1);
    const found = loops((m) => {
      const port = m.instance("child", passing(true));
      m.assign(port("x"), cat(slice(port("y"), 2, 0), lit(1, 1)));
      m.assign(m.output("z", uint(4)), port("y"));
    });
    expect(found).toEqual([]);
  });
});

test("a mux of two signals that feed each other is a loop, as every tool sees it", () => {
  const found = loops((m) => {
    const c = m.input("c", bit);
    const a = m.wire("a", bit);
    const b = m.wire("b", bit);
    m.assign(a, mux(c, b, lit(0, 1)));
    m.assign(b, and(a, not(c)));
    m.assign(m.output("y", bit), b);
  });
  expect(paths(found)).toEqual(["a -> b -> a"]);
});
