/** The top of a column against the golden codecs: every code of every format at every place of a word, phase by phase. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { pulseWeights, temporalPulses } from "../../golden/index.ts";
import { confirm, type SimulateModuleOptions, simulate } from "../../harness/index.ts";
import { lintVerilog } from "../../testing/index.ts";
import { LieqColumn } from "./column.ts";
import { bytesToBits, coveredPlaces, everyWord, fineqWord, PLACES, type Word } from "./testing.ts";

const CODINGS = ["unary", "binary", "direct"] as const;
type Coding = (typeof CODINGS)[number];
const PHASES = { unary: 3, binary: 2, direct: 1 } as const;

/** What a step of a digit should count, with its sign. */
function countOf(coding: Coding, digit: number, phase: number): number {
  const magnitude = Math.abs(digit);
  if (coding === "direct") return digit;
  return (
    Math.sign(digit) *
    (temporalPulses(coding, magnitude)[phase] as number) *
    (pulseWeights(coding)[phase] as number)
  );
}

interface Command {
  readonly word: Word;
  readonly slot: number;
  readonly weight: number;
  readonly plane: number;
  readonly phase: number;
}

function shuffled<T>(items: T[], below: (bound: number) => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
  return items;
}

function start(coding: Coding, wordDepth: number, options: SimulateModuleOptions = {}) {
  const phases = PHASES[coding];
  const sim = simulate(LieqColumn({ coding, phases, wordDepth }), { seed: wordDepth, ...options });
  const { dut, random } = sim;
  /** Commands and boundaries by the cycle in which they went in. */
  const sent: (Command | undefined)[] = [];
  const boundaries: number[] = [];
  let compared = 0;
  const wrong: string[] = [];

  function step(command: Command | undefined): void {
    const boundary = random.chance(0.1) ? 1 : 0;
    const { clusterWeights, code } = command?.word.format ?? { clusterWeights: 4, code: random.below(5) };
    const weight = command?.weight ?? random.below(8);
    // Direct coding has no field for the phase, which the type of the port does not tell: so by name.
    sim.poke("command_step", command ? 1 : 0);
    sim.poke("command_boundary", boundary);
    sim.poke("command_format", code);
    sim.poke("command_slot", command?.slot ?? random.below(wordDepth));
    sim.poke("command_cluster", Math.floor(weight / clusterWeights));
    sim.poke("command_position", weight % clusterWeights);
    sim.poke("command_plane", command?.plane ?? random.below(4));
    if (phases > 1) sim.poke("command_phase", command?.phase ?? 0);
    sent.push(command);
    boundaries.push(boundary);
    sim.step();
    if (sim.peek("passed_step") !== (command ? 1 : 0)) wrong.push(`passed in cycle ${sim.cycle}`);
    if (sent.length < 2) return;
    const then = sent.at(-2);
    if (dut.boundary.peek() !== boundaries.at(-2)) wrong.push(`boundary in cycle ${sim.cycle}`);
    const count = Number(dut.pulse.peek()) * (dut.negative.peek() === 1 ? -1 : 1);
    if (!then) {
      if (count !== 0) wrong.push(`a pulse without a step in cycle ${sim.cycle}`);
      return;
    }
    const { word, plane, phase } = then;
    const digit = word.digits[then.weight * word.format.planes + plane] as number;
    const expected = countOf(coding, digit, phase);
    compared++;
    const isSigned = word.format.bits !== 0 && dut.negative.peek() === 1;
    // Minus zero adds nothing: only a count tells a sign apart.
    if (count + 0 !== expected + 0 || isSigned) {
      wrong.push(
        `${word.format.name} weight ${then.weight} plane ${plane} phase ${phase}: ${count}, expected ${expected}`,
      );
    }
  }

  /** Fills the store, as many words as it has slots, and gives every command on them in any order. */
  function play(words: readonly Word[]): void {
    words.forEach((word, slot) => {
      const used = 8 * word.format.wordBytes;
      dut.write.poke(1);
      dut.slot.poke(slot);
      // What lies above the word in the gearbox may be anything.
      dut.word.poke(BigInt.asUintN(64, bytesToBits(word.bytes) | (random.bits(64) << BigInt(used))));
      step(undefined);
    });
    dut.write.poke(0);
    dut.word.poke(random.bits(64));
    const commands = words.flatMap((word, slot) =>
      word.digits.flatMap((_, digit) =>
        Array.from({ length: phases }, (_, phase): Command => {
          const { planes } = word.format;
          return { word, slot, weight: Math.floor(digit / planes), plane: digit % planes, phase };
        }),
      ),
    );
    for (const command of shuffled(commands, (bound) => random.below(bound))) {
      while (random.chance(0.05)) step(undefined);
      step(command);
    }
    step(undefined);
  }

  return { sim, play, wrong, compared: () => compared };
}

describe.each(CODINGS)("LieqColumn, %s coding", (coding) => {
  test.each([2, 4, 8])("reads every code at every place from %i slots, formats mixed", (wordDepth) => {
    const { sim, play, wrong, compared } = start(coding, wordDepth);
    using _ = sim;
    const words = shuffled(everyWord(), (bound) => sim.random.below(bound));
    expect(coveredPlaces(words).size).toBe(PLACES);
    for (let at = 0; at < words.length; at += wordDepth) play(words.slice(at, at + wordDepth));
    expect(wrong).toEqual([]);
    const digits = words.reduce((sum, word) => sum + word.digits.length, 0);
    expect(compared()).toBe(digits * PHASES[coding]);
  });

  test("notices one wrong bit in a word exactly where the golden codec reads another weight", () => {
    const { sim, play, wrong } = start(coding, 2);
    using _ = sim;
    let noticed = 0;
    for (const word of everyWord().filter((_, i) => i % 60 === 0)) {
      for (let bit = 0; bit < 8 * word.format.wordBytes; bit += 3) {
        const bytes = word.bytes.map((byte, i) => byte ^ (i === bit >> 3 ? 1 << (bit & 7) : 0));
        play([{ ...word, bytes }]);
        const digits = word.format.bits === 0 ? fineqWord(bytes).digits : [];
        expect(wrong.length > 0).toBe(
          digits.some((digit, i) => digit !== word.digits[i]) || digits.length === 0,
        );
        noticed += wrong.splice(0).length > 0 ? 1 : 0;
      }
    }
    expect(noticed).toBeGreaterThan(100);
  });
});

describe("LieqColumn elsewhere", () => {
  test.each(["icarus", "verilator"] as const)(
    "%s gives every output at every cycle",
    (simulator) => {
      const { sim, play, wrong, compared } = start("unary", 4, { record: true });
      using _ = sim;
      const words = everyWord().filter((_, i) => i % 20 === 0);
      for (let at = 0; at < words.length; at += 4) play(words.slice(at, at + 4));
      expect(wrong).toEqual([]);
      expect(confirm(sim, simulator).compared).toBeGreaterThan(compared());
    },
    120_000,
  );

  test.each(CODINGS)("Verilator, Icarus and Yosys accept it, %s coding", async (coding) => {
    const design = elaborate(LieqColumn({ coding, phases: PHASES[coding], wordDepth: 4 }));
    expect(await lintVerilog(writeVerilog(design))).toEqual([]);
  });
});
