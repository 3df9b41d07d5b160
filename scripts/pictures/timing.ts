/**
 * The timing diagram of AFPR conversions. Invariant: every edge follows from the timing of src/golden, which the sequencer is
 * compared with in its tests, and every code from the golden converter; nothing is drawn by hand.
 */
import {
  type AfprConversionShape,
  type AfprConversionTiming,
  type AfprSpan,
  afprConversionTiming,
  fpAdc,
} from "../../src/golden/index.ts";
import { type Cell, type Group, type Lane, timingSvg } from "./lanes.ts";

/** What the diagram depends on besides the phases. */
export interface TimingDiagram extends AfprConversionShape {
  /** Beats that fill the rows, and groups of results. */
  readonly loadBeats: number;
  readonly groups: number;
  /** The example column: full-scale shift, and the sum of each conversion; the first is only seen to end. */
  readonly shift: number;
  readonly sums: readonly [number, number, number];
}

/** Cycles from a latch to its first result on the stream: docs/adr/0025-afpr-engine.md, "Cycles". */
const FIRST_RESULT = 5;

/** Lanes of two conversions that follow each other, from the last cycle of the one before; by group. */
export function timingLanes(diagram: TimingDiagram): { groups: Group[]; from: number; to: number } {
  const timing = afprConversionTiming(diagram);
  const period = timing.latch.to;
  /** Conversion number and cycle in it: cycle 0 of one is the last of the one before. */
  const place = (cycle: number) => {
    const conversion = Math.floor((cycle - 1) / period) + 1;
    return { conversion, within: cycle - (conversion - 1) * period };
  };
  const within =
    (...spans: (AfprSpan | undefined)[]) =>
    (cycle: number) =>
      spans.some((span) => span !== undefined && isIn(span, place(cycle).within));
  const level = (name: string, isHigh: (cycle: number) => boolean): Lane => ({
    name,
    at: (cycle) => (isHigh(cycle) ? "1" : "0"),
  });
  const swaps = (cycle: number): boolean => cycle % period === 0;
  const { integrate, subtract, firstComparison, secondComparison, ramp } = timing;
  const isSubtracting = within(subtract);
  const isIntegrating = within(integrate);
  const columns = diagram.sums.map((sum, conversion) =>
    exampleColumn(sum, conversion, diagram.shift, timing),
  );
  const column = (cycle: number) => {
    const { conversion, within: at } = place(cycle);
    return { is: columns[conversion] ?? columns[0], at };
  };

  return {
    from: -3,
    to: 2 * period,
    groups: [
      {
        name: "streams",
        lanes: [
          {
            name: "activations",
            at: (cycle) => {
              const { conversion, within: at } = place(cycle);
              return at <= diagram.loadBeats ? word("codes", conversion + 1) : "z";
            },
          },
          level("isLoaded", (cycle) => place(cycle).within > diagram.loadBeats),
          {
            name: "results",
            at: (cycle) => {
              const { conversion, within: at } = place(cycle);
              const isSent = at >= FIRST_RESULT && at < FIRST_RESULT + diagram.groups;
              return isSent ? word("results", conversion - 1) : "z";
            },
          },
        ],
      },
      {
        name: "rows",
        lanes: [
          level("swap", swaps),
          { name: "level, gain", at: (cycle) => word("codes", place(cycle).conversion) },
          level("on, plus", (cycle) => isIntegrating(cycle) && !isSubtracting(cycle)),
          level("on, minus", (cycle) => isIntegrating(cycle) && isSubtracting(cycle)),
        ],
      },
      {
        name: "macro",
        lanes: [
          level("discharge", within(timing.reset)),
          level("integrate", isIntegrating),
          level("subtract", isSubtracting),
        ],
      },
      {
        name: "FP-ADC",
        lanes: [
          level("first", within(firstComparison)),
          level("second", within(secondComparison)),
          level("ramp stage", within(ramp)),
          {
            name: "ramp",
            counts: true,
            at: (cycle) => {
              const step = timing.rampSteps.findIndex((span) => isIn(span, place(cycle).within));
              return { label: String(step < 0 ? timing.rampSteps.length - 1 : step) };
            },
          },
          level("latch", swaps),
        ],
      },
      {
        name: "column",
        lanes: [
          { name: "comparator", at: (cycle) => column(cycle).is?.comparator(column(cycle).at) ?? "x" },
          { name: "capacitor", at: (cycle) => column(cycle).is?.capacitor(column(cycle).at) ?? "x" },
          { name: "code", at: (cycle) => column(cycle).is?.code(column(cycle).at) ?? "x" },
        ],
      },
    ],
  };
}

/** The diagram as SVG, with its legend in `title` and `description`. */
export const timingDiagram = (diagram: TimingDiagram): string =>
  timingSvg(timingLanes(diagram), {
    title: "Two conversions of the AFPR engine",
    description:
      `A conversion starts every ${afprConversionTiming(diagram).latch.to} cycles. While it runs the next codes are loaded ` +
      `and the last results leave. The column has the sums ${diagram.sums.slice(1).join(" and ")} at SH = ${diagram.shift}.`,
  });

/** What belongs to one conversion has one colour. */
const word = (what: string, conversion: number): Cell => coloured(`${what} ${conversion}`, conversion);

const coloured = (label: string, conversion: number): Cell => ({
  label,
  colour: COLOURS[conversion % COLOURS.length] ?? 2,
});

/** wavedrom's white, yellow and blue. */
const COLOURS = [2, 3, 5] as const;

const isIn = ({ from, to }: AfprSpan, cycle: number): boolean => cycle >= from && cycle <= to;

/** Comparator, capacitor and code of a column with `sum`, by the cycle of its conversion. */
function exampleColumn(sum: number, conversion: number, shift: number, timing: AfprConversionTiming) {
  const { code, range, quotient, isClipped } = fpAdc(sum, shift);
  const { reset, firstComparison, secondComparison, ramp, rampSteps, latch } = timing;
  const steps = rampSteps.length;
  const isUpper = quotient >= steps;
  const shown = (label: string): Cell => coloured(label, conversion);
  const trip = isClipped ? steps : quotient % steps;
  return {
    comparator: (cycle: number) => {
      if (isIn(firstComparison, cycle)) return range > 0 ? "1" : "0";
      if (isIn(secondComparison, cycle)) return (range === 0 ? isUpper : range > 1) ? "1" : "0";
      if (isIn(ramp, cycle)) return rampSteps.findIndex((step) => isIn(step, cycle)) < trip ? "1" : "0";
      return "x";
    },
    capacitor: (cycle: number) => {
      if (cycle <= reset.to) return "x";
      const adaptations =
        Number(range > 0 && cycle > firstComparison.to) + Number(range > 1 && cycle > secondComparison.to);
      return shown(["C", "2C", "4C"][adaptations] ?? "");
    },
    code: (cycle: number) =>
      cycle >= latch.from ? shown(code.toString(16).padStart(2, "0")) : ("x" as const),
  } as const;
}
