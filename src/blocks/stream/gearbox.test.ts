/** Gearboxes against the bit string that goes in: little-endian, nothing lost, no bubbles. */
import { describe, expect, test } from "vitest";
import { scoreboard, simulate } from "../../harness/index.ts";
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

/** Every pair of widths from 1 to 4. */
const smallRatios = Array.from({ length: 16 }, (_, i) => [1 + Math.floor(i / 4), 1 + (i % 4)] as const);

/** Probability that the sender and that the receiver waits. */
const stalls = [
  [0, 0],
  [0.1, 0.1],
  [0.8, 0.8],
  [0, 0.6],
  [0.6, 0],
] as const;

/** The first `count` words of `width` bits of a bit string whose bit 0 is the first. */
function wordsOf(text: bigint, width: number, count: number): bigint[] {
  return Array.from({ length: count }, (_, i) => BigInt.asUintN(width, text >> BigInt(i * width)));
}

const joined = (words: readonly bigint[], width: number): bigint =>
  words.reduce((text, word, i) => text | (word << BigInt(i * width)), 0n);

function start(from: number, to: number) {
  const sim = simulate(Gearbox(from, to), { seed: from * 100 + to });
  sim.reset();
  return sim;
}

/** Sends as many beats as leave nothing behind, and at least `beats`, for each pair of stalls; returns the cycles. */
function run(from: number, to: number, beats: number, ...pairs: readonly (readonly [number, number])[]) {
  using sim = start(from, to);
  const { enq, deq } = sim.dut;
  const whole = Math.ceil(beats / to) * to;
  const count = (whole * from) / to;
  const board = scoreboard(sim, (word: bigint) => word);
  enq.monitor();
  deq.monitor().onBeat(({ value }) => board.check(BigInt(value)));
  let cycles = 0;
  for (const [enqStall, deqStall] of pairs) {
    const words = Array.from({ length: whole }, () => sim.random.bits(from));
    for (const word of wordsOf(joined(words, from), to, count)) board.push(word);
    sim.fork(() => enq.sendAll(words, { stall: enqStall }));
    sim.fork(() => deq.receiveAll(count, { stall: deqStall }));
    cycles += sim.runUntilDone({ maxCycles: 20 * (whole + count) + 100 });
  }
  expect(board.compared).toBe(pairs.length * count);
  return { cycles, longest: Math.max(whole, count) };
}

describe("Gearbox", () => {
  test.each(ratios)("%i to %i bits keeps every bit in order under random stalls", (from, to) => {
    run(from, to, 60, ...stalls);
  });

  test("so do all pairs of widths from 1 to 4 bits", () => {
    for (const [from, to] of smallRatios) run(from, to, 40, ...stalls);
  });

  test.each([...ratios, [16, 56], [32, 56], [128, 56], [256, 56], [8, 56]] as const)(
    "%i to %i bits moves a beat in every cycle on the side that limits",
    (from, to) => {
      const { cycles, longest } = run(from, to, 80, [0, 0]);
      // Filling up before the first word leaves: the beats of one output word, and the output register.
      const startUp = Math.ceil(to / from) + 1;
      expect(cycles).toBeLessThanOrEqual(longest + startUp);
    },
  );

  test.each(ratios)(
    "%i to %i bits: ready and valid do not follow the other side within a cycle",
    (from, to) => {
      using sim = start(from, to);
      const { enq, deq } = sim.dut;
      const seen = new Set<string>();
      for (let cycle = 0; cycle < 200; cycle++) {
        const answers = [0, 1, 2, 3].map((inputs) => {
          enq.valid.poke(inputs & 1);
          deq.ready.poke(inputs >> 1);
          return `ready ${enq.ready.peek()} valid ${deq.valid.peek()}`;
        });
        const [answer = ""] = answers;
        if (answers.some((other) => other !== answer)) expect(answers).toEqual(Array(4).fill(answer));
        seen.add(answer);
        enq.valid.poke(sim.random.number(1));
        deq.ready.poke(sim.random.number(1));
        sim.step();
      }
      expect([...seen]).toEqual(expect.arrayContaining(["ready 1 valid 0", "ready 1 valid 1"]));
    },
  );

  test("refuses widths that make no stream", () => {
    expect(() => Gearbox(0, 8)).toThrowError(
      /fromBits of Gearbox is 0; allowed is a whole number from 1 to 4096/,
    );
    expect(() => Gearbox(8, 2.5)).toThrowError(/toBits of Gearbox is 2.5/);
  });
});

