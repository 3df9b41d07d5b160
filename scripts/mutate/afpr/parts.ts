/** Testbenches of the AFPR engine's parts alone: by the golden model over what there is, or under recorded inputs. */
import {
  type AfprConfiguration,
  AfprEncode,
  AfprRows,
  AfprSequencer,
  AfprTerm,
  afprConfiguration,
} from "../../../src/blocks/index.ts";
import { elaborate } from "../../../src/dsl/index.ts";
import type { CycleStep } from "../../../src/gen/index.ts";
import { codeToInteger, encodeSum } from "../../../src/golden/index.ts";
import type { Bench } from "../../../src/harness/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { bench, drivenBench, generator, partOf, type RecordedParts } from "../bench.ts";
import { parameters, shape } from "./jobs.ts";

/** Parts whose recorded inputs show faults that the whole engine may hide, and the steps recorded. */
export const recordedParts: RecordedParts = [
  [/^afpr_row_(two_phase|differential)$/, 300],
  [/^afpr_row_group_2/, 200],
  [/^afpr_sequencer_/, 2500],
  [/^afpr_adc_column$/, 600],
  [/^afpr_programmer_column$/, 300],
  [/^afpr_programmer_\d/, 1500],
  [/^afpr_result_format_/, 400],
];

/** What the engine with differential inputs has in place of its own parts. */
export function differentialParts(): Design[] {
  const differential: AfprConfiguration = afprConfiguration({ ...parameters, inputs: "differential" });
  return [elaborate(AfprRows(differential)), elaborate(AfprSequencer(differential))];
}

/** Every code at every shift by the golden decoder. */
export function termBench(): Bench {
  const design = elaborate(AfprTerm());
  const steps: CycleStep[] = [];
  for (let shift = 0; shift < 16; shift++) {
    for (let code = 0; code < 256; code++) {
      const term = BigInt.asUintN(24, BigInt(codeToInteger(code, shift)));
      steps.push({ inputs: { code: BigInt(code), shift: BigInt(shift) }, expected: { term } });
    }
  }
  return bench("term_exhaustive", design, { top: design.top, steps });
}

/** Sums at and beside the midpoints of the format, over all scales, and the ends of the accumulator, by the golden encoder. */
export function encodeBench(): Bench {
  const { accumulatorBits: bits } = shape;
  const design = elaborate(AfprEncode(bits));
  const most = 2 ** (bits - 1);
  const random = generator(21);
  const sums: (readonly [sum: number, outputShift: number])[] = [];
  const put = (sum: number, outputShift: number): void => {
    for (const signed of [sum, -sum]) if (signed >= -most && signed < most) sums.push([signed, outputShift]);
  };
  for (let outputShift = 0; outputShift < 64; outputShift++) {
    for (const sum of [0, 1, 3, most - 1, most, random(most), random(most)]) put(sum, outputShift);
    // Codes next to the ends of the ranges, and some between them.
    for (const code of [0, 1, 30, 31, 62, 63, 64, 94, 95, 96, 125, 126, random(127), random(127)]) {
      const twice = codeToInteger(code, 0) + codeToInteger(Math.min(127, code + 1), 0);
      const middle = Math.floor((twice * 2 ** outputShift) / 2);
      for (const sum of [middle - 1, middle, middle + 1]) put(sum, outputShift);
    }
  }
  // The code of a sum is there in the next step, and stays while nothing is taken.
  const steps = sums.flatMap(([sum, outputShift], at): CycleStep[] => {
    const taken = { enable: 1n, sum: BigInt.asUintN(bits, BigInt(sum)), outputShift: BigInt(outputShift) };
    const ignored = { enable: 0n, sum: BigInt(random(most)), outputShift: BigInt(random(64)) };
    const expected = { code: BigInt(encodeSum(sum, outputShift)) };
    const before = sums[at - 1];
    return [
      { inputs: taken, expected: before ? { code: BigInt(encodeSum(...before)) } : {} },
      ...(at % 7 === 0 ? [{ inputs: ignored, expected }] : []),
    ];
  });
  return bench("encode_midpoints", design, { top: design.top, steps });
}

