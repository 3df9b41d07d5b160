/**
 * Conversions end to end through the engine's RTL: every code as an input, every code as an output, and the sums around every
 * boundary of the converter, for SH from 0 to 12. Expected codes come from the formulas of docs/formats.md, written out here.
 */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { type CimConversions, packCimConversions, packCimProgramming } from "../../golden/index.ts";
import { playStreamPlan } from "../../harness/index.ts";
import { type AfprJob, afprEngineJobs } from "./engine-job.ts";
import { type AfprInputs, afprConfiguration } from "./parameters.ts";

/** I of a code, and the code that the FP-ADC gives for a sum: docs/formats.md. */
const magnitudeOf = (code: number): number => {
  const [exponent, mantissa] = [(code >> 5) & 3, code & 31];
  return exponent === 0 ? mantissa : (32 + mantissa) << (exponent - 1);
};
function codeOf(sum: number, shift: number): number {
  const u = BigInt(Math.abs(sum));
  const threshold = 64n << BigInt(shift);
  const range = u < threshold ? 0n : u < 2n * threshold ? 1n : 2n;
  const lsb = 1n << (BigInt(shift) + range);
  const q = (u + lsb / 2n) / lsb;
  const mantissa = q > 63n ? 63n : q;
  const code = range === 0n ? mantissa : ((range + 1n) << 5n) | (mantissa & 31n);
  return (sum < 0 ? 128 : 0) | Number(code);
}

/**
 * A macro on which any sum can be put: rows with weight 15 add up to the base, one row of weight 1 fills the gap, and one row
 * with another weight -15..15 in each column spreads the columns around the base. Every column stands there with both signs.
 */
const spread = Array.from({ length: 31 }, (_, at) => at - 15);
const columns = 2 * spread.length;
const weightsOf = (rows: number): Int8Array =>
  Int8Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const sign = column < spread.length ? 1 : -1;
    if (row === 0) return sign * (spread[column % spread.length] as number);
    return sign * (row === 1 ? 1 : 15);
  });

/** Codes that give base + step * spread, step 0 to 252 and a magnitude of a code. */
function codesFor(rows: number, base: number, step: number): number[] {
  const largest = 252;
  let rest = Math.floor(base / 15);
  const codes = [codeOf(step, 0), base % 15];
  for (let row = 2; row < rows; row++) {
    const code = codeOf(Math.min(rest, largest), 0);
    // The code nearest to what is left may be above it; the one below leaves less than two steps.
    const taken = magnitudeOf(code) > rest ? code - 1 : code;
    codes.push(taken);
    rest -= magnitudeOf(taken);
  }
  if (rest !== 0) throw new RangeError(`${rows} rows cannot add up to ${base}`);
  return codes;
}

/** Bases and steps that meet every code at its centre, and all boundaries +-1. */
function targets(shift: number): { base: number; step: number }[] {
  const lsb = 2 ** shift;
  const found: { base: number; step: number }[] = [];
  const around = (base: number): void => void found.push({ base, step: 1 });
  // Thresholds of the ranges, the end of the highest, half scale, and beyond everything.
  for (const edge of [32, 64, 128, 256, 300]) around(edge * lsb);
  around(0);
  around(Math.floor(31.5 * lsb));
  for (const [edge, half] of [
    [64, 0.5],
    [128, 1],
    [256, 2],
  ] as const) {
    around(Math.floor((edge - half) * lsb));
  }
  if (shift >= 1)
    for (const code of [1, 20, 45, 63, 70, 95, 96, 110, 126]) {
      const step = lsb * 2 ** Math.max(0, (code >> 5) - 1);
      around(Math.floor(magnitudeOf(code) * lsb + step / 2));
    }
  // Codes at their centres: 31 neighbours a vector, where a step of the converter is a magnitude of one code.
  for (const [first, last, step] of [
    [0, 64, lsb],
    [64, 128, 2 * lsb],
    [128, 256, 4 * lsb],
  ] as const) {
    const isOneCode = step <= 252 && magnitudeOf(codeOf(step, 0)) === step;
    for (let base = first * lsb; base < last * lsb; base += step * (isOneCode ? 31 : 1)) {
      if (isOneCode) found.push({ base: base + 15 * step, step });
      else around(base);
    }
  }
  return found;
}

