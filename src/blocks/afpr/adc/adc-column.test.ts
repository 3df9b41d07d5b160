/**
 * A column's converter with a comparator as macro-port.ts describes it, written here in whole numbers, against the golden
 * FP-ADC: every charge of small scales, every edge of every code for SH from 0 to 12, every answer that a comparator can give.
 */
import { describe, expect, test } from "vitest";
import { bit, elaborate, input, instance, module, output, uint } from "../../../dsl/index.ts";
import { writeVerilog } from "../../../gen/index.ts";
import { fpAdc } from "../../../golden/index.ts";
import { confirm, simulate } from "../../../harness/index.ts";
import { lintVerilog } from "../../../testing/index.ts";
import { afprConfiguration } from "../parameters.ts";
import { AfprAdcColumn } from "./adc-column.ts";
import { AfprSequencer } from "./sequencer.ts";

const LANES = 256;

interface Case {
  readonly sum: number;
  readonly shift: number;
}

interface Reference {
  /** Range adaptations made: 0, 1, 2 for capacitors C, 2C, 4C. */
  readonly range: number;
  readonly isFull: boolean;
  readonly isUpper: boolean;
  readonly ramp: number;
}

interface Result {
  readonly code: number;
  readonly isClipped: boolean;
  readonly isOverRange: boolean;
}

type Comparator = (sample: Case, reference: Reference, lane: number) => boolean;

/** u at or above the reference, in half LSB so that all is whole. */
const ideal: Comparator = ({ sum, shift }, { range, isFull, isUpper, ramp }) =>
  2 * Math.abs(sum) >= (isFull ? 128 : 64 * Number(isUpper) + 2 * ramp + 1) * 2 ** (shift + range);

const golden = ({ sum, shift }: Case): Result => {
  const { code, isClipped, isOverRange } = fpAdc(sum, shift);
  return { code, isClipped, isOverRange };
};

/** Of one-hot capacitors, which the column asserts. */
const rangeOf = (capacitors: number): number => Math.log2(capacitors);

/** Steps of a conversion: both comparisons and the ramp. */
const STEPS = [
  { stage: { first: 1, second: 0, ramp: 0 }, level: 31 },
  { stage: { first: 0, second: 1, ramp: 0 }, level: 31 },
  ...Array.from({ length: 32 }, (_, level) => ({ stage: { first: 0, second: 0, ramp: 1 }, level })),
] as const;
const NO_STAGE = { first: 0, second: 0, ramp: 0 };

type Bench = ReturnType<typeof openBench>;

function openBench(lanes = LANES) {
  const sim = simulate(AfprAdcColumn(), { lanes, seed: 7 });
  sim.reset();
  return sim;
}

/**
 * Converts a sample in each lane, `settling` cycles before each strobe in which comparator and sign are anything. Samples
 * beyond the last repeat the first.
 */
function convert(
  sim: Bench,
  samples: readonly Case[],
  comparator: Comparator = ideal,
  settling = 0,
  fault?: (step: number) => void,
): Result[] {
  const { dut, random } = sim;
  const lanes = dut.capacitors.peekLanes().length;
  const held = Array.from({ length: lanes }, (_, lane) => samples[lane % samples.length] as Case);
  const anything = () => held.map(() => random.chance(0.5));
  dut.stage.poke(NO_STAGE);
  dut.strobe.poke(0);
  dut.discharge.poke(1);
  dut.ramp.poke(31);
  dut.comparator.pokeLanes(anything());
  sim.step();
  dut.discharge.poke(0);
  STEPS.forEach(({ stage, level }, step) => {
    fault?.(step);
    dut.stage.poke(stage);
    dut.ramp.poke(level);
    for (let cycle = 0; cycle < settling; cycle++) {
      dut.comparator.pokeLanes(anything());
      dut.isNegative.pokeLanes(anything());
      sim.step();
    }
    dut.strobe.poke(1);
    const capacitors = dut.capacitors.peekLanes();
    const isFull = dut.isFull.peekLanes();
    const isUpper = dut.isUpper.peekLanes();
    dut.comparator.pokeLanes(
      held.map((sample, lane) =>
        comparator(
          sample,
          {
            range: rangeOf(Number(capacitors[lane])),
            isFull: isFull[lane] === 1,
            isUpper: isUpper[lane] === 1,
            ramp: level,
          },
          lane,
        ),
      ),
    );
    // The sign counts in the first comparison only.
    dut.isNegative.pokeLanes(held.map(({ sum }) => (step === 0 ? sum < 0 : random.chance(0.5))));
    sim.step();
    dut.strobe.poke(0);
  });
  dut.stage.poke(NO_STAGE);
  dut.ramp.poke(31);
  // Codes hold until the next discharge, whatever the comparator says meanwhile.
  dut.comparator.pokeLanes(anything());
  sim.step();
  const codes = dut.code.peekLanes();
  const clipped = dut.isClipped.peekLanes();
  const overRange = dut.isOverRange.peekLanes();
  return samples.map((_, lane) => ({
    code: Number(codes[lane]),
    isClipped: clipped[lane] === 1,
    isOverRange: overRange[lane] === 1,
  }));
}

