/** `simulate`: handles of every kind of port, paths, memories, lanes, and the same results from both engines. */
import { describe, expect, test } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import {
  array,
  bit,
  elaborate,
  enumOf,
  group,
  input,
  instance,
  memory,
  module,
  output,
  reg,
  sint,
  struct,
  uint,
} from "../../dsl/index.ts";
import { type EngineName, sample } from "../../sim/index.ts";
import { simulate } from "./simulate.ts";

const State = enumOf("idle", "run", "stop");
const Pixel = struct({ red: uint(5), offset: sint(60) });

/** Every port comes back a cycle later, so that a poke can be compared with a peek. */
const Echo = module(
  "echo",
  {
    byte: input(uint(8)),
    byteOut: output(uint(8)),
    signed: input(sint(12)),
    signedOut: output(sint(12)),
    wide: input(uint(90)),
    wideOut: output(uint(90)),
    state: input(State),
    stateOut: output(State),
    list: input(array(sint(4), 3)),
    listOut: output(array(sint(4), 3)),
    pixel: input(Pixel),
    pixelOut: output(Pixel),
    bus: group({ reg: input(bit), answer: output(bit) }),
  },
  (io) => {
    io.byteOut.value = io.byte;
    io.signedOut.value = io.signed;
    io.wideOut.value = io.wide;
    const held = reg(State);
    held.next = io.state;
    io.stateOut.value = held;
    io.listOut.value = io.list;
    io.pixelOut.value = io.pixel;
    io.bus.answer.value = io.bus.reg;
  },
);

const Inner = module("inner", { d: input(uint(8)), q: output(uint(8)) }, ({ d, q }) => {
  const held = reg(uint(8), { init: 3 });
  const words = memory(uint(8), { depth: 4, latency: 0, readUnderWrite: "old", init: [10, 20, 30, 40] });
  held.next = d;
  q.value = words.read(held.slice(1, 0));
});
const Outer = module("outer", { d: input(uint(8)), q: output(uint(8)) }, ({ d, q }) => {
  const queue = instance(Inner);
  queue.d.value = d;
  q.value = queue.q;
});

const engines: readonly EngineName[] = ["compiled", "interpreter"];

/** The help of the diagnostic that the body throws. */
function helpOf(body: () => unknown): string | undefined {
  try {
    body();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0]?.help;
  }
  return undefined;
}

