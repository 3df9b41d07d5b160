/** The weight stream's gearbox against a string of bytes: every size of word, aligned or not, with and without stalls. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { confirm, type SimulateModuleOptions, simulate } from "../../harness/index.ts";
import { isInvariant, lintVerilog, seededRandom } from "../../testing/index.ts";
import { LieqByteGearbox } from "./byte-gearbox.ts";
import { bytesToBits } from "./testing.ts";

interface Take {
  readonly bytes: number;
  readonly align: 0 | 1;
}

/** The words that a list of takes gives, from the stream's bytes; with the beats that it uses up. */
function expected(stream: Uint8Array, takes: readonly Take[]) {
  let at = 0;
  const words = takes.map(({ bytes, align }) => {
    const word = bytesToBits(stream.subarray(at, at + bytes));
    at += bytes;
    if (align) at = 8 * Math.ceil(at / 8);
    return word;
  });
  return { words, beats: Math.ceil(at / 8) };
}

function play(
  takes: readonly Take[],
  pace: { stall: number; waits: number },
  change?: (stream: Uint8Array) => void,
  options: SimulateModuleOptions = {},
) {
  const sim = simulate(LieqByteGearbox, { seed: takes.length, ...options });
  sim.reset();
  const { dut, random } = sim;
  const stream = Uint8Array.from({ length: 16 * takes.length }, () => random.below(256));
  const golden = expected(stream, takes);
  change?.(stream);
  const words: bigint[] = [];
  /** Cycles in which a word is taken. */
  const cycles: number[] = [];
  const beats = dut.enq.monitor();
  sim.fork(
    function* () {
      for (let at = 0; at < stream.length; at += 8) {
        yield* dut.enq.send(bytesToBits(stream.subarray(at, at + 8)), { stall: pace.stall });
      }
    },
    { background: true },
  );
  sim.fork(function* () {
    for (const { bytes, align } of takes) {
      dut.bytes.poke(bytes);
      for (;;) {
        const takesNow = dut.valid.peek() === 1 && !random.chance(pace.waits);
        dut.take.poke(takesNow ? 1 : 0);
        dut.align.poke(align);
        if (takesNow) {
          words.push(BigInt.asUintN(8 * bytes, BigInt(dut.word.peek())));
          cycles.push(sim.cycle);
        }
        yield;
        if (takesNow) break;
      }
    }
    dut.take.poke(0);
  });
  sim.runUntilDone({ maxCycles: 100 * takes.length });
  return { sim, words, cycles, beats: beats.beats, golden };
}

const random = seededRandom(51);
const mixed = Array.from(
  { length: 400 },
  (): Take => ({ bytes: 1 + random.below(8), align: random.chance(0.2) ? 1 : 0 }),
);
const every: Take[] = [];
for (let bytes = 1; bytes <= 8; bytes++) {
  for (let before = 1; before <= 8; before++) {
    for (const align of [0, 1] as const) every.push({ bytes: before, align: 0 }, { bytes, align });
  }
}

describe("LieqByteGearbox", () => {
  test.each([
    { stall: 0, waits: 0 },
    { stall: 0.4, waits: 0 },
    { stall: 0, waits: 0.4 },
    { stall: 0.3, waits: 0.3 },
  ])("gives the stream's bytes word by word, %j", (pace) => {
    for (const takes of [mixed, every]) {
      const { sim, words, golden } = play(takes, pace);
      using _ = sim;
      expect(words).toEqual(golden.words);
    }
  });

  test.each([
    ["words of all sizes", mixed],
    ["every pair of sizes, aligned and not", every],
    ...[1, 6, 7, 8].map((bytes): [string, Take[]] => [
      `words of ${bytes} bytes`,
      Array.from({ length: 100 }, (_, i) => ({ bytes, align: i % 13 === 12 ? 1 : 0 })),
    ]),
  ])("gives a word in every cycle while beats keep coming: %s", (_title, takes) => {
    const { sim, cycles, beats } = play(takes, { stall: 0, waits: 0 });
    using _ = sim;
    const first = beats[0]?.cycle ?? -1;
    // The first beat is there one cycle after it was taken.
    expect(cycles).toEqual(takes.map((_, i) => first + 1 + i));
  });

  test("takes a beat in every cycle while words of 8 bytes leave, and no more than it has room for", () => {
    const takes = Array.from({ length: 50 }, (): Take => ({ bytes: 8, align: 1 }));
    const { sim, beats, golden } = play(takes, { stall: 0, waits: 0 });
    using _ = sim;
    const first = beats[0]?.cycle ?? -1;
    expect(beats.slice(0, 50).map(({ cycle }) => cycle)).toEqual(takes.map((_, i) => first + i));
    expect(beats.length).toBeLessThanOrEqual(golden.beats + 2);
  });

  test("the comparison notices a wrong bit in the stream", () => {
    const { sim, words, golden } = play(mixed, { stall: 0.2, waits: 0.2 }, (stream) => {
      stream[100] = (stream[100] ?? 0) ^ 4;
    });
    using _ = sim;
    const wrong = words.filter((word, i) => word !== golden.words[i]);
    // Byte 100 may lie in what an aligned word drops: this seed's does not.
    expect(wrong).toHaveLength(1);
  });

  describe("for ever, as long as words are taken only while they are valid", () => {
    // What the consumer promises, up to the last cycle.
    const history = `reg isLegal;
always @(posedge clock) isLegal <= reset || (isLegal && (!take || (valid && bytes >= 1 && bytes <= 8)));`;
    const property = "!isLegal || (fill <= 23 && (held >> (fill * 32'd8)) == 0)";

    test("it never holds more than 23 bytes, and zeros above them", async () => {
      expect(await isInvariant(LieqByteGearbox, { property, history })).toBe(true);
    });

    test.each([
      ["a beat too many", /assign enq_ready = .*/, "assign enq_ready = 1'b1;"],
      ["a word that stays", /held >> \{removed, 3'd0\}/, "held"],
    ] as const)("which %s breaks", async (_title, found, replacement) => {
      expect(await isInvariant(LieqByteGearbox, { property, history, fault: [found, replacement] })).toBe(
        false,
      );
    });
  });

  test.each(["icarus", "verilator"] as const)(
    "%s gives every output at every cycle",
    (simulator) => {
      const { sim } = play(mixed, { stall: 0.3, waits: 0.3 }, undefined, { record: true });
      using _ = sim;
      const { steps, compared } = confirm(sim, simulator);
      expect(steps).toBeGreaterThan(400);
      expect(compared).toBe(3 * steps);
    },
    120_000,
  );

  test("Verilator, Icarus and Yosys accept it", async () => {
    expect(await lintVerilog(writeVerilog(elaborate(LieqByteGearbox)))).toEqual([]);
  });
});