/** Samples whose result is not the golden one. A run over none is a mistake of the test. */
function wrong(sim: Bench, samples: readonly Case[], comparator = ideal, settling = 0): object[] {
  expect(samples.length).toBeGreaterThan(0);
  const found: object[] = [];
  for (let from = 0; from < samples.length; from += LANES) {
    const batch = samples.slice(from, from + LANES);
    convert(sim, batch, comparator, settling).forEach((result, lane) => {
      const sample = batch[lane] as Case;
      const expected = golden(sample);
      if (JSON.stringify(result) !== JSON.stringify(expected)) found.push({ ...sample, result, expected });
    });
  }
  return found;
}

const bothSigns = (magnitude: number, shift: number): Case[] => [
  { sum: magnitude, shift },
  { sum: -magnitude, shift },
];

/** Charges around which the answer changes: midpoints of all steps in all ranges, and the ranges' own ends, each +-1. */
function edges(shift: number): number[] {
  const scale = 2 ** shift;
  const around: number[] = [0, 64 * scale, 128 * scale, 256 * scale];
  for (const range of [0, 1, 2]) {
    for (let step = 0; step < 64; step++) around.push(((2 * step + 1) * scale * 2 ** range) / 2);
  }
  const whole = around.flatMap((edge) => [Math.floor(edge) - 1, Math.floor(edge), Math.floor(edge) + 1]);
  return [...new Set(whole)].filter((magnitude) => magnitude >= 0);
}

describe("AfprAdcColumn", () => {
  test("gives the codes that formats.md lists for SH = 4", () => {
    using sim = openBench();
    const listed = [
      [8, 0x01],
      [500, 0x1f],
      [1023, 0x3f],
      [1024, 0x40],
      [2047, 0x5f],
      [2048, 0x60],
      [4031, 0x7f],
      [9999, 0x7f],
    ] as const;
    const results = convert(
      sim,
      listed.flatMap(([magnitude]) => bothSigns(magnitude, 4)),
    );
    expect(results.map(({ code }) => code)).toEqual(listed.flatMap(([, code]) => [code, 0x80 + code]));
    // 1023 and 2047 are half an LSB or less below the next range, 9999 is beyond full scale.
    expect(results.filter((_, i) => i % 2 === 0).map(({ isClipped }) => isClipped)).toEqual([
      false,
      false,
      true,
      false,
      true,
      false,
      false,
      true,
    ]);
    expect(results.filter(({ isOverRange }) => isOverRange)).toHaveLength(2);
  });

  test.each([0, 1, 2])("converts every charge from 0 to 300 LSB of SH = %i, with both signs", (shift) => {
    using sim = openBench();
    const magnitudes = Array.from({ length: 300 * 2 ** shift + 1 }, (_, magnitude) => magnitude);
    const samples = magnitudes.flatMap((magnitude) => bothSigns(magnitude, shift));
    expect(wrong(sim, samples)).toEqual([]);
    const codes = new Set(samples.map((sample) => golden(sample).code));
    // All but minus zero, which takes a charge below half an LSB.
    expect(codes.size).toBe(shift < 2 ? 255 : 256);
  });

  test.each(Array.from({ length: 13 }, (_, shift) => shift))(
    "converts around every edge of every code for SH = %i",
    (shift) => {
      using sim = openBench();
      const samples = edges(shift).flatMap((magnitude) => bothSigns(magnitude, shift));
      expect(samples.length).toBeGreaterThan(shift < 2 ? 300 : 700);
      expect(wrong(sim, samples)).toEqual([]);
    },
  );

  test("samples a comparator that settles only at the strobe", () => {
    using sim = openBench();
    const samples = edges(3).flatMap((magnitude) => bothSigns(magnitude, 3));
    expect(wrong(sim, samples, ideal, 2)).toEqual([]);
  });

  test("whatever a comparator answers: the first two choose the range, the first 0 of the ramp the mantissa", () => {
    // Not the ideal one's answers alone: noise may take back a range, or leave a charge below half scale untripped.
    const answers = [0, 1, 2, 3].flatMap((decision) =>
      Array.from({ length: 33 }, (_, trip) => ({ full: decision & 1, second: decision >> 1, trip })),
    );
    using sim = openBench(answers.length);
    const { random } = sim;
    let asked = -1;
    const comparator: Comparator = (_sample, reference, lane) => {
      if (lane === 0) asked++;
      const { full, second, trip } = answers[lane] as (typeof answers)[number];
      // Both comparisons of a charge beyond C are with full scale, the second one below with half scale.
      expect(reference.isFull).toBe(asked === 0 || (asked === 1 && full === 1));
      if (asked === 1 && full === 0) expect(reference).toMatchObject({ isUpper: false, ramp: 31, range: 0 });
      if (asked > 1) {
        expect(reference.range).toBe(full === 0 ? 0 : 1 + second);
        expect(reference.isUpper).toBe(full === 1 || second === 1);
      }
      if (asked === 0) return full === 1;
      if (asked === 1) return second === 1;
      return asked - 2 < trip || (asked - 2 > trip && random.chance(0.5));
    };
    const samples = answers.map((_, i) => ({ sum: i % 2 ? -1 : 1, shift: 0 }));
    expect(convert(sim, samples, comparator)).toEqual(
      answers.map(({ full, second, trip }, i) => ({
        code: (i % 2) * 128 + (full ? 64 + 32 * second : 32 * second) + Math.min(31, trip),
        isClipped: trip === 32,
        isOverRange: trip === 32 && full === 1 && second === 1,
      })),
    );
  });
});

