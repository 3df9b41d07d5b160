/**
 * Energy of an AFPR run: measured activity times assumed energies of components. Invariant: every figure of a report says
 * which of the two it is, and the published figures are only ever compared with, never an input.
 *
 * The model is our design choice; published are only the totals of arXiv 2402.13798: 14.83 nJ for an array operation of
 * 2 x 576 x 256 operations in 200 ns, 1474.56 GOPS, 19.89 TFLOPS/W, and the ratios to three baselines.
 */
import { type AfprActivity, referenceActivity } from "./activity.ts";
import type { AfprComponent, AfprEnergySet } from "./energy-set.ts";

const PAPER = "arXiv 2402.13798 (AFPR-CIM, DATE 2024)";

/** The published figures that reports are held against. */
export const publishedAfpr = {
  nanojoules: 14.83,
  teraflopsPerWatt: 19.89,
  gigaoperationsPerSecond: 1474.56,
  source: PAPER,
  baselines: [
    { name: "FP8 accelerator", ratio: 4.135 },
    { name: "digital FP-CIM", ratio: 5.376 },
    { name: "analog INT8 CIM", ratio: 2.841 },
  ],
} as const;

/** How far the total of a set at the reference activity may lie from the published one. */
export const PUBLISHED_TOLERANCE = 0.05;

/** One component of a report. */
export interface AfprEnergyLine {
  readonly component: AfprComponent;
  /** What is counted: "codes through FP-DACs". */
  readonly unit: string;
  /** From the activity. */
  readonly count: number;
  /** From the set, for one of them. */
  readonly picojoulesEach: number;
  readonly provenance: string;
  /** Product of both, for the whole run. */
  readonly picojoules: number;
  /** Part of the run's total, 0 to 1; 0 where the total is 0. */
  readonly share: number;
}

export interface AfprEnergyReport {
  /** Where the activity comes from: "reference", or what the caller says of its measurement. */
  readonly activitySource: string;
  readonly activity: AfprActivity;
  readonly set: AfprEnergySet;
  readonly lines: readonly AfprEnergyLine[];
  /** Time of the run; measured cycles at the stated clock. */
  readonly nanoseconds: number;
  /** 2 * rows * columns for each conversion. */
  readonly operations: number;
  readonly gigaoperationsPerSecond: number;
  /** Of one conversion (array operation). */
  readonly nanojoules: number;
  /** Tera-operations a second and watt, which is operations a picojoule; infinite where the energy is 0. */
  readonly teraflopsPerWatt: number;
  readonly check: PublishedCheck;
  readonly baselines: readonly BaselineComparison[];
}

/** The set at the reference activity against the published total. */
export interface PublishedCheck {
  readonly nanojoules: number;
  readonly publishedNanojoules: number;
  /** Relative, positive when above the published total. */
  readonly deviation: number;
  readonly tolerance: number;
  readonly isWithin: boolean;
  readonly source: string;
}

export interface BaselineComparison {
  readonly name: string;
  /** Published: AFPR-CIM over this baseline. */
  readonly publishedRatio: number;
  /** 19.89 TFLOPS/W over the published ratio. */
  readonly impliedTeraflopsPerWatt: number;
  /** This report's TFLOPS/W over the implied figure. */
  readonly ratio: number;
  readonly source: string;
}

/** Counts of each component, in the order in which a conversion uses them. Cells of a row that is on: two a weight. */
const counters: Readonly<Record<AfprComponent, { unit: string; count: (activity: AfprActivity) => number }>> =
  {
    codeIn: { unit: "codes into row registers", count: (a) => a.codesIn },
    dacConversion: { unit: "codes through FP-DACs", count: (a) => a.codesIn },
    dacRowOnGain1: { unit: "rows on at gain 1", count: (a) => a.rowsOn[0] },
    dacRowOnGain2: { unit: "rows on at gain 2", count: (a) => a.rowsOn[1] },
    dacRowOnGain4: { unit: "rows on at gain 4", count: (a) => a.rowsOn[2] },
    cellRead: {
      unit: "cells of rows that are on",
      count: (a) => (a.rowsOn[0] + a.rowsOn[1] + a.rowsOn[2]) * a.columns * 2,
    },
    integrator: { unit: "columns integrated", count: (a) => a.ranges[0] + a.ranges[1] + a.ranges[2] },
    rangeAdaptation: { unit: "range adaptations", count: (a) => a.ranges[1] + 2 * a.ranges[2] },
    comparatorDecision: { unit: "comparator decisions", count: (a) => a.comparatorDecisions },
    rampStep: { unit: "steps of the shared ramp", count: (a) => a.rampSteps },
    latch: { unit: "codes latched", count: (a) => a.latches },
    controlCycle: { unit: "clock cycles", count: (a) => a.cycles },
    codeOut: { unit: "codes out", count: (a) => a.codesOut },
  };

/** Energy of a run. Activity and set have been checked by `parseActivity` and `parseEnergySet`. */
export function afprEnergy(
  set: AfprEnergySet,
  activity: AfprActivity,
  activitySource: string,
): AfprEnergyReport {
  const lines = energyLines(set, activity);
  const picojoules = total(lines);
  const operations = 2 * activity.rows * activity.columns * activity.conversions;
  const nanoseconds = (activity.cycles * 1000) / activity.clockMegahertz;
  const teraflopsPerWatt = operations / picojoules;
  return {
    activitySource,
    activity,
    set,
    lines,
    nanoseconds,
    operations,
    gigaoperationsPerSecond: operations / nanoseconds,
    nanojoules: picojoules / activity.conversions / 1000,
    teraflopsPerWatt,
    check: checkAgainstPublished(set),
    baselines: publishedAfpr.baselines.map(({ name, ratio }) => {
      const implied = publishedAfpr.teraflopsPerWatt / ratio;
      return {
        name,
        publishedRatio: ratio,
        impliedTeraflopsPerWatt: implied,
        ratio: teraflopsPerWatt / implied,
        source: publishedAfpr.source,
      };
    }),
  };
}

/** The set's total at the reference activity against 14.83 nJ; within 5 % for the default set. */
export function checkAgainstPublished(set: AfprEnergySet): PublishedCheck {
  const nanojoules = total(energyLines(set, referenceActivity)) / referenceActivity.conversions / 1000;
  const deviation = nanojoules / publishedAfpr.nanojoules - 1;
  return {
    nanojoules,
    publishedNanojoules: publishedAfpr.nanojoules,
    deviation,
    tolerance: PUBLISHED_TOLERANCE,
    isWithin: Math.abs(deviation) <= PUBLISHED_TOLERANCE,
    source: publishedAfpr.source,
  };
}

function energyLines(set: AfprEnergySet, activity: AfprActivity): AfprEnergyLine[] {
  const lines = (Object.keys(counters) as AfprComponent[]).map((component) => {
    const { unit, count } = counters[component];
    const { picojoules, provenance } = set.components[component];
    const counted = count(activity);
    return {
      component,
      unit,
      count: counted,
      picojoulesEach: picojoules,
      provenance,
      picojoules: counted * picojoules,
    };
  });
  const all = total(lines);
  return lines.map((line) => ({ ...line, share: all === 0 ? 0 : line.picojoules / all }));
}

const total = (lines: readonly { readonly picojoules: number }[]): number =>
  lines.reduce((sum, line) => sum + line.picojoules, 0);