/** Plays jobs, and holds the golden model's codes against the formulas above before. */
async function convertAll(rows: number, shifts: readonly number[], inputs: AfprInputs) {
  const parameters = { rows, columns, inputs, lanes: columns } as const;
  const shape = afprConfiguration(parameters);
  const weights = weightsOf(rows);
  const jobs: (AfprJob | CimConversions)[] = [
    packCimProgramming(shape, { weights, rows, columns, limit: 15 }),
  ];
  const seen = new Map(shifts.map((shift) => [shift, new Set<number>()]));
  const sums = new Map(shifts.map((shift) => [shift, new Set<number>()]));
  for (const shift of shifts) {
    const wanted = targets(shift);
    const job = packCimConversions(shape, {
      codes: Uint8Array.from(wanted.flatMap(({ base, step }) => codesFor(rows, base, step))),
      vectors: wanted.length,
      weights,
      rows,
      columns,
      shift,
      format: "codes",
      outputShift: 0,
      isLast: true,
    });
    wanted.forEach(({ base, step }, vector) => {
      for (let column = 0; column < columns; column++) {
        const sign = column < spread.length ? 1 : -1;
        const sum = sign * (base + step * (spread[column % spread.length] as number));
        const code = codeOf(sum, shift);
        if (job.codes[vector * columns + column] !== code) throw new RangeError(`golden code of ${sum}`);
        seen.get(shift)?.add(code);
        sums.get(shift)?.add(sum);
      }
    });
    jobs.push(job);
  }
  const { top, plan } = afprEngineJobs(parameters, jobs);
  const result = await playStreamPlan(elaborate(top), plan);
  expect(result.firstMismatch).toBeUndefined();
  expect(result.passed, result.reason).toBe(true);
  return { seen, sums };
}

describe("conversions end to end", { timeout: 600_000 }, () => {
  test.each([
    { rows: 24, shifts: [0, 1, 2, 3, 4, 5, 6], inputs: "two-phase" },
    { rows: 24, shifts: [0, 3, 6], inputs: "differential" },
    { rows: 330, shifts: [7, 8, 9, 10, 11, 12], inputs: "two-phase" },
  ] as const)(
    "all 128 magnitudes, both signs, all ranges and boundaries +-1 come out at SH $shifts, $inputs inputs",
    async ({ rows, shifts, inputs }) => {
      const { seen, sums } = await convertAll(rows, shifts, inputs);
      for (const shift of shifts) {
        // A minus zero needs a negative sum that rounds to zero: -1 from SH 2 on.
        expect(seen.get(shift)?.size, `codes at SH ${shift}`).toBe(shift < 2 ? 255 : 256);
        for (const edge of [64, 128, 256]) {
          for (const near of [-1, 0, 1]) {
            const sum = edge * 2 ** shift + near;
            expect(sums.get(shift)?.has(sum), `${sum} at SH ${shift}`).toBe(true);
            expect(sums.get(shift)?.has(-sum), `${-sum} at SH ${shift}`).toBe(true);
          }
        }
      }
    },
  );

  test.each(["two-phase", "differential"] as const)(
    "every code drives every row as its value, %s inputs",
    async (inputs) => {
      const parameters = { rows: 3, columns: 2, inputs } as const;
      const shape = afprConfiguration(parameters);
      const { rows, columns } = shape;
      const weights = Int8Array.from([1, -1, 1, -1, 1, -1]);
      // One row at a time drives a code, the others are zero.
      const codes = Uint8Array.from({ length: rows * 256 * rows }, (_, at) => {
        const [vector, row] = [Math.floor(at / rows), at % rows];
        return vector % rows === row ? Math.floor(vector / rows) : 0;
      });
      const conversions = packCimConversions(shape, {
        codes,
        vectors: 256 * rows,
        weights,
        rows,
        columns,
        shift: 0,
        format: "codes",
        outputShift: 0,
        isLast: true,
      });
      for (let vector = 0; vector < 256 * rows; vector++) {
        const code = Math.floor(vector / rows);
        // With weight 1 and SH 0 a code converts to itself; minus zero drives nothing and comes back as zero.
        expect(conversions.codes[vector * columns]).toBe(code === 128 ? 0 : code);
        expect(conversions.codes[vector * columns + 1]).toBe(code % 128 === 0 ? 0 : code ^ 128);
      }
      const programming = packCimProgramming(shape, { weights, rows, columns, limit: 1 });
      const { top, plan } = afprEngineJobs(parameters, [programming, conversions]);
      const result = await playStreamPlan(elaborate(top), plan);
      expect(result.firstMismatch).toBeUndefined();
      expect(result.passed, result.reason).toBe(true);
      expect(result.checked).toBeGreaterThan(256 * rows);
    },
  );
});