/** A column under the sequencer, as the core wires them. */
const Converter = (shape: Parameters<typeof AfprSequencer>[0]) =>
  module(
    "afpr_converter_bench",
    {
      isLoaded: input(bit),
      isOutputFree: input(bit),
      comparator: input(bit),
      isNegative: input(bit),
      swap: output(bit),
      strobe: output(bit),
      ramp: output(uint(5)),
      latch: output(bit),
      capacitors: output(uint(3)),
      isFull: output(bit),
      isUpper: output(bit),
      code: output(uint(8)),
      isClipped: output(bit),
      isOverRange: output(bit),
    },
    (io) => {
      const sequencer = instance(AfprSequencer(shape));
      const column = instance(AfprAdcColumn());
      sequencer.isLoaded.value = io.isLoaded;
      sequencer.isOutputFree.value = io.isOutputFree;
      column.discharge.value = sequencer.discharge;
      column.stage.value = sequencer.stage;
      column.strobe.value = sequencer.strobe;
      column.ramp.value = sequencer.ramp;
      column.comparator.value = io.comparator;
      column.isNegative.value = io.isNegative;
      io.swap.value = sequencer.swap;
      io.strobe.value = sequencer.strobe;
      io.ramp.value = sequencer.ramp;
      io.latch.value = sequencer.latch;
      io.capacitors.value = column.capacitors;
      io.isFull.value = column.isFull;
      io.isUpper.value = column.isUpper;
      io.code.value = column.code;
      io.isClipped.value = column.isClipped;
      io.isOverRange.value = column.isOverRange;
    },
  );

/** Conversions one after another, waiting at random; what is latched must be the golden code of the swap before. */
function runConverter(sim: ReturnType<typeof openConverter>, conversions: number, stall: number) {
  const { dut, random } = sim;
  const latched: { sample: Case; result: Result }[] = [];
  let sample: Case = { sum: 0, shift: 0 };
  for (let cycle = 0; latched.length < conversions; cycle++) {
    expect(cycle).toBeLessThan(1000 * conversions);
    dut.isLoaded.poke(!random.chance(stall));
    dut.isOutputFree.poke(!random.chance(stall));
    const isDecided = dut.strobe.peek() === 1;
    const reference = {
      range: rangeOf(dut.capacitors.peek()),
      isFull: dut.isFull.peek() === 1,
      isUpper: dut.isUpper.peek() === 1,
      ramp: dut.ramp.peek(),
    };
    dut.comparator.poke(isDecided ? ideal(sample, reference, 0) : random.chance(0.5));
    dut.isNegative.poke(isDecided ? sample.sum < 0 : random.chance(0.5));
    if (dut.latch.peek() === 1) {
      latched.push({
        sample,
        result: {
          code: dut.code.peek(),
          isClipped: dut.isClipped.peek() === 1,
          isOverRange: dut.isOverRange.peek() === 1,
        },
      });
    }
    if (dut.swap.peek() === 1) {
      const shift = random.below(13);
      const magnitude = random.below(300 * 2 ** shift);
      sample = { sum: random.chance(0.5) ? -magnitude : magnitude, shift };
    }
    sim.step();
  }
  return latched;
}