/** Codes and settings that bring sums to the ends of the accumulator: the largest of one sign for a while, then of the other. */
function largeTerms(): (random: Random) => { code: () => bigint; shift: number } {
  let sign = 0;
  return (random) => {
    if (random(12) === 0) sign = random(2);
    const code = (): bigint =>
      BigInt((sign << 7) | (random(4) === 0 ? random(128) : ([96, 127][random(2)] ?? 0)));
    return { code, shift: 15 - (random(5) === 0 ? random(16) : random(2)) };
  };
}
type Random = ReturnType<typeof generator>;

/** Sums that leave the accumulator again and again, in every order of storing and sending. */
export function overflowBench(design: Design): Bench {
  const terms = largeTerms();
  const part = partOf(design, /^afpr_partial_sums_/);
  const quiet = 8;
  return drivenBench(
    "partial_sums_overflow",
    part,
    { steps: 2500, seed: 22, quiet, resetEvery: 15 },
    (random, step) => {
      const { code, shift } = terms(random);
      // The first steps fill the store, so that no sum is unknown.
      const isFill = step < quiet;
      return {
        groups_valid: isFill || random(5) > 0 ? 1 : 0,
        groups_data_codes: (code() << 8n) | code(),
        groups_data_keep: random(6) === 0 ? 1 : 3,
        groups_data_last: random(2),
        groups_data_isFirst: isFill || random(40) === 0 ? 1 : 0,
        groups_data_isLast: isFill || random(3) > 0 ? 0 : 1,
        groups_data_settings_shift: shift,
        groups_data_settings_outputShift: random(64),
        groups_data_settings_format: random(3),
        // Two groups of one address are never next to each other.
        groups_data_address: step % 6,
        sums_ready: isFill || random(4) > 0 ? 1 : 0,
      };
    },
  );
}

/** Conversions whose sums leave the accumulator, jobs of all kinds one after another, and a way out that is often closed. */
export function readoutBench(design: Design): Bench {
  const { columns } = shape;
  const terms = largeTerms();
  const part = partOf(design, /^afpr_readout_/);
  let [used, vectors, isFirst, isLast, closed] = [columns, shape.batch, 1, 0, 0];
  const quiet = 40;
  return drivenBench("readout_jobs", part, { steps: 2000, seed: 23, quiet }, (random, step) => {
    const { code, shift } = terms(random);
    const isFill = step < quiet;
    const jobStart = step === 0 || (!isFill && random(40) === 0) ? 1 : 0;
    if (jobStart === 1 && !isFill) {
      used = 1 + random(columns);
      vectors = 1 + random(shape.batch);
      isFirst = random(6) === 0 ? 1 : 0;
      isLast = random(2);
    }
    if (random(30) === 0) closed = random(2);
    return {
      jobStart,
      vectors,
      columns: used,
      isFirst: isFill ? 1 : isFirst,
      isLast: isFill ? 0 : isLast,
      latch: jobStart === 0 && random(3) > 0 ? 1 : 0,
      settings_shift: shift,
      settings_outputShift: random(26),
      settings_format: random(3),
      codes: (code() << 16n) | (code() << 8n) | code(),
      isClipped: random(8),
      isOverRange: random(8),
      results_ready: closed === 1 && random(4) > 0 ? 0 : 1,
    };
  });
}

/** Jobs of all depths one after another and into each other, with gaps, and rows that are switched at any time. */
export function rowsBench(part: Design): Bench {
  const { rows, bus } = shape;
  const isDifferential = part.top.name.endsWith("differential");
  let depth = rows;
  return drivenBench(`${part.top.name}_jobs`, part, { steps: 1500, seed: 24 }, (random, step) => {
    const jobStart = step === 0 || random(25) === 0 ? 1 : 0;
    if (jobStart === 1) depth = 1 + random(rows);
    const code = (): number => (random(4) === 0 ? 128 * random(2) : random(256));
    return {
      jobStart,
      depth,
      vectors: random(5),
      activations_valid: random(5) > 0 ? 1 : 0,
      activations_data: BigInt.asUintN(bus, (BigInt(code()) << 8n) | BigInt(code())),
      swap: random(6) === 0 ? 1 : 0,
      isOn: random(3) > 0 ? 1 : 0,
      isSubtracting: isDifferential ? 0 : random(2),
    };
  });
}
