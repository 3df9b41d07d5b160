/** Reads the transmitter's line as a receiver would: in the middle of each bit, counted from the start bit's edge. */
import { elaborate } from "bitloom";
import { describe, expect, it } from "vitest";
import { interpret } from "../src/sim/index.ts";
import { UartTransmitter } from "./uart.ts";

/** The line's level in each cycle while `bytes` are offered without a gap. */
function transmit(cyclesPerBit: number, bytes: readonly number[], cycles: number): number[] {
  const device = interpret(elaborate(UartTransmitter(cyclesPerBit)));
  device.poke("reset", 1n);
  device.step();
  device.poke("reset", 0n);
  const waiting = [...bytes];
  return Array.from({ length: cycles }, () => {
    device.poke("bytes_valid", waiting.length > 0 ? 1n : 0n);
    device.poke("bytes_data", BigInt(waiting[0] ?? 0));
    const level = Number(device.peek("line"));
    if (waiting.length > 0 && device.peek("bytes_ready") === 1n) waiting.shift();
    device.step();
    return level;
  });
}

/** Frames found on the line; a stop bit that is 0 gives undefined. */
function receive(line: readonly number[], cyclesPerBit: number): (number | undefined)[] {
  const found: (number | undefined)[] = [];
  let cycle = line.indexOf(0);
  while (cycle >= 0 && cycle + 10 * cyclesPerBit <= line.length) {
    const middle = (position: number) => line[cycle + position * cyclesPerBit + (cyclesPerBit >> 1)] ?? 1;
    const value = [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, place) => sum + (middle(place + 1) << place), 0);
    found.push(middle(9) === 1 ? value : undefined);
    cycle = line.indexOf(0, cycle + 10 * cyclesPerBit);
  }
  return found;
}

describe("the serial transmitter", () => {
  it.each([1, 2, 5])("sends what a receiver reads back, %i cycles a bit", (cyclesPerBit) => {
    const bytes = [0x5a, 0x00, 0xff, 0x01, 0x80];
    const line = transmit(cyclesPerBit, bytes, 10 * cyclesPerBit * bytes.length + 4);
    expect(receive(line, cyclesPerBit)).toEqual(bytes);
  });

  it("sends every byte", () => {
    const bytes = Array.from({ length: 256 }, (_, value) => value);
    expect(receive(transmit(2, bytes, 256 * 20 + 4), 2)).toEqual(bytes);
  });

  it("keeps the line high at rest", () => {
    expect(transmit(3, [], 50)).toEqual(Array(50).fill(1));
  });
});
