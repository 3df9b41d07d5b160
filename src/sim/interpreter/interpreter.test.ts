/** The interpreter on small designs whose traces were worked out by hand. */
import { describe, expect, test } from "vitest";
import { type Module, verifyDesign } from "../../ir/index.ts";
import {
  add,
  and,
  arrayOf,
  bit,
  bits,
  cat,
  designOf,
  element,
  enumType,
  eq,
  index,
  lit,
  moduleBuilder,
  not,
  ref,
  sint,
  slice,
  uint,
  unary,
  xor,
} from "../../testing/index.ts";
import { type Interpreter, interpret, resetLevel } from "../index.ts";

function run(top: Module, options?: Parameters<typeof interpret>[1]): Interpreter {
  const design = designOf(top);
  verifyDesign(design);
  return interpret(design, options);
}

function counter(resetKind: "sync" | "async", resetActive: "high" | "low" = "high"): Module {
  const m = moduleBuilder("counter", { resetKind, resetActive });
  const enable = m.input("enable", bit);
  const count = m.output("count", uint(2));
  const value = m.register("value", uint(2), { init: 2 });
  m.when(enable, () => m.assign(value, add(value, lit(1, 2))));
  m.assign(count, value);
  return m.build();
}

describe("registers", () => {
  test("a counter resets, counts when enabled, holds and wraps", () => {
    const sim = run(counter("sync"));
    sim.poke("reset", 1n);
    sim.step();
    sim.poke("reset", 0n);
    const trace: bigint[] = [];
    for (const enable of [1n, 0n, 1n, 1n, 0n]) {
      sim.poke("enable", enable);
      trace.push(sim.peek("count"));
      sim.step();
    }
    expect([...trace, sim.peek("count")]).toEqual([2n, 3n, 3n, 0n, 1n, 1n]);
  });

  test("a synchronous reset waits for the edge, an asynchronous one does not", () => {
    for (const kind of ["sync", "async"] as const) {
      const sim = run(counter(kind));
      sim.poke("reset", 1n);
      sim.step();
      sim.poke("reset", 0n);
      sim.poke("enable", 1n);
      sim.step();
      expect(sim.peek("count")).toBe(3n);
      sim.poke("reset", 1n);
      expect([kind, sim.peek("count")]).toEqual([kind, kind === "async" ? 2n : 3n]);
      sim.step();
      expect(sim.peek("count")).toBe(2n);
    }
  });

  test("an active-low reset starts inactive at 1", () => {
    const module = counter("sync", "low");
    const sim = run(module);
    const active = resetLevel(designOf(module), "default", true);
    expect(active).toBe(0n);
    sim.poke("enable", 1n);
    sim.poke("reset", active);
    sim.step();
    expect(sim.peek("count")).toBe(2n);
    sim.poke("reset", 1n);
    sim.step();
    expect(sim.peek("count")).toBe(3n);
  });

  test("registers exchange values at one edge", () => {
    const m = moduleBuilder("swap");
    const a = m.register("a", uint(4), { init: 3 });
    const b = m.register("b", uint(4), { init: 12 });
    const y = m.output("y", uint(8));
    m.assign(a, b);
    m.assign(b, a);
    m.assign(y, cat(a, b));
    const sim = run(m.build());
    sim.poke("reset", 1n);
    sim.step();
    sim.poke("reset", 0n);
    expect(sim.peek("y")).toBe(0x3cn);
    sim.step();
    expect(sim.peek("y")).toBe(0xc3n);
  });

  test("start values depend on the seed only", () => {
    const start = (seed: number) => {
      const m = moduleBuilder("start");
      const r = m.register("r", uint(64));
      m.assign(m.output("y", uint(64)), r);
      m.assign(r, r);
      return run(m.build(), { seed }).peek("y");
    };
    expect(start(7)).toBe(start(7));
    expect(start(7)).not.toBe(start(8));
  });
});

