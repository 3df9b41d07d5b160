/** The queue against a list: order, count and capacity, every depth that is likely to go wrong. */
import { describe, expect, test } from "vitest";
import { uint } from "../../dsl/index.ts";
import { simulate } from "../../harness/index.ts";
import { Fifo } from "./fifo.ts";

const depths = [1, 2, 3, 4, 5, 7, 8, 13];

function start(depth: number) {
  const sim = simulate(Fifo(uint(8), depth), { seed: depth + 1 });
  sim.reset();
  return sim;
}

/** Sends random words through; returns the cycles that took. Monitors check the rules of streams. */
function run(depth: number, stall: { enq: number; deq: number }, beats = 100): number {
  using sim = start(depth);
  const { enq, deq } = sim.dut;
  const words = Array.from({ length: beats }, () => sim.random.number(8));
  enq.monitor();
  deq.monitor();
  sim.fork(() => enq.sendAll(words, { stall: stall.enq }));
  sim.fork(function* () {
    expect(yield* deq.receiveAll(beats, { stall: stall.deq })).toEqual(words);
  });
  return sim.runUntilDone({ maxCycles: 60 * beats });
}

describe("Fifo", () => {
  test.each(depths)("depth %i keeps every word in order under random stalls", (depth) => {
    for (const [enq, deq] of [
      [0.2, 0.2],
      [0.6, 0.6],
      [0, 0.7],
      [0.7, 0],
    ] as const) {
      run(depth, { enq, deq });
    }
  });

  test.each(depths.filter((depth) => depth > 1))("depth %i moves a word in every cycle", (depth) => {
    expect(run(depth, { enq: 0, deq: 0 })).toBe(100 + 1);
  });

  test("depth 1 moves a word in every second cycle", () => {
    expect(run(1, { enq: 0, deq: 0 })).toBe(200);
  });

  test.each(depths)("depth %i takes exactly that many words, and count tells", (depth) => {
    using sim = start(depth);
    const { enq, deq, count } = sim.dut;
    enq.valid.poke(1);
    for (let held = 0; held <= depth; held++) {
      expect([held, count.peek(), enq.ready.peek()]).toEqual([held, held, held < depth ? 1 : 0]);
      enq.data.poke(held);
      sim.step();
    }
    enq.valid.poke(0);
    deq.ready.poke(1);
    for (let held = depth; held >= 0; held--) {
      expect([count.peek(), deq.valid.peek()]).toEqual([held, held > 0 ? 1 : 0]);
      if (held > 0) expect(deq.data.peek()).toBe(depth - held);
      sim.step();
    }
  });

  test("depth 2 agrees with a list for every pattern of five cycles", () => {
    using sim = start(2);
    const { enq, deq, count } = sim.dut;
    for (let pattern = 0; pattern < 4 ** 5; pattern++) {
      sim.reset();
      const list: number[] = [];
      for (let cycle = 0; cycle < 5; cycle++) {
        const valid = (pattern >> (2 * cycle)) & 1;
        const ready = (pattern >> (2 * cycle + 1)) & 1;
        enq.valid.poke(valid);
        enq.data.poke(cycle);
        deq.ready.poke(ready);
        const takes = valid === 1 && list.length < 2;
        const gives = ready === 1 && list.length > 0;
        expect(count.peek()).toBe(list.length);
        if (list.length > 0) expect(deq.data.peek()).toBe(list[0]);
        if (gives) list.shift();
        if (takes) list.push(cycle);
        sim.step();
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
