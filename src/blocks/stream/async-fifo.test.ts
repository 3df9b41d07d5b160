/** The asynchronous queue with clocks in many ratios, its pointers' Gray code, and that nothing else crosses domains so. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { elaborate, uint } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { interpret } from "../../sim/index.ts";
import { applyReset, runStreams, seededRandom } from "../../testing/index.ts";
import { AsyncFifo } from "./async-fifo.ts";

function start(depth: number, stages: 2 | 3 | 4 = 2) {
  const simulation = interpret(elaborate(AsyncFifo(uint(8), depth, { stages })));
  for (let i = 0; i < 2; i++) applyReset(simulation, ["write_reset", "read_reset"]);
  return simulation;
}

const bitsThatDiffer = (a: bigint, b: bigint): number => (a ^ b).toString(2).replaceAll("0", "").length;

/** Edges at the rates of two clocks: `write` and `read` are periods in the same unit of time. */
function edgesOf(write: number, read: number): (cycle: number) => string[] {
  let time = 0;
  return () => {
    for (;;) {
      time++;
      const edges = [...(time % write === 0 ? ["write"] : []), ...(time % read === 0 ? ["read"] : [])];
      if (edges.length > 0) return edges;
    }
  };
}

const clocks = [
  [1, 1],
  [1, 2],
  [2, 1],
  [3, 7],
  [7, 3],
  [10, 11],
  [1, 9],
  [9, 1],
] as const;

describe("AsyncFifo", () => {
  test.each(clocks)("periods %i and %i: keeps every word in order", (write, read) => {
    for (const depth of [2, 4, 16]) {
      const random = seededRandom(write * 10 + read + depth);
      const words = Array.from({ length: 80 }, () => random.bits(8));
      const simulation = start(depth);
      const last = { writeGray: 0n, readGray: 0n };
      const result = runStreams(simulation, {
        send: { enq: words.map((data) => ({ data })) },
        receive: { deq: { count: words.length, payload: ["data"] } },
        domains: { enq: "write", deq: "read" },
        edges: edgesOf(write, read),
        stall: 0.2,
        random,
        limit: 20_000,
        watch() {
          for (const name of ["writeGray", "readGray"] as const) {
            const now = simulation.look(name);
            expect(bitsThatDiffer(now, last[name])).toBeLessThanOrEqual(1);
            last[name] = now;
          }
        },
      });
      expect(result.received.deq?.map((beat) => beat.data)).toEqual(words);
      expect(result.violations).toEqual([]);
    }
  });

  test("edges in random order lose nothing either", () => {
    const random = seededRandom(77);
    const words = Array.from({ length: 300 }, () => random.bits(8));
    const result = runStreams(start(8, 3), {
      send: { enq: words.map((data) => ({ data })) },
      receive: { deq: { count: words.length, payload: ["data"] } },
      domains: { enq: "write", deq: "read" },
      edges: () => random.pick([["write"], ["read"], ["write", "read"]]),
      stall: 0.1,
      random,
      limit: 20_000,
    });
    expect(result.received.deq?.map((beat) => beat.data)).toEqual(words);
    expect(result.violations).toEqual([]);
  });

  test("takes exactly depth words while nobody reads", () => {
    for (const depth of [2, 4, 8]) {
      const simulation = start(depth);
      simulation.poke("enq_valid", 1n);
      let taken = 0;
      for (let edge = 0; edge < 3 * depth; edge++) {
        if (simulation.peek("enq_ready") === 1n) taken++;
        simulation.step("write");
      }
      expect(taken).toBe(depth);
    }
  });

  test("offers a word `stages` read edges after it was taken, without a near miss", () => {
    for (const stages of [2, 3, 4] as const) {
      const simulation = start(4, stages);
      simulation.poke("enq_valid", 1n);
      simulation.step("write");
      simulation.poke("enq_valid", 0n);
      let edges = 0;
      while (simulation.peek("deq_valid") === 0n && edges < 20) {
        simulation.step("read");
        edges++;
      }
      expect(edges).toBe(stages);
    }
  });

  test("equal clocks move a word in every cycle when it is deep enough", () => {
    const words = Array.from({ length: 100 }, (_, i) => ({ data: BigInt(i) }));
    const result = runStreams(start(8), {
      send: { enq: words },
      receive: { deq: { count: words.length, payload: ["data"] } },
      domains: { enq: "write", deq: "read" },
      edges: () => ["write", "read"],
      random: seededRandom(1),
      limit: 1000,
    });
    expect(result.received.deq).toEqual(words);
    expect(result.cycles).toBeLessThanOrEqual(words.length + 4);
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