describe("statements", () => {
  test("the last assignment wins, bit by bit", () => {
    const m = moduleBuilder("last");
    const c = m.input("c", bit);
    const y = m.output("y", uint(4));
    m.assign(y, lit(0b1111, 4));
    m.when(c, () => m.assign(bits(y, 2, 1), lit(0, 2)));
    const sim = run(m.build());
    expect(sim.peek("y")).toBe(0b1111n);
    sim.poke("c", 1n);
    expect(sim.peek("y")).toBe(0b1001n);
  });

  test("a wire whose element i + 1 depends on its element i settles to the running parity", () => {
    const m = moduleBuilder("ripple");
    const x = m.input("x", uint(9));
    const chain = m.wire("chain", arrayOf(bit, 10));
    // Written from the far end, so that the passes see every dependency in the wrong order.
    for (let i = 8; i >= 0; i--) m.assign(bits(chain, i + 1, i + 1), xor(slice(chain, i, i), slice(x, i, i)));
    m.assign(bits(chain, 0, 0), lit(0, 1));
    m.assign(m.output("y", bit), slice(chain, 9, 9));
    const sim = run(m.build());
    for (const value of [0, 1, 0b101, 0b111000111, 0b111111111]) {
      sim.poke("x", BigInt(value));
      const ones = [...value.toString(2)].filter((digit) => digit === "1").length;
      expect([value, sim.peek("y")]).toEqual([value, BigInt(ones % 2)]);
    }
  });

  test("a run-time index past the end assigns nothing", () => {
    const m = moduleBuilder("dynamic");
    const at = m.input("at", uint(2));
    const y = m.output("y", arrayOf(uint(4), 3));
    m.assign(y, lit(0xabc, arrayOf(uint(4), 3)));
    m.assign(element(y, at), lit(7, 4));
    const sim = run(m.build());
    const seen = [0n, 1n, 2n, 3n].map((value) => {
      sim.poke("at", value);
      return sim.peek("y");
    });
    expect(seen).toEqual([0xab7n, 0xa7cn, 0x7bcn, 0xabcn]);
  });

  test("the last arm of an enum match takes encodings that are no member", () => {
    const State = enumType("State", ["idle", "run", "stop"]);
    const m = moduleBuilder("states");
    const state = m.input("state", State);
    const y = m.output("y", uint(4));
    m.match(state, [
      [[0], () => m.assign(y, lit(1, 4))],
      [[1], () => m.assign(y, lit(2, 4))],
      [[2], () => m.assign(y, lit(3, 4))],
    ]);
    const sim = run(m.build());
    const seen = [0n, 1n, 2n, 3n].map((value) => {
      sim.poke("state", value);
      return sim.peek("y");
    });
    expect(seen).toEqual([1n, 2n, 3n, 3n]);
  });

  test("otherwise takes what no arm lists", () => {
    const m = moduleBuilder("rest");
    const x = m.input("x", uint(2));
    const y = m.output("y", uint(4));
    m.match(
      x,
      [
        [[0, 3], () => m.assign(y, lit(1, 4))],
        [[1], () => m.assign(y, lit(2, 4))],
      ],
      () => m.assign(y, lit(9, 4)),
    );
    const sim = run(m.build());
    const seen = [0n, 1n, 2n, 3n].map((value) => {
      sim.poke("x", value);
      return sim.peek("y");
    });
    expect(seen).toEqual([1n, 2n, 9n, 1n]);
  });
});

describe("memories", () => {
  function store(latency: 0 | 1, readUnderWrite: "old" | "new" | "undefined"): Interpreter {
    const m = moduleBuilder("store");
    const write = m.input("write", bit);
    const data = m.input("data", uint(8));
    const mask = m.input("mask", uint(2));
    const enable = m.input("enable", bit);
    const words = m.memory("words", uint(8), { depth: 2, latency, readUnderWrite, lanes: 2, init: [0x11n] });
    m.write(words, { enable: write, address: lit(0, 1), data, mask });
    const port = m.read(words, "word", {
      address: lit(0, 1),
      ...(latency === 1 ? { enable: ref(enable) } : {}),
    });
    m.assign(m.output("y", uint(8)), port);
    const sim = run(m.build());
    sim.poke("enable", 1n);
    return sim;
  }

  function writeAndRead(sim: Interpreter, mask: bigint): bigint[] {
    sim.poke("write", 1n);
    sim.poke("data", 0xabn);
    sim.poke("mask", mask);
    const before = sim.peek("y");
    sim.step();
    sim.poke("write", 0n);
    const after = sim.peek("y");
    sim.step();
    return [before, after, sim.peek("y")];
  }

  test("latency 0 shows the stored word, so a write after its edge", () => {
    expect(writeAndRead(store(0, "old"), 3n)).toEqual([0x11n, 0xabn, 0xabn]);
  });

  test("latency 0 with new forwards the word being written", () => {
    expect(writeAndRead(store(0, "new"), 1n)).toEqual([0x1bn, 0x1bn, 0x1bn]);
  });

  test("latency 1 shows the old word of the write's cycle, or the new one", () => {
    expect(writeAndRead(store(1, "old"), 3n).slice(1)).toEqual([0x11n, 0xabn]);
    expect(writeAndRead(store(1, "undefined"), 3n).slice(1)).toEqual([0x11n, 0xabn]);
    expect(writeAndRead(store(1, "new"), 3n).slice(1)).toEqual([0xabn, 0xabn]);
  });

  test("a mask bit writes its lane only, lane 0 in the low bits", () => {
    expect(writeAndRead(store(1, "new"), 1n).slice(1)).toEqual([0x1bn, 0x1bn]);
    expect(writeAndRead(store(1, "old"), 2n).at(-1)).toBe(0xa1n);
  });

  test("a latency-1 port keeps its word while its enable is 0", () => {
    const sim = store(1, "old");
    sim.step();
    sim.poke("enable", 0n);
    expect(writeAndRead(sim, 3n)).toEqual([0x11n, 0x11n, 0x11n]);
  });

  test("of two writes to one address the later one wins", () => {
    const m = moduleBuilder("race");
    const words = m.memory("words", uint(4), { depth: 2, latency: 0, init: [] });
    m.write(words, { enable: lit(1, 1), address: lit(1, 1), data: lit(3, 4) });
    m.write(words, { enable: lit(1, 1), address: lit(1, 1), data: lit(5, 4) });
    m.assign(m.output("y", uint(4)), m.read(words, "word", { address: lit(1, 1) }));
    const sim = run(m.build());
    expect(sim.peek("y")).toBe(0n);
    sim.step();
    expect(sim.peek("y")).toBe(5n);
  });
});

