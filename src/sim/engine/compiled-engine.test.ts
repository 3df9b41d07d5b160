/** What the engine interface promises beside equal values: resets, black boxes, refused steps, memories, names. */
import { describe, expect, test } from "vitest";
import { assert, bit, cover, elaborate, input, memory, module, output, reg, uint } from "../../dsl/index.ts";
import { add, designOf, moduleBuilder, bit as oneBit, uint as uintType, xor } from "../../testing/index.ts";
import type { BlackBoxModel } from "../interpreter/module-state.ts";
import { compileEngine } from "./compiled-engine.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { interpreterEngine } from "./interpreter-engine.ts";

const engines = [
  ["compiled", compileEngine],
  ["interpreter", interpreterEngine],
] as const;

const Guarded = module("guarded", { d: input(uint(8)), go: input(bit), q: output(uint(8)) }, (io) => {
  const held = reg(uint(8), { init: 7 });
  const store = memory(uint(8), { depth: 5, latency: 0, readUnderWrite: "old" });
  store.write({ when: io.go, addr: io.d.slice(2, 0), data: io.d });
  held.next = io.d;
  io.q.value = held.add(store.read(io.d.slice(2, 0)));
  assert(io.d.ne(200), "200 never comes");
  assert(io.d.ne(201), "201 never comes");
  cover(io.d.eq(9), "nine");
  cover(held.eq(9), "nine held");
});
const guarded = elaborate(Guarded);

describe.each(engines)("properties, %s", (_, make) => {
  test("a violated assertion refuses the step in all lanes and leaves every value in reach", () => {
    const engine = make(guarded, { lanes: 2 });
    const [d, held] = [engine.probe("d"), engine.probe("held")];
    d.setNumber(9, 0);
    d.setNumber(3, 1);
    expect(engine.step()).toBe(true);
    d.setNumber(201, 1);
    expect(engine.step()).toBe(false);
    expect([engine.cycle, held.getNumber(0), held.getNumber(1)]).toEqual([1, 9, 3]);
    expect(engine.failures()).toMatchObject([
      { kind: "assert", cycle: 1, lane: 1, property: { message: "201 never comes" } },
    ]);
    expect(engine.run(5)).toBe(0);
    expect(engine.step(undefined, true)).toBe(true);
    expect([engine.cycle, held.getNumber(1), engine.failures()]).toEqual([2, 201, []]);
    expect(engine.covered()).toMatchObject([
      { kind: "cover", cycle: 0, lane: 0, property: { message: "nine" } },
      { kind: "cover", cycle: 1, lane: 0, property: { message: "nine held" } },
    ]);
    expect(engine.step()).toBe(false);
  });

  test("a run stops at the violated assertion, not at covers, and each cover counts once", () => {
    const engine = make(guarded);
    const d = engine.probe("d");
    d.setNumber(9);
    expect(engine.run(10)).toBe(10);
    expect(engine.covered().map(({ cycle }) => cycle)).toEqual([0, 1]);
    d.setNumber(200);
    expect(engine.run(10)).toBe(0);
    expect(engine.failures()).toHaveLength(1);
    d.setNumber(9);
    expect(engine.run(3)).toBe(3);
    expect([engine.failures(), engine.covered().length, engine.cycle]).toEqual([[], 2, 13]);
  });

  test("restores registers, memories, resets and the cycle", () => {
    const engine = make(guarded);
    const [d, go, reset] = ["d", "go", "reset"].map((name) => engine.probe(name));
    d?.setNumber(4);
    go?.setNumber(1);
    engine.step();
    reset?.setNumber(1);
    const saved = engine.save();
    const before = ["q", "held", "reset"].map((name) => engine.probe(name).getNumber());
    engine.memory("store").setWord(4, 77n);
    engine.run(3);
    expect(engine.memory("store").getWord(4)).not.toBe(77n);
    d?.setNumber(1);
    reset?.setNumber(0);
    engine.restore(saved);
    expect(["q", "held", "reset"].map((name) => engine.probe(name).getNumber())).toEqual(before);
    expect([engine.memory("store").getWord(4), engine.cycle]).toEqual([4n, 1]);
  });

  test("an address at the depth or above reads 0 and writes nothing", () => {
    const engine = make(guarded);
    const [d, go, q] = ["d", "go", "q"].map((name) => engine.probe(name));
    const words = (): bigint[] => [0, 1, 2, 3, 4].map((address) => engine.memory("store").getWord(address));
    go?.setNumber(1);
    for (const address of [5, 6, 7]) {
      const before = words();
      d?.setNumber(8 + address);
      expect(q?.getNumber()).toBe(engine.probe("held").getNumber());
      engine.step();
      expect(words()).toEqual(before);
      expect(q?.getNumber()).toBe(8 + address);
    }
    d?.setNumber(8 + 4);
    engine.step();
    expect(words()[4]).toBe(12n);
  });

  test("refuses what is not there or not its to set", () => {
    const engine = make(guarded);
    expect(() => engine.probe("nobody")).toThrow("BL0292");
    expect(() => engine.probe("nobody.held")).toThrow("BL0292");
    expect(() => engine.memory("held")).toThrow("BL0292");
    expect(() => engine.probe("q").setNumber(1)).toThrow("BL0421");
    expect(() => engine.probe("d").getNumber(1)).toThrow("BL0420");
    expect(() => engine.probe("d").setNumber(1, 1)).toThrow("BL0420");
    expect(() => engine.memory("store").getWord(5)).toThrow("BL0422");
  });
});

