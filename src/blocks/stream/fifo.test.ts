/** The queue against a list: order, count and capacity, every depth that is likely to go wrong. */
import { describe, expect, test } from "vitest";
import { elaborate, uint } from "../../dsl/index.ts";
import { interpret } from "../../sim/index.ts";
import { applyReset, runStreams, seededRandom } from "../../testing/index.ts";
import { Fifo } from "./fifo.ts";

const depths = [1, 2, 3, 4, 5, 7, 8, 13];

function start(depth: number) {
  const simulation = interpret(elaborate(Fifo(uint(8), depth)));
  applyReset(simulation);
  return simulation;
}

function run(depth: number, stall: number | { enq: number; deq: number }, beats = 100) {
  const simulation = start(depth);
  const random = seededRandom(depth + 1);
  const words = Array.from({ length: beats }, () => random.bits(8));
  const result = runStreams(simulation, {
    send: { enq: words.map((data) => ({ data })) },
    receive: { deq: { count: beats, payload: ["data"] } },
    stall,
    random,
    limit: 60 * beats,
  });
  expect(result.received.deq?.map((beat) => beat.data)).toEqual(words);
  expect(result.violations).toEqual([]);
  return result;
}

describe("Fifo", () => {
  test.each(depths)("depth %i keeps every word in order under random stalls", (depth) => {
    for (const stall of [0.2, 0.6, { enq: 0, deq: 0.7 }, { enq: 0.7, deq: 0 }]) run(depth, stall);
  });

  test.each(depths.filter((depth) => depth > 1))("depth %i moves a word in every cycle", (depth) => {
    expect(run(depth, 0).cycles).toBe(100 + 1);
  });

  test("depth 1 moves a word in every second cycle", () => {
    expect(run(1, 0).cycles).toBe(200);
  });

  test.each(depths)("depth %i takes exactly that many words, and count tells", (depth) => {
    const simulation = start(depth);
    simulation.poke("enq_valid", 1n);
    for (let held = 0; held <= depth; held++) {
      expect([held, simulation.peek("count"), simulation.peek("enq_ready")]).toEqual([
        held,
        BigInt(held),
        held < depth ? 1n : 0n,
      ]);
      simulation.poke("enq_data", BigInt(held));
      simulation.step();
    }
    simulation.poke("enq_valid", 0n);
    simulation.poke("deq_ready", 1n);
    for (let held = depth; held >= 0; held--) {
      expect([simulation.peek("count"), simulation.peek("deq_valid")]).toEqual([
        BigInt(held),
        held > 0 ? 1n : 0n,
      ]);
      if (held > 0) expect(simulation.peek("deq_data")).toBe(BigInt(depth - held));
      simulation.step();
    }
  });

  test("depth 2 agrees with a list for every pattern of five cycles", () => {
    const simulation = start(2);
    for (let pattern = 0; pattern < 4 ** 5; pattern++) {
      applyReset(simulation);
      const list: bigint[] = [];
      for (let cycle = 0; cycle < 5; cycle++) {
        const valid = (pattern >> (2 * cycle)) & 1;
        const ready = (pattern >> (2 * cycle + 1)) & 1;
        simulation.poke("enq_valid", BigInt(valid));
        simulation.poke("enq_data", BigInt(cycle));
        simulation.poke("deq_ready", BigInt(ready));
        const takes = valid === 1 && list.length < 2;
        const gives = ready === 1 && list.length > 0;
        expect(simulation.peek("count")).toBe(BigInt(list.length));
        if (list.length > 0) expect(simulation.peek("deq_data")).toBe(list[0]);
        if (gives) list.shift();
        if (takes) list.push(BigInt(cycle));
        simulation.step();
      }
    }
  });

  test("refuses depths that hold nothing", () => {
    for (const depth of [0, -1, 1.5, 65537]) {
      expect(() => Fifo(uint(8), depth)).toThrowError(
        `depth of Fifo is ${depth}; allowed is a whole number from 1 to 65536`,
      );
    }
  });
});
