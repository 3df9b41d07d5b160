/** The interpreter as an engine: equal to the interpreter itself, and what the engine's interface adds to it. */
import { describe, expect, test } from "vitest";
import { assert, bit, cover, elaborate, input, memory, module, output, reg, uint } from "../../dsl/index.ts";
import { randomDesign, randomStimulus, traceOf } from "../../testing/index.ts";
import { interpreterEngine } from "./interpreter-engine.ts";

const Guarded = module("guarded", { d: input(uint(8)), go: input(bit), q: output(uint(8)) }, (io) => {
  const held = reg(uint(8), { init: 7 });
  const store = memory(uint(8), { depth: 5, latency: 0, readUnderWrite: "old" });
  store.write({ when: io.go, addr: io.d.slice(2, 0), data: io.d });
  held.next = io.d;
  io.q.value = held.add(store.read(io.d.slice(2, 0)));
  assert(io.d.ne(200), "200 never comes");
  cover(io.d.eq(9), "nine");
});
const guarded = elaborate(Guarded);

describe("interpreterEngine", () => {
  test("agrees with the interpreter on random designs, also through a fork in the middle", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const design = randomDesign(seed);
      const stimulus = randomStimulus(design, seed, 20);
      const expected = traceOf(design, stimulus, seed);
      const outputs = design.top.ports.filter(({ role }) => role === "output").map(({ name }) => name);
      expect(outputs.length).toBeGreaterThan(0);
      let engine = interpreterEngine(design, { seed });
      const found = stimulus.map(({ inputs, edges }, index) => {
        if (index === 12) engine = engine.fork();
        for (const [port, bits] of Object.entries(inputs)) engine.probe(port).setBits(bits);
        const sample = Object.fromEntries(outputs.map((name) => [name, engine.probe(name).getBits()]));
        const mask = design.top.domains.reduce(
          (bits, { name }, i) => bits + (edges.includes(name) ? 2 ** i : 0),
          0,
        );
        if (edges.length > 0) engine.step(mask, true);
        return sample;
      });
      expect(found).toEqual(expected);
    }
  });

  test("a violated assertion refuses the step in all lanes and leaves every value in reach", () => {
    const engine = interpreterEngine(guarded, { lanes: 2 });
    const d = engine.probe("d");
    const held = engine.probe("held");
    d.setNumber(9, 0);
    d.setNumber(3, 1);
    expect(engine.step()).toBe(true);
    d.setNumber(200, 1);
    expect(engine.step()).toBe(false);
    expect([engine.cycle, held.getNumber(0), held.getNumber(1)]).toEqual([1, 9, 3]);
    expect(engine.failures()).toMatchObject([
      { kind: "assert", cycle: 1, lane: 1, property: { message: "200 never comes" } },
    ]);
    expect(engine.run(5)).toBe(0);
    expect(engine.step(undefined, true)).toBe(true);
    expect([engine.cycle, held.getNumber(1), engine.failures()]).toEqual([2, 200, []]);
    expect(engine.covered()).toMatchObject([{ kind: "cover", cycle: 0, lane: 0 }]);
  });

  test("lanes start like simulations of the following seeds", () => {
    const lanes = interpreterEngine(guarded, { lanes: 3, seed: 10 });
    const words = [0, 1, 2].map((lane) => lanes.memory("store").getWord(4, lane));
    const alone = [10, 11, 12].map((seed) => interpreterEngine(guarded, { seed }).memory("store").getWord(4));
    expect(words).toEqual(alone);
    expect(new Set(words).size).toBe(3);
  });

  test("restores registers, memories, resets and the cycle", () => {
    const engine = interpreterEngine(guarded);
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

  test("refuses what is not there or not its to set", () => {
    const engine = interpreterEngine(guarded);
    expect(() => engine.probe("nobody")).toThrow("BL0292");
    expect(() => engine.memory("held")).toThrow("BL0292");
    expect(() => engine.probe("q").setNumber(1)).toThrow("BL0421");
    expect(() => engine.probe("d").getNumber(1)).toThrow("BL0420");
    expect(() => engine.memory("store").getWord(5)).toThrow("BL0422");
  });
});