describe.each(engines)("resets, %s", (_, make) => {
  const counter = (resetActive: "high" | "low") => {
    const m = moduleBuilder("counter", { resetKind: "async", resetActive });
    const value = m.register("value", uintType(40), { init: 2 });
    const free = m.register("free", uintType(3));
    m.assign(value, add(value, value));
    m.assign(free, free);
    m.assign(m.output("count", uintType(40)), value);
    m.assign(m.output("kept", uintType(3)), free);
    return designOf(m.build());
  };

  test.each(["high", "low"] as const)("an asynchronous one, active %s, acts at once and holds", (level) => {
    const engine = make(counter(level));
    const [value, reset, count] = ["value", "reset", "count"].map((name) => engine.probe(name));
    const kept = engine.probe("kept").getNumber();
    const [active, inactive] = level === "high" ? [1, 0] : [0, 1];
    engine.run(3);
    expect(count?.getNumber()).toBe(16);
    reset?.setNumber(active);
    expect([count?.getNumber(), value?.getNumber()]).toEqual([2, 2]);
    engine.run(4);
    expect(count?.getNumber()).toBe(2);
    reset?.setNumber(inactive);
    expect(count?.getNumber()).toBe(2);
    engine.step();
    expect(count?.getNumber()).toBe(4);
    expect(engine.probe("kept").getNumber()).toBe(kept);
  });
});

describe.each(engines)("lanes, %s", (_, make) => {
  const Widths = module(
    "widths",
    { a: input(uint(8)), b: input(uint(16)), c: input(uint(32)), d: input(uint(60)), y: output(uint(8)) },
    ({ a, b, c, d, y }) => {
      y.value = a.xor(b.slice(7, 0)).xor(c.slice(7, 0)).xor(d.slice(7, 0));
    },
  );

  test.each([-1, 0.5, 2, Number.NaN])(
    "lane %s of two is refused by every accessor of every width",
    (lane) => {
      const engine = make(elaborate(Widths), { lanes: 2 });
      const message = `BL0420: Lane ${lane} was asked for`;
      for (const probe of ["a", "b", "c", "d", "y"].map((name) => engine.probe(name))) {
        expect(() => probe.getNumber(lane), probe.path).toThrow(message);
        expect(() => probe.getBits(lane), probe.path).toThrow(message);
        if (probe.kind !== "input") continue;
        expect(() => probe.setNumber(1, lane), probe.path).toThrow(message);
        expect(() => probe.setBits(1n, lane), probe.path).toThrow(message);
        expect([probe.getBits(0), probe.getBits(1)]).toEqual([0n, 0n]);
      }
    },
  );
});

