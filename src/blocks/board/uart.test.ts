/** The serial line's two ends: every byte, both against a line made of levels, and what a bad line gives. */
import { describe, expect, test } from "vitest";
import { serialLine, simulate } from "../../harness/index.ts";
import { UartReceiver, UartTransmitter } from "./index.ts";

const ALL = Array.from({ length: 256 }, (_, byte) => byte);

/** What a receiver gives for a line of levels; `lengths` are the cycles of each. */
function receive(divisor: number, levels: readonly { readonly level: number; readonly cycles: number }[]) {
  using sim = simulate(UartReceiver(divisor), { seed: 1 });
  sim.dut.rx.poke(1);
  sim.reset();
  const bytes: number[] = [];
  let broken = 0;
  const look = (cycles: number): void => {
    for (let i = 0; i < cycles; i++) {
      if (sim.dut.received.peek() === 1) bytes.push(sim.dut.data.peek());
      broken += sim.dut.broken.peek();
      sim.step();
    }
  };
  look(20);
  for (const { level, cycles } of levels) {
    sim.dut.rx.poke(level);
    look(cycles);
  }
  sim.dut.rx.poke(1);
  look(20 * divisor);
  return { bytes, broken };
}

/** A byte's levels at a sender whose bits have these cycles; edges fall on whole cycles. */
function levelsOf(byte: number, bit: number) {
  const levels = [0, ...Array.from({ length: 8 }, (_, i) => (byte >> i) & 1), 1];
  return levels.map((level, i) => ({ level, cycles: Math.round((i + 1) * bit) - Math.round(i * bit) }));
}

describe("UartReceiver", () => {
  test.each([4, 5, 12, 13])("divisor %i: all 256 bytes, one after the other", (divisor) => {
    const { bytes, broken } = receive(
      divisor,
      ALL.flatMap((byte) => levelsOf(byte, divisor)),
    );
    expect(bytes).toEqual(ALL);
    expect(broken).toBe(0);
  });

  test.each([0.97, 1.03])("a sender at %f of the bit time is understood", (factor) => {
    const { bytes } = receive(
      32,
      ALL.flatMap((byte) => levelsOf(byte, 32 * factor)),
    );
    expect(bytes).toEqual(ALL);
  });

  test("a missing stop bit is told, gives no byte, and the next byte comes whole", () => {
    const bad = levelsOf(0x55, 8).map((part, i) => (i === 9 ? { ...part, level: 0 } : part));
    const rest = [{ level: 1, cycles: 16 }, ...levelsOf(0x5a, 8)];
    expect(receive(8, [...bad, ...rest])).toEqual({ bytes: [0x5a], broken: 1 });
  });

  test("a line held at 0 is one broken byte, not many", () => {
    expect(receive(8, [{ level: 0, cycles: 500 }])).toEqual({ bytes: [], broken: 1 });
  });

  test("a start bit that is over before its middle is noise", () => {
    expect(
      receive(16, [
        { level: 0, cycles: 6 },
        { level: 1, cycles: 200 },
      ]),
    ).toEqual({ bytes: [], broken: 0 });
  });

  test("divisors below 4 are refused", () => {
    expect(() => UartReceiver(3)).toThrow(/divisor/);
    expect(() => UartTransmitter(3)).toThrow(/divisor/);
  });
});

describe("UartTransmitter", () => {
  test.each([4, 13])("divisor %i: all 256 bytes in 10 bits and a cycle each", (divisor) => {
    using sim = simulate(UartTransmitter(divisor), { seed: 1 });
    sim.reset();
    const line: number[] = [];
    sim.dut.bytes.valid.poke(1);
    for (const byte of ALL) {
      sim.dut.bytes.data.poke(byte);
      for (let cycle = 0; cycle <= 10 * divisor; cycle++) {
        expect(sim.dut.bytes.ready.peek()).toBe(cycle === 0 ? 1 : 0);
        line.push(sim.dut.tx.peek());
        sim.step();
      }
    }
    const expected = ALL.flatMap((byte) => [
      1,
      ...levelsOf(byte, divisor).flatMap(({ level, cycles }) => Array<number>(cycles).fill(level)),
    ]);
    expect(line).toEqual(expected);
  });

  test("the harness's line reads what it sends", () => {
    using sim = simulate(UartTransmitter(8), { seed: 1 });
    sim.reset();
    const idle = { poke: () => undefined } as unknown as Parameters<typeof serialLine>[1]["rx"];
    const line = serialLine(sim, { rx: idle, tx: sim.dut.tx }, { divisor: 8 });
    sim.fork(function* () {
      yield* sim.dut.bytes.sendAll([0, 255, 0xa5]);
    });
    sim.run(400);
    expect([...line.take()]).toEqual([0, 255, 0xa5]);
    expect(line.brokenBytes).toBe(0);
  });
});
