/**
 * Activity of an AFPR engine: what a run did, as counts. Invariant: an activity that has been checked does not contradict
 * itself. Counts come from simulation (counters of the engine) or are the reference activity below.
 */
import { z } from "zod";
import { fail } from "../../diagnostics/index.ts";
import { fpDac } from "../cim.ts";
import { firstProblem } from "./first-problem.ts";

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const byThree = z.tuple([count, count, count]);

const activitySchema = z.strictObject({
  /** Sizes of the macro; a conversion is 2 * rows * columns operations, as the published figures count them. */
  rows: count.min(1),
  columns: count.min(1),
  /** Clock in MHz: turns cycles into time. */
  clockMegahertz: z.number().positive().max(1e6),
  conversions: count.min(1),
  /** From the first conversion's start to the last one's end, stalls included. */
  cycles: count.min(1),
  /** Codes that moved into row registers, and so through FP-DACs. */
  codesIn: count,
  /** Rows that were on, summed over conversions, by gain 1, 2 and 4. */
  rowsOn: byThree,
  /** Columns that were converted with n = 0, 1 and 2 range adaptations. */
  ranges: byThree,
  /** Decisions of all columns' comparators, both range comparisons and the ramp. */
  comparatorDecisions: count,
  /** Steps of the shared ramp. */
  rampSteps: count,
  /** Codes latched. */
  latches: count,
  /** Codes that left the macro's readout. */
  codesOut: count,
});

/** Counts of all conversions of a run together. */
export type AfprActivity = z.output<typeof activitySchema>;

/** An activity from parsed JSON; BL0531 names the file and what is wrong in it. */
export function parseActivity(data: unknown, file: string): AfprActivity {
  const parsed = activitySchema.safeParse(data);
  if (!parsed.success) fail("BL0531", { file, problem: firstProblem(parsed.error) });
  const activity = parsed.data;
  const problem = contradiction(activity);
  if (problem !== undefined) fail("BL0531", { file, problem });
  return activity;
}

function contradiction(activity: AfprActivity): string | undefined {
  const { rows, columns, conversions, codesIn, rowsOn, ranges, latches } = activity;
  const on = sum(rowsOn);
  const converted = sum(ranges);
  if (on > rows * conversions) {
    return `rowsOn: ${on} rows were on, but ${conversions} conversions of ${rows} rows allow ${rows * conversions}`;
  }
  if (on > codesIn) return `rowsOn: ${on} rows were on, but only ${codesIn} codes came in (codesIn)`;
  if (converted !== columns * conversions) {
    return `ranges: ${converted} columns were converted, but ${conversions} conversions of ${columns} columns make ${columns * conversions}`;
  }
  if (latches > converted)
    return `latches: ${latches} codes latched, but only ${converted} columns converted`;
  return undefined;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, item) => total + item, 0);

/** A run of the engine, as its simulation saw it. */
export interface AfprRun {
  /** Of the macro. */
  readonly rows: number;
  readonly columns: number;
  readonly clockMegahertz: number;
  readonly conversions: number;
  /** Counted, stalls included. */
  readonly cycles: number;
  /** Every E2M5 code that went in, any order. */
  readonly codesIn: ArrayLike<number>;
  /** Every column's E2M5 code as the FP-ADCs gave it: columns x conversions, any order. */
  readonly adcCodes: ArrayLike<number>;
  /** Codes or sums that left on the results' stream; all columns' of all conversions unless stated. */
  readonly codesOut?: number | undefined;
}

/**
 * The activity of a run from the codes that went in and came out: a row is on when its code is not zero, at the gain of its
 * exponent; a code's exponent tells the range of its column. BL0531 when the counts contradict each other, BL0523 for a code that is
 * none.
 */
export function activityOfRun(run: AfprRun): AfprActivity {
  const { rows, columns, clockMegahertz, conversions, cycles, codesIn, adcCodes } = run;
  const rowsOn: [number, number, number] = [0, 0, 0];
  const ranges: [number, number, number] = [0, 0, 0];
  const indexOf = (gain: number): 0 | 1 | 2 => (gain === 1 ? 0 : gain === 2 ? 1 : 2);
  for (let at = 0; at < codesIn.length; at++) {
    const { gain, magnitude } = fpDac(codesIn[at] as number);
    if (magnitude !== 0) rowsOn[indexOf(gain)]++;
  }
  // Capacitors C, 2C and 4C answer to the exponents of gains 1, 2 and 4.
  for (let at = 0; at < adcCodes.length; at++) ranges[indexOf(fpDac(adcCodes[at] as number).gain)]++;
  const activity = {
    rows,
    columns,
    clockMegahertz,
    conversions,
    cycles,
    codesIn: codesIn.length,
    rowsOn,
    ranges,
    comparatorDecisions: adcCodes.length * (RANGE_COMPARISONS + RAMP_STEPS),
    rampSteps: conversions * RAMP_STEPS,
    latches: adcCodes.length,
    codesOut: run.codesOut ?? adcCodes.length,
  };
  return parseActivity(activity, "the run");
}

/** Decisions of a column's comparator in a conversion: full scale and half (or full at 2C), then every step of the ramp. */
const RANGE_COMPARISONS = 2;
const RAMP_STEPS = 32;

/**
 * One array operation of 576 x 256 in 64 cycles at 320 MHz, the operation of the published total. Its statistics are our
 * choice, for none are published: every row on, and codes that fill E2M5 evenly, in and out. So a half of the rows has gain 1
 * (E = 0 and 1), a quarter gain 2 and a quarter gain 4, and the columns' ranges fall alike. Every column's comparator
 * decides twice for the range and in each of the 32 ramp steps.
 */
export const referenceActivity: AfprActivity = {
  rows: 576,
  columns: 256,
  clockMegahertz: 320,
  conversions: 1,
  cycles: 64,
  codesIn: 576,
  rowsOn: [288, 144, 144],
  ranges: [128, 64, 64],
  comparatorDecisions: 256 * (RANGE_COMPARISONS + RAMP_STEPS),
  rampSteps: RAMP_STEPS,
  latches: 256,
  codesOut: 256,
};
