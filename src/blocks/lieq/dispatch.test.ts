/** The dispatcher: every word to its column and slot, never into a slot that is still read, and a word a cycle when nothing stalls. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { confirm, type SimulateModuleOptions, simulate } from "../../harness/index.ts";
import { cycle, sample } from "../../sim/index.ts";
import { lintVerilog, seededRandom } from "../../testing/index.ts";
import { LieqDispatch } from "./dispatch.ts";
import { lieqConfiguration } from "./parameters.ts";
import { bytesToBits, type FormatFacts, formats, randomPasses, type TestPass } from "./testing.ts";

const shapes = [
  { rows: 1, columns: 1, wordDepth: 2 },
  { rows: 2, columns: 5, wordDepth: 4 },
  { rows: 4, columns: 16, wordDepth: 4 },
  { rows: 3, columns: 9, wordDepth: 8 },
] as const;

interface Pace {
  readonly stall: number;
  readonly late: number;
  readonly frees: number | "at once";
}

/** Probabilities that weights wait, that a pass waits, and that a loaded round is freed in a cycle. */
const paces = [
  { stall: 0.2, late: 0.3, frees: 0.05 },
  { stall: 0, late: 0, frees: 0.5 },
  { stall: 0.6, late: 0, frees: 1 },
] as const satisfies readonly Pace[];

interface Write {
  readonly column: number;
  readonly slot: number;
  readonly word: bigint;
}

const factsOf = (pass: TestPass): FormatFacts => formats[pass.format] as FormatFacts;
const roundsOf = (pass: TestPass): number => Math.ceil(pass.length / factsOf(pass).weights);

/** The stream of a list of passes, and what has to be written of it, word by word. */
function expected(passes: readonly TestPass[], wordDepth: number, byte: () => number) {
  const stream: number[] = [];
  const writes: (Write & { readonly bits: number })[] = [];
  let round = 0;
  for (const pass of passes) {
    const { wordBytes } = factsOf(pass);
    for (let i = 0; i < roundsOf(pass); i++, round++) {
      for (let column = 0; column < pass.columnsUsed; column++) {
        const bytes = Array.from({ length: wordBytes }, byte);
        stream.push(...bytes);
        writes.push({ column, slot: round % wordDepth, word: bytesToBits(bytes), bits: 8 * wordBytes });
      }
    }
    if (pass.isLast) while (stream.length % 8 !== 0) stream.push(byte());
  }
  const beats = Array.from({ length: Math.ceil(stream.length / 8) }, (_, i) =>
    bytesToBits(stream.slice(8 * i, 8 * i + 8)),
  );
  return { beats, writes, rounds: round };
}

type Shape = (typeof shapes)[number];

function play(
  shape: Shape,
  passes: readonly TestPass[],
  { stall, late, frees }: Pace,
  options: SimulateModuleOptions & { damage?: "weights" | "slots" } = {},
) {
  const { damage, ...simulateOptions } = options;
  const { columns, wordDepth } = shape;
  const sim = simulate(LieqDispatch(lieqConfiguration(shape)), { seed: 7 * columns, ...simulateOptions });
  sim.reset();
  const { dut, random } = sim;
  const golden = expected(passes, wordDepth, () => random.below(256));
  /** Columns used by each round. */
  const used = passes.flatMap((pass) => Array<number>(roundsOf(pass)).fill(pass.columnsUsed));
  /** Rounds whose last step column 0 has made, by cycle; column c makes it c cycles later. */
  const freedAt: number[] = [];
  const loadedAt: number[] = [];
  const written: Write[] = [];
  const writtenAt: number[] = [];
  /** Writes that came before the last read of what they overwrite. */
  const early: string[] = [];
  const taken = dut.passes.monitor();
  const beats = dut.weights.monitor();
  sim.fork(
    function* () {
      for (;;) {
        const mayFree = freedAt.length < loadedAt.length;
        const isFreed = mayFree && (frees === "at once" || random.chance(frees));
        dut.freed.poke(isFreed);
        if (isFreed) freedAt.push(sim.cycle);
        if (damage === "slots" && loadedAt.length === wordDepth) sim.poke("freeRounds", wordDepth);
        yield sample;
        const { select, slot, word } = dut.write.peek();
        for (let column = 0; column < columns; column++) {
          if (select[column] !== 1) continue;
          const planned = golden.writes[written.length];
          const round = roundOfWrite(used, written.length);
          // The slot was last read by the round `wordDepth` earlier: its last step is made in column c a cycle after the command
          // left column 0, and c columns further. A write at the end of that cycle is the earliest allowed.
          const before = round - wordDepth;
          const freed = before < 0 ? -Infinity : (freedAt[before] ?? Infinity);
          if (sim.cycle < freed + 1 + column) early.push(`write in cycle ${sim.cycle}`);
          const bits = planned?.bits ?? 64;
          written.push({ column, slot: Number(slot), word: BigInt.asUintN(bits, BigInt(word)) });
          writtenAt.push(sim.cycle);
        }
        if (dut.loaded.peek() === 1) loadedAt.push(sim.cycle);
        yield cycle;
      }
    },
    { background: true },
  );
  sim.fork(function* () {
    for (const pass of passes) yield* dut.passes.send(pass, { stall: late });
    yield* sim.until(() => dut.isIdle.peek() === 1 && !dut.write.peek().select.includes(1));
  });
  sim.fork(
    function* () {
      const sent = golden.beats.map((beat, i) => (damage === "weights" && i === 3 ? beat ^ 1n : beat));
      for (const beat of sent) yield* dut.weights.send(beat, { stall });
      // What comes behind must stay where it is.
      for (;;) yield* dut.weights.send(random.bits(64), { stall });
    },
    { background: true },
  );
  sim.runUntilDone({ maxCycles: 400_000 });
  return {
    sim,
    golden,
    written,
    writtenAt,
    loadedAt,
    freedAt,
    early,
    taken: taken.beats,
    beats: beats.beats,
  };
}