const converterShapes = [
  {},
  { phases: { reset: 2, integrate: 6, decide: 4, convert: 64, latch: 3 } },
  { inputs: "differential", phases: { integrate: 5, decide: 6 } },
] as const;

function openConverter(shape: (typeof converterShapes)[number], record = false) {
  const sim = simulate(Converter(afprConfiguration({ rows: 4, columns: 4, ...shape })), { seed: 3, record });
  sim.reset();
  return sim;
}

describe("a column under the sequencer", () => {
  test.each(converterShapes)("%j: every latched code is the golden one, whoever stalls", (shape) => {
    using sim = openConverter(shape);
    for (const stall of [0, 0.5, 0.95]) {
      const latched = runConverter(sim, 40, stall);
      expect(latched.map(({ result }) => result)).toEqual(latched.map(({ sample }) => golden(sample)));
      expect(new Set(latched.map(({ result }) => result.code)).size).toBeGreaterThan(20);
    }
  });

  test.each(["icarus", "verilator"] as const)(
    "%s gives the same outputs in every cycle",
    async (simulator) => {
      using sim = openConverter(converterShapes[1], true);
      runConverter(sim, 12, 0.3);
      await confirm(sim, simulator);
    },
  );
});

describe("the checkers trip", () => {
  const samples = edges(2).flatMap((magnitude) => bothSigns(magnitude, 2));

  test.each<[string, Comparator]>([
    [
      "is high above the reference only",
      (sample, reference, lane) =>
        ideal({ ...sample, sum: Math.max(0, Math.abs(sample.sum) - 1) }, reference, lane),
    ],
    [
      "knows no upper half",
      (sample, reference, lane) => ideal(sample, { ...reference, isUpper: false }, lane),
    ],
    [
      "knows no full scale",
      (sample, reference, lane) => ideal(sample, { ...reference, isFull: false }, lane),
    ],
    ["stays with capacitor C", (sample, reference, lane) => ideal(sample, { ...reference, range: 0 }, lane)],
  ])("when the comparator %s", (_what, comparator) => {
    using sim = openBench();
    expect(wrong(sim, samples, comparator)).not.toEqual([]);
  });

  test.each([
    ["sign", 1, 1, [{ sum: 40, shift: 0 }]],
    ["upper", 2, 0, [{ sum: 40, shift: 0 }]],
    ["hasTripped", 3, 1, [{ sum: 40, shift: 0 }]],
    ["mantissa", 33, 5, [{ sum: 40, shift: 0 }]],
  ] as const)("when %s flips in step %i", (register, when, value, sample) => {
    using sim = openBench(1);
    expect(convert(sim, sample)).toEqual(sample.map(golden));
    const results = convert(sim, sample, ideal, 0, (step) => {
      if (step === when) sim.poke(register, value);
    });
    expect(results).not.toEqual(sample.map(golden));
  });

  test.each([
    [0b011, "one capacitor at a time"],
    [0b000, "one capacitor at a time"],
    [0b100, "a range above the first is its upper half"],
  ])("when the capacitors become %i in range 0", (value, property) => {
    using sim = openBench(1);
    expect(() =>
      convert(
        sim,
        [{ sum: 5, shift: 0 }],
        () => false,
        0,
        (step) => {
          if (step === 5) {
            sim.poke("selected", value);
            sim.step();
          }
        },
      ),
    ).toThrow(property);
  });
});

describe("Verilog", () => {
  test.each([
    ["a column", AfprAdcColumn()],
    ...converterShapes.map(
      (shape) =>
        [
          `a sequencer of ${JSON.stringify(shape)}`,
          AfprSequencer(afprConfiguration({ rows: 4, columns: 4, ...shape })),
        ] as const,
    ),
  ] as const)("of %s is clean in Verilator, Icarus and Yosys", async (_what, definition) => {
    expect(await lintVerilog(writeVerilog(elaborate(definition)))).toEqual([]);
  });
});
