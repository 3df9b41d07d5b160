/**
 * Dispatcher, column stores and sequencer together, from the weight stream to the array's top edge: every pulse of every column in its
 * cycle, with passes of all formats after each other.
 */
import { describe, expect, test } from "vitest";
import { array, bit, connect, input, instance, module, output, sink, uint } from "../../dsl/index.ts";
import { pulseWeights, temporalPulses } from "../../golden/index.ts";
import { simulate } from "../../harness/index.ts";
import { cycle, sample } from "../../sim/index.ts";
import { type Random, seededRandom } from "../../testing/index.ts";
import { pulseBits } from "../fineq/index.ts";
import { LieqColumn } from "./column.ts";
import { LieqDispatch } from "./dispatch.ts";
import { type LieqConfiguration, lieqConfiguration, WEIGHT_BUS } from "./parameters.ts";
import { passType } from "./pass.ts";
import { LieqSequencer } from "./sequencer.ts";
import {
  type FormatFacts,
  fineqWord,
  formats,
  randomPasses,
  type TestPass,
  uniformWord,
  type Word,
} from "./testing.ts";

const Path = (shape: LieqConfiguration) =>
  module(
    "lieq_weight_path",
    {
      dispatched: sink(passType(shape)),
      stepped: sink(passType(shape)),
      weights: sink(uint(WEIGHT_BUS)),
      activationValid: input(bit),
      step: output(bit),
      pulse: output(array(uint(pulseBits(shape.coding)), shape.columns)),
      negative: output(array(bit, shape.columns)),
      boundary: output(array(bit, shape.columns)),
      finished: output(bit),
    },
    (io) => {
      const dispatch = instance(LieqDispatch(shape));
      const sequencer = instance(LieqSequencer(shape));
      connect(io.dispatched, dispatch.passes);
      connect(io.stepped, sequencer.passes);
      connect(io.weights, dispatch.weights);
      dispatch.freed.value = sequencer.freed;
      sequencer.loaded.value = dispatch.loaded;
      sequencer.start.value = 0;
      sequencer.activationValid.value = io.activationValid;
      sequencer.drainIsFree.value = 1;
      io.step.value = sequencer.step;
      io.finished.value = sequencer.finished;
      let command = sequencer.command;
      for (let column = 0; column < shape.columns; column++) {
        const top = instance(LieqColumn(shape), { name: `column_${column}` });
        top.command.value = command;
        command = top.passed;
        top.write.value = dispatch.write.select.at(column);
        top.slot.value = dispatch.write.slot;
        top.word.value = dispatch.write.word;
        io.pulse.at(column).value = top.pulse;
        io.negative.at(column).value = top.negative;
        io.boundary.at(column).value = top.boundary;
      }
    },
  );

const cases = [
  { coding: "unary", rows: 1, columns: 4, wordDepth: 4, stall: 0, wait: 0 },
  { coding: "direct", rows: 1, columns: 7, wordDepth: 2, stall: 0, wait: 0 },
  { coding: "direct", rows: 2, columns: 7, wordDepth: 8, stall: 0.5, wait: 0.1 },
  { coding: "binary", rows: 3, columns: 16, wordDepth: 4, stall: 0.1, wait: 0.6 },
  { coding: "unary", rows: 2, columns: 1, wordDepth: 2, stall: 0.7, wait: 0 },
] as const;

type Coding = (typeof cases)[number]["coding"];

const factsOf = (pass: TestPass): FormatFacts => formats[pass.format] as FormatFacts;

function randomWord(format: FormatFacts, random: Random): Word {
  if (format.bits === 0) return fineqWord(Uint8Array.from({ length: 7 }, () => random.below(256)));
  const codes = 2 ** format.bits;
  return uniformWord(
    format,
    Uint8Array.from({ length: format.weights }, () => random.below(codes)),
  );
}

/** What each step's pulse has to be in each used column, signed; and the stream's beats. */
function expected(passes: readonly TestPass[], coding: Coding, random: Random) {
  const stream: number[] = [];
  const steps: number[][] = [];
  /** Steps before the end of each pass. */
  const ends: number[] = [];
  for (const pass of passes) {
    const format = factsOf(pass);
    for (let from = 0; from < pass.length; from += format.weights) {
      const words = Array.from({ length: pass.columnsUsed }, () => randomWord(format, random));
      for (const { bytes } of words) stream.push(...bytes);
      const digits = Math.min(format.weights, pass.length - from) * format.planes;
      for (let at = 0; at < digits; at++) {
        const trains = words.map((word) => trainOf(word.digits[at] as number, coding));
        for (let phase = 0; phase < (trains[0]?.length ?? 0); phase++) {
          steps.push(trains.map((train) => train[phase] as number));
        }
      }
    }
    ends.push(steps.length);
    if (pass.isLast) while (stream.length % 8 !== 0) stream.push(random.below(256));
  }
  const beats = Array.from({ length: Math.ceil(stream.length / 8) }, (_, i) =>
    stream.slice(8 * i, 8 * i + 8).reduceRight((bits, byte) => (bits << 8n) | BigInt(byte), 0n),
  );
  return { beats, steps, ends };
}

