/** Gearboxes against the bit string that goes in: little-endian, nothing lost, no bubbles. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { interpret } from "../../sim/index.ts";
import { applyReset, type Beat, runStreams, seededRandom } from "../../testing/index.ts";
import { Gearbox, PacketGearbox } from "./gearbox.ts";

const ratios = [
  [64, 56],
  [56, 64],
  [8, 24],
  [24, 8],
  [7, 3],
  [3, 7],
  [12, 18],
  [8, 8],
  [1, 5],
  [5, 1],
] as const;

/** The first `count` words of `width` bits of a bit string whose bit 0 is the first. */
function wordsOf(text: bigint, width: number, count: number): bigint[] {
  return Array.from({ length: count }, (_, i) => BigInt.asUintN(width, text >> BigInt(i * width)));
}

const joined = (words: readonly bigint[], width: number): bigint =>
  words.reduce((text, word, i) => text | (word << BigInt(i * width)), 0n);

function start(definition: Parameters<typeof elaborate>[0]) {
  const simulation = interpret(elaborate(definition));
  applyReset(simulation);
  return simulation;
}

function run(from: number, to: number, stall: number, seed: number, beats: number) {
  const random = seededRandom(seed);
  const words = Array.from({ length: beats }, () => random.bits(from));
  const count = Math.floor((beats * from) / to);
  const result = runStreams(start(Gearbox(from, to)), {
    send: { enq: words.map((data) => ({ data })) },
    receive: { deq: { count, payload: ["data"] } },
    stall,
    random,
    limit: 40 * (beats + count) + 100,
  });
  expect(result.received.deq?.map((beat) => beat.data)).toEqual(wordsOf(joined(words, from), to, count));
  expect(result.violations).toEqual([]);
  return { ...result, count };
}

describe("Gearbox", () => {
  test.each(ratios)("%i to %i bits keeps every bit in order under random stalls", (from, to) => {
    for (const stall of [0.1, 0.5, 0.8]) run(from, to, stall, from * 100 + to, 60);
  });

  test.each([...ratios, [16, 56], [32, 56], [128, 56], [256, 56], [8, 56]] as const)(
    "%i to %i bits moves a beat in every cycle on the side that limits",
    (from, to) => {
      const beats = 80;
      const { cycles, count } = run(from, to, 0, 1, beats);
      // Filling up before the first word leaves: the beats of one output word, and the output register.
      const startUp = Math.ceil(to / from) + 1;
      expect(cycles).toBeLessThanOrEqual(Math.max(beats, count) + startUp);
    },
  );

  test("ready and valid do not follow the other side within a cycle", () => {
    const simulation = start(Gearbox(8, 8));
    for (const [valid, ready] of [
      [0n, 0n],
      [0n, 1n],
      [1n, 0n],
      [1n, 1n],
    ] as const) {
      simulation.poke("enq_valid", valid);
      simulation.poke("deq_ready", ready);
      expect([simulation.peek("enq_ready"), simulation.peek("deq_valid")]).toEqual([1n, 0n]);
    }
  });

  test("refuses widths that make no stream", () => {
    expect(() => Gearbox(0, 8)).toThrowError(
      /fromBits of Gearbox is 0; allowed is a whole number from 1 to 4096/,
    );
    expect(() => Gearbox(8, 2.5)).toThrowError(/toBits of Gearbox is 2.5/);
  });
});

/** What must come out of a packet gearbox for one packet. */
function packetOut(words: readonly bigint[], from: number, to: number, remainder: "flush" | "drop"): Beat[] {
  const count = (remainder === "flush" ? Math.ceil : Math.floor)((words.length * from) / to);
  return wordsOf(joined(words, from), to, count).map((bits, i) => ({
    data_bits: bits,
    data_last: i === count - 1 ? 1n : 0n,
  }));
}

function runPackets(from: number, to: number, remainder: "flush" | "drop", stall: number, lengths: number[]) {
  const random = seededRandom(from * 7 + to + stall * 10);
  const packets = lengths.map((length) => Array.from({ length }, () => random.bits(from)));
  const expected = packets.flatMap((words) => packetOut(words, from, to, remainder));
  const enq = packets.flatMap((words) =>
    words.map((bits, i) => ({ data_bits: bits, data_last: i === words.length - 1 ? 1n : 0n })),
  );
  const result = runStreams(start(PacketGearbox(from, to, { remainder })), {
    send: { enq },
    receive: { deq: { count: expected.length, payload: ["data_bits", "data_last"] } },
    stall,
    random,
    limit: 40 * (enq.length + expected.length) + 100,
  });
  expect(result.received.deq).toEqual(expected);
  expect(result.violations).toEqual([]);
  return { ...result, beatsIn: enq.length, beatsOut: expected.length };
}

describe("PacketGearbox", () => {
  const lengths = [1, 2, 1, 1, 3, 7, 8, 9, 5, 1, 2, 16, 4];

  test.each(ratios)("%i to %i bits starts every packet in a fresh word and marks its last", (from, to) => {
    for (const stall of [0, 0.5]) runPackets(from, to, "flush", stall, lengths);
  });

  test.each(ratios.filter(([from, to]) => to <= from))(
    "%i to %i bits drops what fills no word when asked",
    (from, to) => {
      for (const stall of [0, 0.5]) runPackets(from, to, "drop", stall, lengths);
    },
  );

  test.each([
    [64, 56],
    [8, 24],
    [7, 3],
  ] as const)("%i to %i bits takes the next packet while the last one leaves", (from, to) => {
    const { cycles, beatsIn, beatsOut } = runPackets(from, to, "flush", 0, Array(40).fill(5));
    expect(cycles).toBeLessThanOrEqual(Math.max(beatsIn, beatsOut) + Math.ceil(to / from) + 1);
  });

  test("refuses to drop where a packet might leave no word to mark", () => {
    expect(() => PacketGearbox(8, 24, { remainder: "drop" })).toThrowError(
      /remainder of PacketGearbox is drop; allowed is "flush" when toBits > fromBits/,
    );
  });
});
