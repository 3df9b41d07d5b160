/** Reads the transmitter's line as a receiver would: in the middle of each bit, counted from the start bit's edge. */
import { cycle, simulate } from "bitloom";
import { describe, expect, it } from "vitest";
import { UartTransmitter } from "./uart.ts";

interface Received {
  readonly bytes: number[];
  /** Stop bits that were 0. */
  breaks: number;
}

/** A transmitter whose line is listened to from now on. */
function start(cyclesPerBit: number) {
  const sim = simulate(UartTransmitter(cyclesPerBit), { seed: cyclesPerBit });
  sim.reset();
  const { bytes, line } = sim.dut;
  bytes.monitor();
  const received: Received = { bytes: [], breaks: 0 };
  sim.fork(
    function* () {
      for (;;) {
        while (line.peek() === 1) yield cycle;
        yield* sim.cycles(cyclesPerBit >> 1);
        let byte = 0;
        for (let place = 0; place < 8; place++) {
          yield* sim.cycles(cyclesPerBit);
          byte += line.peek() << place;
        }
        yield* sim.cycles(cyclesPerBit);
        if (line.peek() === 1) received.bytes.push(byte);
        else received.breaks++;
        yield cycle;
      }
    },
    { name: "receiver", background: true },
  );
  return { sim, received };
}

const everyByte = Array.from({ length: 256 }, (_, value) => value);

describe("the serial transmitter", () => {
  it.each([1, 2, 3, 5, 16])(
    "sends every byte so that a receiver reads it back, %i cycles a bit",
    (cyclesPerBit) => {
      for (const stall of [0, 0.01]) {
        const { sim: started, received } = start(cyclesPerBit);
        using sim = started;
        sim.fork(() => sim.dut.bytes.sendAll(everyByte, { stall }));
        const cycles = sim.runUntilDone();
        // The last byte is taken, but not yet sent.
        sim.run(10 * cyclesPerBit + 1);
        expect(received).toEqual({ bytes: everyByte, breaks: 0 });
        if (stall === 0) expect(cycles).toBe(255 * 10 * cyclesPerBit + 1);
      }
    },
  );

  it("keeps the line high at rest", () => {
    const { sim: started, received } = start(3);
    using sim = started;
    const { line } = sim.dut;
    let low = 0;
    sim.observe({
      beforeEdge() {
        if (line.peek() === 0) low++;
      },
    });
    sim.run(50);
    expect(low).toBe(0);
    expect(received).toEqual({ bytes: [], breaks: 0 });
  });
});
