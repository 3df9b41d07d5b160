/** Typed simulation of the language's modules. */
import { describe, expect, test } from "vitest";
import { Fifo } from "../../blocks/index.ts";
import { uint } from "../../dsl/index.ts";
import { simulate } from "./simulate.ts";

describe("streams", () => {
  test("a stalled consumer loses nothing", () => {
    using sim = simulate(Fifo(uint(8), 4), { seed: 1 });
    const data = Array.from({ length: 50 }, () => sim.random.number(8));
    sim.fork(function* () {
      for (const byte of data) yield* sim.dut.enq.send(byte, { stall: 0.3 });
    });
    sim.fork(function* () {
      for (const byte of data) expect(yield* sim.dut.deq.receive({ stall: 0.5 })).toBe(byte);
    });
    sim.runUntilDone({ maxCycles: 10_000 });
  });
});
