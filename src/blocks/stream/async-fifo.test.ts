/** The asynchronous queue with clocks in many ratios, its pointers' Gray code, and that nothing else crosses domains so. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { elaborate, uint } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { scoreboard, simulate } from "../../harness/index.ts";
import type { ClockTimings } from "../../sim/index.ts";
import { AsyncFifo } from "./async-fifo.ts";

type Stages = 2 | 3 | 4;

function start(depth: number, clocks: ClockTimings, stages: Stages = 2) {
  const sim = simulate(AsyncFifo(uint(8), depth, { stages }), { clocks, seed: depth + stages });
  sim.reset();
  return sim;
}

type Sim = ReturnType<typeof start>;

/** Counts the cycles in which more than one bit of a Gray pointer has changed since the cycle before. */
function watchGray(sim: Sim) {
  const seen = { cycles: 0, jumps: 0 };
  const pointers = ["writeGray", "readGray"].map((name) => sim.probe(name));
  const last = pointers.map((pointer) => pointer.getNumber());
  sim.observe({
    beforeEdge() {
      seen.cycles++;
      pointers.forEach((pointer, i) => {
        const now = pointer.getNumber();
        const changed = now ^ (last[i] as number);
        if ((changed & (changed - 1)) !== 0) seen.jumps++;
        last[i] = now;
      });
    },
  });
  return seen;
}

interface Stall {
  readonly enq: number;
  readonly deq: number;
}

/** Sends random words from one clock to the other for each stall, in order and by the rules of streams; returns the steps. */
function run(sim: Sim, words: number, ...stalls: readonly Stall[]): number {
  const { enq, deq } = sim.dut;
  const board = scoreboard(sim, (word: number) => word).watch(enq, deq);
  const gray = watchGray(sim);
  let steps = 0;
  for (const stall of stalls) {
    sim.fork(function* () {
      for (let i = 0; i < words; i++) yield* enq.send(sim.random.number(8), { stall: stall.enq });
    });
    sim.fork(() => deq.receiveAll(words, { stall: stall.deq }));
    steps += sim.runUntilDone({ maxCycles: 100 * words });
  }
  expect(board.compared).toBe(stalls.length * words);
  expect(gray).toEqual({ cycles: steps, jumps: 0 });
  return steps;
}

/** Periods of `write` and `read`, and the instant of the read clock's first edge. Periods without a common divisor meet in every phase. */
const clocks = [
  [1, 1, 0],
  [10, 10, 1],
  [1, 2, 0],
  [2, 1, 0],
  [4, 2, 1],
  [3, 7, 0],
  [7, 3, 0],
  [10, 11, 0],
  [11, 10, 0],
  [1000, 1001, 500],
  [997, 613, 1],
  [1, 9, 0],
  [9, 1, 0],
] as const;

const stalls = [
  { enq: 0.2, deq: 0.2 },
  { enq: 0, deq: 0.6 },
  { enq: 0.6, deq: 0 },
  { enq: 0, deq: 0 },
] as const;

const depths = [2, 4, 8, 16] as const;

describe("AsyncFifo", () => {
  test.each(clocks)("periods %i and %i, phase %i: keeps every word in order", (write, read, phase) => {
    const timings = { write: { period: write }, read: { period: read, phase } };
    for (const [i, depth] of depths.entries()) {
      using sim = start(depth, timings, ([2, 3, 4, 2] as const)[i]);
      run(sim, 100, ...stalls);
    }
  });

  test("edges in random order lose nothing either", () => {
    using sim = simulate(AsyncFifo(uint(8), 8, { stages: 3 }), { waves: false });
    sim.reset();
    const { random, engine } = sim;
    const { enq, deq } = sim.dut;
    const both = 3;
    const [write, read] = engine.design.top.domains.map((_, i) => 1 << i) as [number, number];
    expect(engine.design.top.domains.map(({ name }) => name)).toEqual(["write", "read"]);
    const held: number[] = [];
    let sent = 0;
    let isOffered = false;
    for (let step = 0; sent < 2000 || held.length > 0; step++) {
      expect(step).toBeLessThan(20_000);
      const edges = random.pick([write, read, both]);
      if (!isOffered) enq.data.poke(random.number(8));
      isOffered ||= sent < 2000 && random.chance(0.9);
      enq.valid.poke(isOffered);
      deq.ready.poke(random.chance(0.9));
      if ((edges & read) !== 0 && deq.valid.peek() === 1) {
        expect(deq.data.peek()).toBe(held[0]);
        if (deq.ready.peek() === 1) held.shift();
      }
      if ((edges & write) !== 0 && isOffered && enq.ready.peek() === 1) {
        held.push(enq.data.peek());
        isOffered = false;
        sent++;
      }
      // The clocks of a simulation are regular; its engine takes any edges.
      engine.step(edges);
    }
  });

  test.each(depths)("takes exactly %i words while nobody reads", (depth) => {
    using sim = start(depth, { write: { period: 1 }, read: { period: 100 } });
    const { enq } = sim.dut;
    enq.valid.poke(1);
    let taken = 0;
    for (let edge = 0; edge < 3 * depth; edge++) {
      taken += enq.ready.peek();
      sim.step();
    }
    expect(taken).toBe(depth);
    expect(enq.ready.peek()).toBe(0);
  });

  test.each([2, 3, 4] as const)(
    "offers a word %i read edges after it was taken, one more when the first of them just misses it",
    (stages) => {
      /** Read edges with which, or after which, the word is not yet offered; the write clock has one edge meanwhile. */
      const edgesUntilOffered = (phase: number): number => {
        using sim = start(4, { write: { period: 1000, phase: 500 }, read: { period: 10, phase } }, stages);
        const { enq, deq } = sim.dut;
        enq.valid.poke(1);
        sim.runUntil(() => sim.time % 1000 === 500);
        const isTogether = phase === 0;
        sim.step();
        enq.valid.poke(0);
        return Number(isTogether) + sim.runUntil(() => deq.valid.peek() === 1);
      };
      expect(edgesUntilOffered(5)).toBe(stages);
      expect(edgesUntilOffered(0)).toBe(stages + 1);
    },
  );

  test("equal clocks move a word in every cycle when it is deep enough", () => {
    for (const stages of [2, 3] as const) {
      using sim = start(stages === 2 ? 8 : 16, {}, stages);
      expect(run(sim, 100, { enq: 0, deq: 0 })).toBe(100 + stages + 1);
    }
  });

  test("every synchroniser stage is marked for the placer", () => {
    const { files } = writeVerilog(elaborate(AsyncFifo(uint(8), 4, { stages: 3 })));
    const marked = files[0]?.text.match(/^ *\(\* ASYNC_REG = "TRUE" \*\) reg \[2:0\] \w+;/gm);
    expect(marked).toHaveLength(2 * 3);
  });

  test("refuses depths whose Gray code does not wrap", () => {
    for (const depth of [0, 1, 3, 12, 131072]) {
      expect(() => AsyncFifo(uint(8), depth)).toThrowError(
        `depth of AsyncFifo is ${depth}; allowed is a power of two from 2 to 65536`,
      );
    }
  });
});

test("no other product file uses `expert`", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const users = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/\.test(-d)?\.ts$/.test(file) && !file.startsWith("dsl"))
    .filter((file) => /^import [^;]*\bexpert\b[^;]*;/m.test(readFileSync(join(root, file), "utf8")));
  expect(users.map((file) => file.replaceAll("\\", "/"))).toEqual(["blocks/stream/async-fifo.ts"]);
});