describe.each(engines)("black boxes, %s", (_, make) => {
  /** out = in + held, held takes in at each edge. */
  const box = (() => {
    const m = moduleBuilder("delay");
    m.domain("default");
    m.input("x", uintType(70));
    m.output("y", uintType(70));
    m.output("same", oneBit);
    return m.buildExternal();
  })();
  const models = {
    delay: (): BlackBoxModel => {
      let held = 5n;
      return {
        evaluate: (inputs) =>
          new Map([
            ["y", BigInt.asUintN(70, held + (inputs.get("x") ?? 0n))],
            ["same", held === inputs.get("x") ? 1n : 0n],
          ]),
        edge: (_domain, inputs) => {
          held = inputs.get("x") ?? 0n;
        },
      };
    },
  };
  // Two in a row: the second settles only after the first has.
  const design = (() => {
    const m = moduleBuilder("around");
    const x = m.input("x", uintType(70));
    const [a, b] = [m.instance("a", box), m.instance("b", box)];
    m.assign(a("x"), x);
    m.assign(b("x"), a("y"));
    m.assign(m.output("y", uintType(70)), b("y"));
    m.assign(m.output("same", oneBit), xor(a("same"), b("same")));
    return designOf(m.build());
  })();

  test("settle with the logic and change state at edges, lane by lane", () => {
    const engine = make(design, { models, lanes: 2 });
    const [x, y] = [engine.probe("x"), engine.probe("y")];
    x.setBits(1n << 65n, 0);
    x.setBits(5n, 1);
    expect([y.getBits(0), y.getBits(1)]).toEqual([(1n << 65n) + 10n, 15n]);
    expect([0, 1].map((lane) => engine.probe("same").getNumber(lane))).toEqual([0, 1]);
    engine.step();
    // a holds x, b holds a's output from before the edge.
    expect([y.getBits(0), y.getBits(1)]).toEqual([(1n << 65n) * 3n + 5n, 20n]);
    expect(engine.run(2)).toBe(2);
    expect(() => engine.fork()).toThrow("BL0423");
  });

  test("refuse a model that is none, and outputs that do not fit", () => {
    const untyped = <T>(value: unknown): T => value as T;
    const gives = (outputs: unknown) => () => ({ evaluate: () => outputs });
    for (const [delay, problem] of [
      [null, "`models` has null for it, not a function"],
      [() => undefined, "its function gave undefined, not an object with `evaluate`"],
      [() => ({}), "its function gave a plain object, not an object with `evaluate`"],
      [gives({ y: 1n }), "`evaluate` gave a plain object, not a Map"],
      [gives(undefined), "`evaluate` gave undefined, not a Map"],
      [gives(new Map([["z", 1n]])), "`evaluate` gave a value for `z`, which is no output of it"],
      [gives(new Map([["y", 5]])), "`evaluate` gave the number 5 for `y`, not a bigint"],
      [gives(new Map([["same", 2n]])), "`evaluate` gave 2n for `same`, which has 1 bit(s)"],
      [gives(new Map([["same", -1n]])), "`evaluate` gave -1n for `same`, which has 1 bit(s)"],
    ] as const) {
      const broken = untyped<EngineOptions["models"]>({ delay });
      expect(() => make(design, { models: broken }).probe("y").getBits()).toThrow(
        `BL0296: The model of the black box \`delay\` cannot be used: ${problem}.`,
      );
    }
  });

  test("without a model are refused, and so is one that never settles", () => {
    const always = (options: EngineOptions): Engine => make(design, options);
    expect(() => always({})).toThrow("BL0294");
    let count = 0n;
    const restless = { delay: () => ({ evaluate: () => new Map([["y", ++count]]) }) };
    expect(() => always({ models: restless }).probe("y").getBits()).toThrow("BL0291");
  });
});
