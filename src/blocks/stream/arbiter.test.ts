/** Arbiters: nothing lost, order kept inside each stream, offers that stay, and who waits for whom. */
import { describe, expect, test } from "vitest";
import { elaborate, uint } from "../../dsl/index.ts";
import { interpret } from "../../sim/index.ts";
import { applyReset, type Beat, runStreams, seededRandom } from "../../testing/index.ts";
import { Arbiter, type ArbiterOptions } from "./arbiter.ts";

function start(count: number, options: ArbiterOptions = {}) {
  const simulation = interpret(elaborate(Arbiter(uint(8), count, options)));
  applyReset(simulation);
  return simulation;
}

/** Beats carry the number of their stream in the high bits and their own in the low. */
function run(count: number, stall: number, options: ArbiterOptions = {}) {
  const simulation = start(count, options);
  const each = 15;
  const streams = Array.from({ length: count }, (_, i) => i);
  const send: Record<string, Beat[]> = Object.fromEntries(
    streams.map((i) => [`enq_${i}`, Array.from({ length: each }, (_, k) => ({ data: BigInt(i * 16 + k) }))]),
  );
  const served: number[] = [];
  const asks: number[][] = [];
  const result = runStreams(simulation, {
    send,
    receive: { deq: { count: each * count, payload: ["data"] } },
    stall,
    random: seededRandom(count + stall * 100),
    limit: 5000,
    watch() {
      if (simulation.peek("deq_valid") === 0n || simulation.peek("deq_ready") === 0n) return;
      served.push(Number(simulation.peek("index")));
      asks.push(streams.filter((i) => simulation.peek(`enq_${i}_valid`) === 1n));
    },
  });
  const received = result.received.deq?.map((beat) => Number(beat.data)) ?? [];
  expect(result.violations).toEqual([]);
  expect(received.map((word) => word >> 4)).toEqual(served);
  for (const i of streams) {
    expect(received.filter((word) => word >> 4 === i)).toEqual(
      Array.from({ length: each }, (_, k) => i * 16 + k),
    );
  }
  return { served, asks, cycles: result.cycles };
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
    const simulation = start(3);
    const offer = (mask: number, ready: bigint) => {
      for (let i = 0; i < 3; i++) simulation.poke(`enq_${i}_valid`, BigInt((mask >> i) & 1));
      simulation.poke("deq_ready", ready);
    };
    for (let last = 0; last < 3; last++) {
      for (let mask = 1; mask < 8; mask++) {
        offer(0, 0n);
        applyReset(simulation);
        offer(1 << last, 1n);
        simulation.step();
        offer(mask, 1n);
        const next = [1, 2, 3].map((k) => (last + k) % 3).find((i) => (mask >> i) & 1);
        expect([last, mask, Number(simulation.peek("index"))]).toEqual([last, mask, next]);
        const ready = [0, 1, 2].map((i) => simulation.peek(`enq_${i}_ready`));
        expect(ready).toEqual([0, 1, 2].map((i) => (i === next ? 1n : 0n)));
        // An offer that is not taken stays although others begin to ask.
        offer(mask, 0n);
        simulation.step();
        offer(7, 0n);
        expect(Number(simulation.peek("index"))).toBe(next);
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
