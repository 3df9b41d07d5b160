/** Skid buffer and register slice: every stall pattern of five cycles against a list, and what is registered. */
import { describe, expect, test } from "vitest";
import { uint } from "../../dsl/index.ts";
import { simulate } from "../../harness/index.ts";
import { framed } from "./gearbox.ts";
import { RegisterSlice, SkidBuffer } from "./slices.ts";

function start(Block: typeof SkidBuffer | typeof RegisterSlice) {
  const sim = simulate(Block(uint(8)));
  sim.reset();
  return sim;
}

/** Five cycles of offers and stops; a word that is offered stays until it is taken. Returns what came out. */
function runPattern(sim: ReturnType<typeof start>, pattern: number): { sent: number; received: number[] } {
  const { enq, deq } = sim.dut;
  sim.reset();
  let sent = 0;
  let offered = false;
  const received: number[] = [];
  for (let cycle = 0; cycle < 5; cycle++) {
    offered ||= ((pattern >> (2 * cycle)) & 1) === 1;
    const ready = (pattern >> (2 * cycle + 1)) & 1;
    enq.valid.poke(offered);
    enq.data.poke(sent);
    deq.ready.poke(ready);
    if (ready === 1 && deq.valid.peek() === 1) received.push(deq.data.peek());
    if (offered && enq.ready.peek() === 1) {
      sent++;
      offered = false;
    }
    sim.step();
  }
  enq.valid.poke(0);
  deq.ready.poke(1);
  for (let cycle = 0; cycle < 3; cycle++) {
    if (deq.valid.peek() === 1) received.push(deq.data.peek());
    sim.step();
  }
  return { sent, received };
}

describe.each([
  ["SkidBuffer", SkidBuffer, 0],
  ["RegisterSlice", RegisterSlice, 1],
] as const)("%s", (_name, Block, latency) => {
  test("loses and repeats nothing in any pattern of five cycles", () => {
    using sim = start(Block);
    for (let pattern = 0; pattern < 4 ** 5; pattern++) {
      const { sent, received } = runPattern(sim, pattern);
      expect(received).toEqual(Array.from({ length: sent }, (_, i) => i));
    }
  });

  test.each([0, 0.3, 0.7])("carries packets whole, stalls %f", (stall) => {
    using sim = simulate(Block(framed(16)), { seed: 5 });
    sim.reset();
    const { enq, deq } = sim.dut;
    const beats = Array.from({ length: 200 }, () => ({
      bits: sim.random.number(16),
      last: sim.random.number(1),
    }));
    enq.monitor();
    deq.monitor();
    sim.fork(() => enq.sendAll(beats, { stall }));
    sim.fork(function* () {
      expect(yield* deq.receiveAll(beats.length, { stall })).toEqual(beats);
    });
    const cycles = sim.runUntilDone({ maxCycles: 5000 });
    if (stall === 0) expect(cycles).toBe(beats.length + latency);
  });
});

test("the skid buffer's ready does not follow the receiver within the cycle", () => {
  using sim = start(SkidBuffer);
  const { enq, deq } = sim.dut;
  for (const ready of [0, 1, 0, 1]) {
    const before = enq.ready.peek();
    deq.ready.poke(ready);
    expect(enq.ready.peek()).toBe(before);
    deq.ready.poke(1 - ready);
    expect(enq.ready.peek()).toBe(before);
    enq.valid.poke(1);
    sim.step();
  }
});

test("the register slice's valid and data do not follow the sender within the cycle", () => {
  using sim = start(RegisterSlice);
  const { enq, deq } = sim.dut;
  for (const data of [7, 9, 200]) {
    const before = [deq.valid.peek(), deq.data.peek()];
    enq.valid.poke(1);
    enq.data.poke(data);
    expect([deq.valid.peek(), deq.data.peek()]).toEqual(before);
    deq.ready.poke(1);
    sim.step();
    expect([deq.valid.peek(), deq.data.peek()]).toEqual([1, data]);
  }
});