describe("hierarchy and domains", () => {
  test("two instances keep their own state", () => {
    const m = moduleBuilder("pair");
    const which = m.input("which", bit);
    const child = counter("sync");
    const a = m.instance("a", child);
    const b = m.instance("b", child);
    m.assign(a("enable"), which);
    m.assign(b("enable"), not(which));
    m.assign(m.output("y", uint(4)), cat(a("count"), b("count")));
    const sim = run(m.build());
    sim.poke("reset", 1n);
    sim.step();
    sim.poke("reset", 0n);
    sim.poke("which", 1n);
    sim.step();
    expect(sim.peek("y")).toBe(0b11_10n);
    expect(sim.look("a.value")).toBe(3n);
    expect(sim.look("b.value")).toBe(2n);
  });

  test("a child's domain follows the parent's domain it is mapped to", () => {
    const m = moduleBuilder("mapped");
    m.domain("fast");
    m.domain("slow");
    const child = m.instance("child", counter("sync"), { domains: { default: "slow" } });
    m.assign(child("enable"), lit(1, 1));
    m.assign(m.output("y", uint(2), { domain: "slow" }), child("count"));
    const sim = run(m.build());
    sim.poke("slow_reset", 1n);
    sim.step("slow");
    sim.poke("slow_reset", 0n);
    sim.step("fast");
    expect(sim.peek("y")).toBe(2n);
    sim.step("slow");
    expect(sim.peek("y")).toBe(3n);
    sim.step("slow", "fast");
    expect(sim.peek("y")).toBe(0n);
  });

  test("a black box runs its model", () => {
    const box = moduleBuilder("square");
    box.input("x", uint(4));
    box.output("y", uint(8));
    const m = moduleBuilder("around");
    const x = m.input("x", uint(4));
    const inner = m.instance("inner", box.buildExternal());
    m.assign(inner("x"), x);
    m.assign(m.output("y", uint(8)), inner("y"));
    const square = {
      evaluate: (inputs: ReadonlyMap<string, bigint>) => new Map([["y", (inputs.get("x") ?? 0n) ** 2n]]),
    };
    const module = m.build();
    const sim = run(module, { models: { square: () => square } });
    sim.poke("x", 13n);
    expect(sim.peek("y")).toBe(169n);
    expect(() => run(module)).toThrow("BL0294");
  });
});

describe("properties and misuse", () => {
  test("assertions report at the edge, not in reset; covers report when met", () => {
    const m = moduleBuilder("props");
    const x = m.input("x", uint(2));
    const unused = m.register("unused", bit, { init: 0 });
    m.assign(unused, not(unused));
    m.property("assert", "small", unary("not", eq(x, lit(3, 2))));
    m.property("cover", "two", eq(x, lit(2, 2)), { enable: lit(1, 1) });
    m.property("assert", "disabled", lit(0, 1), { enable: lit(0, 1) });
    const sim = run(m.build());
    sim.poke("x", 3n);
    sim.poke("reset", 1n);
    sim.step();
    sim.poke("reset", 0n);
    sim.step();
    sim.poke("x", 2n);
    sim.step();
    expect(sim.events().map((e) => [e.kind, e.path, e.cycle])).toEqual([
      ["assert", "small", 1],
      ["cover", "two", 2],
    ]);
  });

  test("a loop does not settle and says so", () => {
    const m = moduleBuilder("ring");
    const ring = m.wire("ring", bit);
    m.assign(ring, not(ring));
    m.assign(m.output("y", bit), ring);
    expect(() => run(m.build()).peek("y")).toThrow("BL0291");
  });

  test("unknown names and values that do not fit are refused", () => {
    const sim = run(counter("sync"));
    expect(() => sim.poke("enabel", 1n)).toThrow("BL0292");
    expect(() => sim.poke("enable", 2n)).toThrow("BL0293");
    expect(() => sim.poke("enable", -1n)).toThrow("BL0293");
    expect(() => sim.step("fast")).toThrow("BL0292");
    expect(() => sim.look("nobody.value")).toThrow("BL0292");
  });
});

test("nodes and indices into signed arrays are evaluated where they are used", () => {
  const m = moduleBuilder("nodes");
  const at = m.input("at", uint(1));
  const table = m.node("table", lit(0x2f, arrayOf(sint(4), 2)));
  const picked = m.node("picked", index(table, at));
  m.assign(m.output("y", sint(4)), picked);
  m.assign(m.output("both", bit), and(at, slice(picked, 1, 1)));
  const sim = run(m.build());
  expect([sim.peek("y"), sim.peek("both")]).toEqual([0xfn, 0n]);
  sim.poke("at", 1n);
  expect([sim.peek("y"), sim.peek("both"), sim.look("picked")]).toEqual([2n, 1n, 2n]);
});
