/**
 * Measures one family: its array is played against integer dot products, synthesised, and its energy estimated. Invariant: an
 * array that computes anything wrong has no row; its first wrong output is the error.
 */
import { fail } from "../diagnostics/index.ts";
import { elaborate, type ModuleDefinition } from "../dsl/index.ts";
import { writeVerilog } from "../gen/index.ts";
import type { ArrayFamily, ArraySize, IntegerProduct } from "../jobs/index.ts";
import {
  type SynthesisReport,
  synthesise,
  type Target,
  type ToolReport,
  type VerilogDesign,
} from "../synth/index.ts";
import type { FamilyMeasurement } from "./comparison.ts";
import { playArrayRun } from "./play.ts";

export interface MeasureOptions {
  /** Inputs and output channels of the arrays. */
  readonly size: number;
  readonly target: Target;
  readonly timeoutSeconds: number;
  /** Operands of a product that fills an array of `family`. */
  readonly operands: (family: ArrayFamily, m: number, k: number, n: number) => IntegerProduct;
  /** `done` of 1, with a word on what is under way. */
  readonly onProgress?: (done: number, what: string) => void;
}

/** The family's array for size x size products: rows in the family's steps, tokens in place of columns. */
export function arraySize({ rowStep = 1, tokens = 1 }: ArrayFamily, size: number): ArraySize {
  return { rows: Math.ceil(size / rowStep) * rowStep, columns: Math.ceil(size / tokens), tokens };
}

/** Products of this many activation vectors are played. */
const PLAYED_VECTORS = 12;
/** Arrays of this size are played; larger ones are made of the same elements. */
const PLAYED_SIZE = 12;

/** Measures everything but energy. Errors: BL0495 a wrong output; those of `synthesise`. */
export async function measureFamily(
  family: ArrayFamily,
  options: MeasureOptions,
): Promise<{ readonly measurement: FamilyMeasurement; readonly tools: readonly ToolReport[] }> {
  const { size, target, timeoutSeconds, onProgress } = options;
  onProgress?.(0, `${family.name}: simulation`);
  const verified = verifyFamily(family, Math.min(size, PLAYED_SIZE), options);
  const whole = arraySize(family, size);
  const given = { target, timeoutSeconds, flatten: false };
  const element = family.element();
  const [elementReport, arrayReport] = [
    await synthesise(verilogOf(element.module), {
      ...given,
      onProgress: (done, what) => onProgress?.(0.1 + 0.3 * done, `${family.name}: element, ${what}`),
    }),
    await synthesise(verilogOf(family.array(whole)), {
      ...given,
      timing: false,
      onProgress: (done, what) => onProgress?.(0.4 + 0.6 * done, `${family.name}: array, ${what}`),
    }),
  ];
  const { minimumPeriod } = elementReport.timing ?? {};
  return {
    measurement: {
      name: family.name,
      title: family.title,
      weights: family.weights,
      dataflow: family.dataflow,
      cycles: family.cycles,
      ...whole,
      lanes: family.lanes(whole),
      area: areaOf(arrayReport),
      element: { area: areaOf(elementReport), lanes: element.lanes },
      ...(minimumPeriod === undefined ? {} : { minimumPeriod }),
      verified,
    },
    tools: elementReport.tools,
  };
}

/** Outputs compared. BL0495 names the first one that is wrong. */
function verifyFamily(family: ArrayFamily, size: number, { operands }: MeasureOptions): number {
  const small = arraySize(family, size);
  const product = operands(family, PLAYED_VECTORS, small.rows, small.columns);
  const { checked, wrong } = playArrayRun(family.run(small, product));
  const [first] = wrong;
  if (first !== undefined || checked === 0) {
    const found =
      first === undefined
        ? "no output was compared"
        : `in cycle ${first.cycle} bit ${first.low} and up of ${first.port} was ${first.found}, not ${first.expected}`;
    fail("BL0495", { family: family.name, found, wrong: wrong.length, checked });
  }
  return checked;
}

/** cell libraries only: their reports have an area. */
const areaOf = ({ area }: SynthesisReport): number => area?.total ?? 0;

/** A module's Verilog. */
export function verilogOf(module: ModuleDefinition): VerilogDesign {
  const design = elaborate(module);
  return { top: design.top.name, files: writeVerilog(design).files };
}
