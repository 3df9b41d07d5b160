/** Skid buffer and register slice: every stall pattern of five cycles against a list, and what is registered. */
import { describe, expect, test } from "vitest";
import { elaborate, type ModuleDefinition, uint } from "../../dsl/index.ts";
import { type Interpreter, interpret } from "../../sim/index.ts";
import { applyReset, runStreams, seededRandom } from "../../testing/index.ts";
import { framed } from "./gearbox.ts";
import { RegisterSlice, SkidBuffer } from "./slices.ts";

function start(definition: ModuleDefinition): Interpreter {
  const simulation = interpret(elaborate(definition));
  applyReset(simulation);
  return simulation;
}

/** Five cycles of offers and stops; a word that is offered stays until it is taken. Returns what came out. */
function runPattern(simulation: Interpreter, pattern: number): { sent: number; received: bigint[] } {
  applyReset(simulation);
  let sent = 0;
  let offered = false;
  const received: bigint[] = [];
  for (let cycle = 0; cycle < 5; cycle++) {
    offered ||= ((pattern >> (2 * cycle)) & 1) === 1;
    const ready = (pattern >> (2 * cycle + 1)) & 1;
    simulation.poke("enq_valid", offered ? 1n : 0n);
    simulation.poke("enq_data", BigInt(sent));
    simulation.poke("deq_ready", BigInt(ready));
    if (ready === 1 && simulation.peek("deq_valid") === 1n) received.push(simulation.peek("deq_data"));
    if (offered && simulation.peek("enq_ready") === 1n) {
      sent++;
      offered = false;
    }
    simulation.step();
  }
  simulation.poke("enq_valid", 0n);
  simulation.poke("deq_ready", 1n);
  for (let cycle = 0; cycle < 3; cycle++) {
    if (simulation.peek("deq_valid") === 1n) received.push(simulation.peek("deq_data"));
    simulation.step();
  }
  return { sent, received };
}

describe.each([
  ["SkidBuffer", SkidBuffer, 0],
  ["RegisterSlice", RegisterSlice, 1],
] as const)("%s", (_name, Block, latency) => {
  test("loses and repeats nothing in any pattern of five cycles", () => {
    const simulation = start(Block(uint(8)));
    for (let pattern = 0; pattern < 4 ** 5; pattern++) {
      const { sent, received } = runPattern(simulation, pattern);
      expect(received).toEqual(Array.from({ length: sent }, (_, i) => BigInt(i)));
    }
  });

  test.each([0, 0.3, 0.7])("carries packets whole, stalls %f", (stall) => {
    const random = seededRandom(5);
    const beats = Array.from({ length: 200 }, () => ({
      data_bits: random.bits(16),
      data_last: random.bits(1),
    }));
    const result = runStreams(start(Block(framed(16))), {
      send: { enq: beats },
      receive: { deq: { count: beats.length, payload: ["data_bits", "data_last"] } },
      stall,
      random,
      limit: 5000,
    });
    expect(result.received.deq).toEqual(beats);
    expect(result.violations).toEqual([]);
    if (stall === 0) expect(result.cycles).toBe(beats.length + latency);
  });
});

test("the skid buffer's ready does not follow the receiver within the cycle", () => {
  const simulation = start(SkidBuffer(uint(8)));
  for (const ready of [0n, 1n, 0n, 1n]) {
    const before = simulation.peek("enq_ready");
    simulation.poke("deq_ready", ready);
    expect(simulation.peek("enq_ready")).toBe(before);
    simulation.poke("deq_ready", 1n - ready);
    expect(simulation.peek("enq_ready")).toBe(before);
    simulation.poke("enq_valid", 1n);
    simulation.step();
  }
});

test("the register slice's valid and data do not follow the sender within the cycle", () => {
  const simulation = start(RegisterSlice(uint(8)));
  for (const data of [7n, 9n, 200n]) {
    const before = [simulation.peek("deq_valid"), simulation.peek("deq_data")];
    simulation.poke("enq_valid", 1n);
    simulation.poke("enq_data", data);
    expect([simulation.peek("deq_valid"), simulation.peek("deq_data")]).toEqual(before);
    simulation.poke("deq_ready", 1n);
    simulation.step();
    expect([simulation.peek("deq_valid"), simulation.peek("deq_data")]).toEqual([1n, data]);
  }
});