/** Signed counts of a digit, phase by phase; never minus zero, which a comparison would tell from zero. */
function trainOf(digit: number, coding: Coding): number[] {
  if (coding === "direct") return [digit];
  const worth = pulseWeights(coding);
  return temporalPulses(coding, Math.abs(digit)).map((pulse, phase) =>
    pulse === 0 ? 0 : Math.sign(digit) * (worth[phase] as number),
  );
}

function play(
  { stall, wait, ...parameters }: (typeof cases)[number],
  count: number,
  damage = false,
  least = 1,
) {
  const shape = lieqConfiguration(parameters);
  const { columns, rows, coding } = shape;
  const random = seededRandom(columns + shape.wordDepth);
  const passes = randomPasses(random, count, rows, columns, 70).map((pass) => ({
    ...pass,
    length: Math.max(least, pass.length),
  }));
  const golden = expected(passes, coding, random);
  const sim = simulate(Path(shape), { seed: 1 });
  sim.reset();
  // Commands have no reset: what the columns start with passes first.
  sim.run(columns + 3);
  const { dut } = sim;
  const stepAt: number[] = [];
  const finishedAt: number[] = [];
  /** Signed pulses and boundaries by column, in the cycles in which they are there. */
  const pulses: Map<number, number>[] = Array.from({ length: columns }, () => new Map());
  const boundaries: number[][] = Array.from({ length: columns }, () => []);
  sim.fork(function* () {
    while (finishedAt.length < passes.length || sim.cycle <= (finishedAt.at(-1) ?? 0) + columns + 3) {
      dut.activationValid.poke(!random.chance(wait));
      yield sample;
      if (dut.step.peek() === 1) stepAt.push(sim.cycle);
      if (dut.finished.peek() === 1) finishedAt.push(sim.cycle);
      const [pulse, negative, boundary] = [dut.pulse.peek(), dut.negative.peek(), dut.boundary.peek()];
      for (let column = 0; column < columns; column++) {
        const value = Number(pulse[column]);
        if (value !== 0) pulses[column]?.set(sim.cycle, negative[column] === 1 ? -value : value);
        if (boundary[column] === 1) boundaries[column]?.push(sim.cycle);
      }
      yield cycle;
    }
  });
  for (const port of [dut.dispatched, dut.stepped]) {
    sim.fork(function* () {
      for (const pass of passes) yield* port.send(pass);
    });
  }
  sim.fork(function* () {
    for (const [i, beat] of golden.beats.entries())
      yield* dut.weights.send(damage && i === 5 ? beat ^ 2n : beat, { stall });
  });
  sim.runUntilDone({ maxCycles: 100_000 });

  /** What each column used by a step has to show: three registers from the step to column 0, one more a column. */
  const planned: Map<number, number>[] = Array.from({ length: columns }, () => new Map());
  const unplanned: Set<number>[] = Array.from({ length: columns }, () => new Set());
  golden.steps.forEach((counts, i) => {
    for (let column = 0; column < columns; column++) {
      const at = (stepAt[i] ?? -1) + 3 + column;
      const value = counts[column];
      // Columns that the tile does not use show what their stores hold, and nobody looks.
      if (value === undefined) unplanned[column]?.add(at);
      else if (value !== 0) planned[column]?.set(at, value);
    }
  });
  const shown = pulses.map((of, column) => new Map([...of].filter(([at]) => !unplanned[column]?.has(at))));
  return { sim, shape, golden, passes, stepAt, finishedAt, shown, planned, boundaries };
}

describe("weights from the stream to the array's edge", () => {
  test.each(cases)("%j", (options) => {
    const { sim, shape, golden, stepAt, finishedAt, shown, planned, boundaries } = play(options, 40);
    using _ = sim;
    expect(stepAt).toHaveLength(golden.steps.length);
    expect(shown).toEqual(planned);
    expect(planned.every(({ size }) => size > 0)).toBe(true);
    for (let column = 0; column < shape.columns; column++) {
      expect(boundaries[column]).toEqual(finishedAt.map((at) => at + 3 + column));
    }
  });

  test("a step in every cycle, once the first round is loaded, where words come as fast as the array works them off", () => {
    // Unary coding with four columns: passes of 32 weights and more begin with a round of 72 steps or more, and a round of four words
    // takes four cycles.
    const { sim, stepAt, golden, passes } = play(cases[0], 40, false, 32);
    using _ = sim;
    const first = stepAt[0] as number;
    expect(stepAt).toEqual(golden.steps.map((_, i) => first + i));
    expect(passes).toHaveLength(40);
  });

  test("the comparison notices a wrong bit in the stream", () => {
    const { sim, shown, planned } = play(cases[0], 10, true);
    using _ = sim;
    expect(shown).not.toEqual(planned);
  });
});
