/** Frames in hardware against the host's own code for them, and against the CRC's published check value. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import { crc16, encodeFrame, FrameDecoder } from "../../host/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { FrameReceiver } from "./frame-receiver.ts";
import { FrameSender } from "./frame-sender.ts";

const random = seededRandom(4);
/** Contents with many bytes that must be escaped. */
const contents = Array.from({ length: 60 }, (_, i) =>
  Uint8Array.from({ length: 1 + (i % 20) }, () =>
    random.pick([0xc0, 0xdb, 0xdc, 0xdd, 0, 255, random.below(256)]),
  ),
);

/** What the receiver says to bytes: contents of good frames, and how many were bad. */
function received(bytes: Iterable<number>) {
  using sim = simulate(FrameReceiver(), { seed: 1 });
  sim.reset();
  sim.dut.broken.poke(0);
  const good: number[][] = [];
  let bad = 0;
  let content: number[] = [];
  for (const byte of bytes) {
    sim.dut.data.poke(byte);
    sim.dut.received.poke(1);
    if (sim.dut.contentValid.peek() === 1) content.push(sim.dut.content.peek());
    if (sim.dut.ends.peek() === 1) {
      if (sim.dut.isGood.peek() === 1) good.push(content);
      else bad++;
    }
    if (byte === 0xc0) content = [];
    sim.step();
    sim.dut.received.poke(0);
    sim.step();
  }
  return { good, bad };
}

test("the host's CRC gives the check value of CRC-16/IBM-3740", () => {
  expect(crc16(Buffer.from("123456789"))).toBe(0x29b1);
});

describe("FrameReceiver", () => {
  test("gives back the content of the host's frames", () => {
    const line = contents.flatMap((content) => [...encodeFrame(content)]);
    expect(received(line)).toEqual({ good: contents.map((content) => [...content]), bad: 0 });
  });

  test("every single flipped bit and every lost byte of a frame is seen", () => {
    const next = [9, 8, 7];
    const frame = [...encodeFrame(Uint8Array.of(1, 0xc0, 0xdb, 0x40, 5))];
    for (let at = 1; at < frame.length - 1; at++) {
      const lost = frame.filter((_, index) => index !== at);
      const flips = Array.from({ length: 8 }, (_, bit) => frame.with(at, (frame[at] ?? 0) ^ (1 << bit)));
      for (const line of [lost, ...flips]) {
        const { good, bad } = received([...line, ...encodeFrame(Uint8Array.from(next))]);
        expect(good, String(line)).toEqual([next]);
        expect(bad, String(line)).toBeGreaterThan(0);
      }
    }
  });

  test("garbage before a frame costs nothing but itself", () => {
    const garbage = Array.from({ length: 50 }, () => random.below(256));
    const { good } = received([...garbage, ...encodeFrame(Uint8Array.of(1, 2, 3))]);
    expect(good).toEqual([[1, 2, 3]]);
  });
});

test("FrameSender makes the frames that the host reads", () => {
  using sim = simulate(FrameSender(), { seed: 1 });
  sim.reset();
  sim.fork(function* () {
    for (const content of contents) {
      for (const [at, bits] of content.entries()) {
        yield* sim.dut.content.send({ bits, last: at === content.length - 1 ? 1 : 0 }, { stall: 0.2 });
      }
    }
  });
  const expected = contents.flatMap((content) => [...encodeFrame(content)]);
  const line: number[] = [];
  sim.fork(function* () {
    while (line.length < expected.length) line.push(yield* sim.dut.line.receive({ stall: 0.3 }));
  });
  sim.runUntilDone({ maxCycles: 20_000 });
  expect(line).toEqual(expected);
  const frames = new FrameDecoder().push(Uint8Array.from(line));
  expect(frames.map((frame) => (frame.isGood ? [...frame.content] : frame.reason))).toEqual(
    contents.map((content) => [...content]),
  );
});