function roundOfWrite(used: readonly number[], write: number): number {
  let left = write;
  let round = 0;
  while (left >= (used[round] ?? Infinity)) left -= used[round++] as number;
  return round;
}

describe("LieqDispatch", () => {
  test.each(shapes.flatMap((shape) => paces.map((pace) => ({ ...shape, ...pace }))))("%j", (options) => {
    const { rows, columns } = options;
    const passes = randomPasses(seededRandom(columns), 40, rows, columns, 80);
    const { sim, golden, written, writtenAt, loadedAt, early, beats } = play(
      options as Shape,
      passes,
      options,
    );
    using _ = sim;
    expect(written).toEqual(golden.writes.map(({ bits: _bits, ...write }) => write));
    expect(early).toEqual([]);
    expect(loadedAt).toHaveLength(golden.rounds);
    // A round counts as loaded in the cycle before its last word is written.
    const ends: number[] = [];
    let words = 0;
    for (const pass of passes) {
      for (let round = 0; round < roundsOf(pass); round++) {
        words += pass.columnsUsed;
        ends.push((writtenAt[words - 1] ?? -1) - 1);
      }
    }
    expect(loadedAt).toEqual(ends);
    // It reads ahead as far as the gearbox has room.
    expect(beats.length).toBeGreaterThanOrEqual(golden.beats.length);
    expect(beats.length).toBeLessThanOrEqual(golden.beats.length + 2);
  });

  test.each(shapes)("hands out a word in every cycle across passes, tiles and formats, %j", (shape) => {
    const passes = randomPasses(seededRandom(3), 60, shape.rows, shape.columns, 60);
    const { sim, golden, writtenAt, taken } = play(shape, passes, { stall: 0, late: 0, frees: "at once" });
    using _ = sim;
    const first = writtenAt[0] as number;
    // Taken at once, the first word a cycle later, in the store's port another cycle later.
    expect(first).toBe((taken[0]?.cycle as number) + 2);
    expect(writtenAt).toEqual(golden.writes.map((_, i) => first + i));
    // A pass is taken in the cycle in which the one before hands out its last word.
    let words = 0;
    const takenAt = passes.map((pass) => {
      const cycleOfLast = first - 2 + words;
      words += roundsOf(pass) * pass.columnsUsed;
      return cycleOfLast;
    });
    expect(taken.map(({ cycle: at }) => at)).toEqual(takenAt);
  });

  test("waits for a slot, and hands out the first word in the cycle after one is freed", () => {
    const shape = shapes[1];
    const pass = {
      format: 1,
      length: 8 * 32,
      rowsUsed: 2,
      columnsUsed: 5,
      isFirst: 1,
      isLast: 1,
      endsLayer: 1,
    } as const;
    const { sim, writtenAt, freedAt } = play(shape, [pass], { stall: 0, late: 0, frees: 0.05 });
    using _ = sim;
    for (let round = shape.wordDepth; round < 8; round++) {
      const freed = freedAt[round - shape.wordDepth] as number;
      const before = writtenAt[round * 5 - 1] as number;
      // A cycle for the count, one for the register of `write`.
      expect(writtenAt[round * 5]).toBe(Math.max(freed + 2, before + 1));
    }
  });

  test("the comparison notices a wrong bit in the stream", () => {
    const passes = randomPasses(seededRandom(5), 20, 2, 5, 80);
    const { sim, golden, written } = play(shapes[1], passes, paces[1], { damage: "weights" });
    using _ = sim;
    const wrong = written.filter(({ word }, i) => word !== golden.writes[i]?.word);
    expect(wrong).toHaveLength(1);
  });

  test("the test notices a word that is written before its slot is free", () => {
    const passes = randomPasses(seededRandom(5), 20, 2, 5, 80);
    const { sim, early } = play(shapes[1], passes, paces[0], { damage: "slots" });
    using _ = sim;
    expect(early.length).toBeGreaterThan(0);
  });

  test.each(["icarus", "verilator"] as const)(
    "%s gives every output at every cycle",
    (simulator) => {
      const passes = randomPasses(seededRandom(8), 20, 2, 5, 80);
      const { sim } = play(shapes[1], passes, paces[0], { record: true });
      using _ = sim;
      const { steps, compared } = confirm(sim, simulator);
      expect(steps).toBeGreaterThan(400);
      // Two readies, select, slot and word, loaded, isIdle.
      expect(compared).toBe(7 * steps);
    },
    120_000,
  );

  test.each(shapes.slice(0, 2))("Verilator, Icarus and Yosys accept it, %j", async (shape) => {
    const design = elaborate(LieqDispatch(lieqConfiguration(shape)));
    expect(await lintVerilog(writeVerilog(design))).toEqual([]);
  });
});