type Remainder = "flush" | "drop";

/** What must come out of a packet gearbox for one packet. */
function packetOut(words: readonly bigint[], from: number, to: number, remainder: Remainder) {
  const count = (remainder === "flush" ? Math.ceil : Math.floor)((words.length * from) / to);
  return wordsOf(joined(words, from), to, count).map((bits, i) => ({ bits, last: i === count - 1 ? 1 : 0 }));
}

interface Packets {
  readonly lengths: readonly number[];
  readonly stall: readonly [number, number];
}

/** Returns the beats in and out, and the cycles. Later beats than those expected fail too. */
function runPackets(from: number, to: number, remainder: Remainder, runs: readonly Packets[]) {
  using sim = simulate(PacketGearbox(from, to, { remainder }), { seed: from * 7 + to });
  sim.reset();
  const { enq, deq } = sim.dut;
  const board = scoreboard(sim, (beat: { bits: bigint; last: number }) => beat);
  enq.monitor();
  deq.monitor().onBeat(({ value: { bits, last } }) => board.check({ bits: BigInt(bits), last }));
  const total = { beatsIn: 0, beatsOut: 0, cycles: 0 };
  for (const { lengths, stall } of runs) {
    const packets = lengths.map((length) => Array.from({ length }, () => sim.random.bits(from)));
    const beatsOut = packets.flatMap((words) => packetOut(words, from, to, remainder));
    const beatsIn = packets.flatMap((words) =>
      words.map((bits, i) => ({ bits, last: i === words.length - 1 })),
    );
    for (const beat of beatsOut) board.push(beat);
    sim.fork(() => enq.sendAll(beatsIn, { stall: stall[0] }));
    sim.fork(() => deq.receiveAll(beatsOut.length, { stall: stall[1] }));
    total.cycles += sim.runUntilDone({ maxCycles: 40 * (beatsIn.length + beatsOut.length) + 100 });
    total.beatsIn += beatsIn.length;
    total.beatsOut += beatsOut.length;
  }
  expect(board.compared).toBe(total.beatsOut);
  return total;
}

describe("PacketGearbox", () => {
  const lengths = [1, 2, 1, 1, 3, 7, 8, 9, 5, 1, 2, 16, 4];
  const runs = stalls.map((stall) => ({ lengths, stall }));

  test.each(ratios)("%i to %i bits starts every packet in a fresh word and marks its last", (from, to) => {
    runPackets(from, to, "flush", runs);
  });

  test.each(ratios.filter(([from, to]) => to <= from))(
    "%i to %i bits drops what fills no word when asked",
    (from, to) => {
      runPackets(from, to, "drop", runs);
    },
  );

  test("so do all pairs of widths from 1 to 4 bits", () => {
    for (const [from, to] of smallRatios) {
      runPackets(from, to, "flush", runs);
      if (to <= from) runPackets(from, to, "drop", runs);
    }
  });

  test.each([
    [64, 56],
    [8, 24],
    [7, 3],
  ] as const)("%i to %i bits takes the next packet while the last one leaves", (from, to) => {
    const { cycles, beatsIn, beatsOut } = runPackets(from, to, "flush", [
      { lengths: Array(40).fill(5), stall: [0, 0] },
    ]);
    expect(cycles).toBeLessThanOrEqual(Math.max(beatsIn, beatsOut) + Math.ceil(to / from) + 1);
  });

  test("refuses to drop where a packet might leave no word to mark", () => {
    expect(() => PacketGearbox(8, 24, { remainder: "drop" })).toThrowError(
      /remainder of PacketGearbox is drop; allowed is "flush" when toBits > fromBits/,
    );
  });
});
