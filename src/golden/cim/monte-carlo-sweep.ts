/**
 * Accuracy of the AFPR macro against conductance spread: many macros of one workload, each with chance of its own. Invariant: a trial's
 * chance is the same at every spread, so what differs between two spreads is the spread; equal options give equal reports.
 */
import { fail } from "../../diagnostics/index.ts";
import { codeToInteger, convertSums, macroSums, signedMagnitude } from "../cim.ts";
import { sqnr } from "../sqnr.ts";
import { gaussSource } from "../synthetic.ts";
import {
  analogSums,
  checkNonIdealities,
  convertColumns,
  type MacroSample,
  type MacroSize,
  type NonIdealities,
  programMacro,
  sampleMacro,
  seedOf,
} from "./monte-carlo.ts";

/** What every macro of a sweep computes. */
export interface MacroWorkload extends MacroSize {
  /** Row-major rows x columns, -15..15. */
  readonly weights: Int8Array;
  readonly vectors: number;
  /** E2M5, row-major vectors x rows. */
  readonly codes: Uint16Array;
  /** Full-scale shift SH, 0..15. */
  readonly shift: number;
}

export interface SweepOptions {
  /** Relative standard deviations, one result each. */
  readonly spreads: readonly number[];
  /** The other non-idealities, alike at every spread. */
  readonly others: Omit<NonIdealities, "conductanceSpread">;
  /** Macros at each spread, 1 and up. */
  readonly trials: number;
  readonly seed: number;
  /** Called after each macro with how many are done, of trials x spreads. */
  readonly onProgress?: (done: number) => void;
}

/** Statistics over all trials at one spread. */
export interface SpreadStatistics {
  readonly spread: number;
  /** Codes compared with the golden ones: trials x vectors x columns. */
  readonly codes: number;
  /** Codes with another value than the golden code; the two zeros are one value. */
  readonly wrongCodes: number;
  /** wrongCodes / codes. */
  readonly codeErrorRate: number;
  /** Mean distance to the golden code, in codes: steps along the 255 values of E2M5, over right and wrong ones. */
  readonly meanCodeError: number;
  /** Of the decoded codes against the exact sums, one figure a trial; the golden conversion's own rounding is in it. */
  readonly sqnrDecibels: Percentiles;
  /** Columns beyond full scale in a conversion, mean. */
  readonly overRangeColumns: number;
}

/** Over trials; by linear interpolation between neighbours in order. */
export interface Percentiles {
  readonly low5: number;
  readonly median: number;
  readonly high95: number;
}

export interface SweepReport {
  /** The golden conversion of the workload: what an ideal macro reaches. */
  readonly golden: { readonly sqnrDecibels: number; readonly overRangeColumns: number };
  /** In the order of the spreads. */
  readonly results: readonly SpreadStatistics[];
}

/** Runs all trials at all spreads. BL0532 for options out of range, BL0515 and BL0523 for a workload that is none. */
export function sweepSpread(workload: MacroWorkload, options: SweepOptions): SweepReport {
  const { spreads, others, trials, seed } = options;
  requireCount("trials", trials);
  requireCount("spreads.length", spreads.length);
  for (const conductanceSpread of spreads) checkNonIdealities({ ...others, conductanceSpread });
  const reference = referenceOf(workload);
  const tallies = spreads.map((spread) => ({
    spread,
    wrong: 0,
    distance: 0,
    overRange: 0,
    sqnr: [] as number[],
  }));
  let done = 0;
  for (let trial = 0; trial < trials; trial++) {
    const chance = seedOf(seed, trial);
    const sample = sampleMacro(workload, chance);
    for (const tally of tallies) {
      const result = runTrial(
        workload,
        reference,
        sample,
        { ...others, conductanceSpread: tally.spread },
        chance,
      );
      tally.wrong += result.wrong;
      tally.distance += result.distance;
      tally.overRange += result.overRange;
      tally.sqnr.push(result.sqnr);
      done++;
      options.onProgress?.(done);
    }
  }
  const codes = trials * workload.vectors * workload.columns;
  return {
    golden: {
      sqnrDecibels: sqnr(reference.sums, reference.values),
      overRangeColumns: reference.overRange / workload.vectors,
    },
    results: tallies.map(({ spread, wrong, distance, overRange, sqnr }) => ({
      spread,
      codes,
      wrongCodes: wrong,
      codeErrorRate: wrong / codes,
      meanCodeError: distance / codes,
      sqnrDecibels: {
        low5: percentile(sqnr, 0.05),
        median: percentile(sqnr, 0.5),
        high95: percentile(sqnr, 0.95),
      },
      overRangeColumns: overRange / (trials * workload.vectors),
    })),
  };
}

interface Reference {
  /** Signed inputs of each vector. */
  readonly inputs: readonly number[][];
  /** Exact sums, vectors x columns. */
  readonly sums: Float64Array;
  readonly codes: Uint16Array;
  /** What the golden codes are worth. */
  readonly values: Float64Array;
  readonly overRange: number;
}

function referenceOf({ weights, rows, columns, vectors, codes, shift }: MacroWorkload): Reference {
  requireCount("vectors", vectors);
  const sums = macroSums(codes, weights, { vectors, rows, columns });
  const golden = convertSums(sums, shift);
  return {
    inputs: Array.from({ length: vectors }, (_, vector) =>
      Array.from(codes.subarray(vector * rows, (vector + 1) * rows), (code) => signedMagnitude(code)),
    ),
    sums,
    codes: golden.codes,
    values: Float64Array.from(golden.codes, (code) => codeToInteger(code, shift)),
    overRange: golden.overRange,
  };
}

/** All vectors on one macro. */
function runTrial(
  { weights, columns, shift }: MacroWorkload,
  reference: Reference,
  sample: MacroSample,
  nonIdealities: NonIdealities,
  chance: number,
) {
  const macro = programMacro(weights, sample, nonIdealities);
  const noise = gaussSource(seedOf(chance, 4));
  const values = new Float64Array(reference.sums.length);
  let wrong = 0;
  let distance = 0;
  let overRange = 0;
  reference.inputs.forEach((inputs, vector) => {
    convertColumns(macro, analogSums(macro, inputs), shift, noise).forEach(
      ({ code, isOverRange }, column) => {
        const at = vector * columns + column;
        const off = Math.abs(positionOf(code) - positionOf(reference.codes[at] as number));
        if (off > 0) wrong++;
        distance += off;
        if (isOverRange) overRange++;
        values[at] = codeToInteger(code, shift);
      },
    );
  });
  return { wrong, distance, overRange, sqnr: sqnr(reference.sums, values) };
}

/** Place of a code among the values in order: -127..127, both zeros at 0. */
const positionOf = (code: number): number => (code < 0x80 ? code : 0x80 - code);

/** Of one value or more, infinities among them allowed. */
function percentile(values: readonly number[], fraction: number): number {
  const ordered = [...values].sort((a, b) => a - b);
  const place = fraction * (ordered.length - 1);
  const below = ordered[Math.floor(place)] as number;
  const above = ordered[Math.ceil(place)] as number;
  return below === above ? below : below + (above - below) * (place - Math.floor(place));
}

function requireCount(what: string, found: number): void {
  if (Number.isInteger(found) && found >= 1) return;
  fail("BL0532", { what, found: String(found), allowed: "a whole number from 1" });
}
