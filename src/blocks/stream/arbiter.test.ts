/** Arbiters: nothing lost, order kept inside each stream, offers that stay, and who waits for whom. */
import { describe, expect, test } from "vitest";
import { uint } from "../../dsl/index.ts";
import { simulate } from "../../harness/index.ts";
import { Arbiter, type ArbiterOptions } from "./arbiter.ts";

function start(count: number, options: ArbiterOptions = {}, seed = 1) {
  const sim = simulate(Arbiter(uint(8), count, options), { seed });
  sim.reset();
  return { sim, inputs: Object.values(sim.dut.enq) };
}

/** Beats carry the number of their stream in the high bits and their own in the low. Monitors check the rules of streams. */
function run(count: number, stall: number, options: ArbiterOptions = {}) {
  const { sim, inputs } = start(count, options, count + stall * 100);
  using simulation = sim;
  const { deq, index } = simulation.dut;
  const each = 15;
  const streams = inputs.map((_, i) => i);
  const wordsOf = (i: number) => Array.from({ length: each }, (_, k) => i * 16 + k);
  const served: number[] = [];
  const asks: number[][] = [];
  inputs.forEach((input, i) => {
    input.monitor();
    sim.fork(() => input.sendAll(wordsOf(i), { stall }));
  });
  const monitor = deq.monitor();
  monitor.onBeat(() => {
    served.push(Number(index.peek()));
    asks.push(streams.filter((i) => inputs[i]?.valid.peek() === 1));
  });
  sim.fork(() => deq.receiveAll(each * count, { stall }));
  const cycles = sim.runUntilDone({ maxCycles: 5000 });
  const received = monitor.values();
  expect(received.map((word) => word >> 4)).toEqual(served);
  for (const i of streams) expect(received.filter((word) => word >> 4 === i)).toEqual(wordsOf(i));
  return { served, asks, cycles };
}

describe("Arbiter", () => {
  test.each([2, 3, 4, 5, 8])("%i streams lose nothing and keep their order", (count) => {
    for (const stall of [0, 0.4, 0.8]) run(count, stall);
  });

  test.each([2, 3, 5, 8])("of %i streams no one waits for more than the others once each", (count) => {
    for (const stall of [0, 0.3, 0.6]) {
      const { served, asks } = run(count, stall);
      const waited = new Array<number>(count).fill(0);
      served.forEach((winner, beat) => {
        for (const i of asks[beat] ?? []) waited[i] = i === winner ? 0 : (waited[i] ?? 0) + 1;
        expect(Math.max(...waited)).toBeLessThanOrEqual(count - 1);
      });
    }
  });

  test("streams that always ask are served in turn, a beat in every cycle", () => {
    const { served, cycles } = run(4, 0);
    expect(served).toEqual(Array.from({ length: 60 }, (_, i) => i % 4));
    expect(cycles).toBe(60);
  });

  test("with fixed priority the lowest number that asks is served first", () => {
    const { served } = run(3, 0, { priority: "fixed" });
    expect(served).toEqual([0, 1, 2].flatMap((i) => new Array<number>(15).fill(i)));
  });

  test("three streams: every pair of requests in every state of the turn", () => {
    const { sim, inputs } = start(3);
    using simulation = sim;
    const { deq, index } = simulation.dut;
    const offer = (mask: number, ready: number) => {
      inputs.forEach((input, i) => {
        input.valid.poke((mask >> i) & 1);
      });
      deq.ready.poke(ready);
    };
    for (let last = 0; last < 3; last++) {
      for (let mask = 1; mask < 8; mask++) {
        offer(0, 0);
        sim.reset();
        offer(1 << last, 1);
        sim.step();
        offer(mask, 1);
        const next = [1, 2, 3].map((k) => (last + k) % 3).find((i) => (mask >> i) & 1);
        expect([last, mask, index.peek()]).toEqual([last, mask, next]);
        expect(inputs.map((input) => input.ready.peek())).toEqual([0, 1, 2].map((i) => (i === next ? 1 : 0)));
        // An offer that is not taken stays although others begin to ask.
        offer(mask, 0);
        sim.step();
        offer(7, 0);
        expect(index.peek()).toBe(next);
      }
    }
  });

  test("refuses what arbitrates nothing", () => {
    expect(() => Arbiter(uint(8), 1)).toThrowError(
      "count of Arbiter is 1; allowed is a whole number from 2 to 64",
    );
    expect(() => Arbiter(uint(8), 4, { priority: "random" as "fixed" })).toThrowError(
      'priority of Arbiter is random; allowed is "round-robin" or "fixed"',
    );
  });
});