describe.each(engines)("simulate on the %s engine", (engine) => {
  test("pokes and peeks values of every type", () => {
    using sim = simulate(Echo, { engine });
    const { dut } = sim;
    for (const byte of [0, 1, 255]) {
      dut.byte.poke(byte);
      expect(dut.byteOut.peek()).toBe(byte);
    }
    for (const value of [-2048, -1, 0, 2047]) {
      dut.signed.poke(value);
      expect([dut.signedOut.peek(), dut.signedOut.peekBits()]).toEqual([
        value,
        BigInt.asUintN(12, BigInt(value)),
      ]);
    }
    for (const value of [0n, 1n, 2n ** 64n + 5n, 2n ** 90n - 1n]) {
      dut.wide.poke(value);
      expect(dut.wideOut.peek()).toBe(value);
    }
    for (const member of ["stop", "idle", "run"] as const) {
      dut.state.poke(member);
      sim.step();
      expect(dut.stateOut.peek()).toBe(member);
    }
    dut.list.poke([-8, 0, 7]);
    expect(dut.listOut.peek()).toEqual([-8, 0, 7]);
    expect(dut.listOut.peekBits()).toBe(0b0111_0000_1000n);
    dut.pixel.poke({ red: 17, offset: -(2n ** 59n) });
    expect(dut.pixelOut.peek()).toEqual({ red: 17, offset: -(2n ** 59n) });
    expect(dut.pixelOut.peekBits()).toBe(17n + ((2n ** 59n) << 5n));
    dut.bus.reg.poke(true);
    expect(dut.bus.answer.peek()).toBe(1);
  });

  test("refuses values that do not fit, and drives no field of a struct then", () => {
    using sim = simulate(Echo, { engine });
    const { dut } = sim;
    // `byte` is a keyword of SystemVerilog, so the port has another name on the module.
    expect(() => dut.byte.poke(256)).toThrow("BL0425: `byte_` is of type uint(8)");
    expect(() => dut.signed.poke(-2049)).toThrow("BL0425: `signed_` is of type sint(12)");
    dut.pixel.poke({ red: 3, offset: 4 });
    expect(() => dut.pixel.poke({ red: 5, offset: 2n ** 59n })).toThrow("BL0425: `pixel.offset`");
    expect(dut.pixelOut.peek()).toEqual({ red: 3, offset: 4n });
  });

  test("an enum register that holds no member is an error to peek", () => {
    using sim = simulate(Echo, { engine });
    const held = sim.probe("held");
    held.setNumber(3);
    expect(() => sim.dut.stateOut.peek()).toThrow(
      "BL0433: `stateOut` holds the bits 3, which are none of idle, run, stop.",
    );
    expect(sim.dut.stateOut.peekBits()).toBe(3n);
  });

  test("reaches signals and memories by their paths", () => {
    using sim = simulate(Outer, { engine });
    expect([sim.peek("queue.held"), sim.peek("q")]).toEqual([3, 40]);
    sim.poke("queue.held", 1);
    expect(sim.dut.q.peek()).toBe(20);
    const words = sim.memory("queue.words");
    words.set(1, 99);
    expect([words.depth, words.get(1), sim.dut.q.peek()]).toEqual([4, 99, 99]);
    expect(() => words.set(1, 256)).toThrow("BL0425: `queue.words[1]`");
    expect(() => words.get(4)).toThrow("BL0422");
    expect(helpOf(() => sim.peek("queue.hold"))).toMatch(/^Did you mean queue\.held,/);
    expect(helpOf(() => sim.memory("queue.word"))).toMatch(/^Did you mean queue\.words,/);
    expect(() => sim.poke("queue.q", 1)).toThrow("BL0421");
  });

  test("reaches structs by their paths, ports and registers alike", () => {
    using sim = simulate(Echo, { engine });
    sim.poke("pixel", { red: 9, offset: -1 });
    expect([sim.peek("pixelOut"), sim.dut.pixelOut.peek()]).toEqual([
      { red: 9, offset: -1n },
      { red: 9, offset: -1n },
    ]);
  });

  test("takes an elaborated design; ports go by their names on the module", () => {
    using sim = simulate(elaborate(Echo), { engine });
    sim.dut.bus_reg?.poke(1);
    sim.dut.pixel_red?.poke(6);
    expect([sim.dut.bus_answer?.peek(), sim.dut.pixelOut_red?.peek()]).toEqual([1, 6]);
  });

  test("runs lanes side by side", () => {
    using sim = simulate(Outer, { engine, lanes: 3 });
    const { d, q } = sim.dut;
    d.poke(2);
    sim.step();
    expect(q.peekLanes()).toEqual([30, 30, 30]);
    d.pokeLanes([0, 1, 2]);
    d.poke(3, 1);
    sim.step();
    expect([q.peekLanes(), q.peek(), q.peek(1)]).toEqual([[10, 40, 30], 10, 40]);
    sim.memory("queue.words").set(0, 77, 2);
    d.poke(0);
    sim.step();
    expect(q.peekLanes()).toEqual([10, 10, 77]);
    expect(() => d.pokeLanes([1, 2])).toThrow("BL0435: `d` got 2 values for 3 lanes.");
    expect(() => q.peek(3)).toThrow("BL0420");
  });

  test("a poke in the sample phase is refused", () => {
    using sim = simulate(Outer, { engine });
    sim.fork(function* () {
      sim.dut.d.poke(1);
      yield sample;
      sim.dut.d.poke(2);
    });
    expect(() => sim.step()).toThrow(
      "BL0430: `d` was poked in the sample phase, in which every task sees the same settled values. (cycle 0, seed 1)",
    );
    expect(sim.dut.d.peek()).toBe(1);
  });

  test("a fork of a simulation has handles of its own", () => {
    using sim = simulate(Outer, { engine });
    sim.dut.d.poke(2);
    sim.step();
    using twin = sim.forkSimulation();
    twin.dut.d.poke(0);
    twin.step();
    expect([sim.dut.q.peek(), twin.dut.q.peek()]).toEqual([30, 10]);
  });
});
