/**
 * Checks one family and measures its areas: its array is played against integer dot products and synthesised. Invariant: an array
 * that computes anything wrong has no row; its first wrong output is the error.
 */
import { fail } from "../diagnostics/index.ts";
import { elaborate, type ModuleDefinition } from "../dsl/index.ts";
import { writeVerilog } from "../gen/index.ts";
import type { ArrayFamily, ArrayRun, ArraySize, IntegerProduct } from "../jobs/index.ts";
import {
  type SynthesisReport,
  synthesise,
  type Target,
  type ToolReport,
  type VerilogDesign,
  verilogDigest,
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

/** Cycles of vectors that are played. */
const PLAYED_VECTORS = 12;
/** Arrays of this size are played, two groups of a tile array's columns; larger ones are made of the same elements. */
const PLAYED_ROWS = 12;
const PLAYED_COLUMNS = 17;

export interface AreaMeasurement {
  readonly area: number;
  readonly element: FamilyMeasurement["element"];
  readonly minimumPeriod?: number;
  readonly tools: readonly ToolReport[];
}

/** Area of the array and of an element, and the element's shortest period. Errors: those of `synthesise`. */
export async function measureArea(
  family: ArrayFamily,
  { size, target, timeoutSeconds, onProgress }: Omit<MeasureOptions, "operands">,
): Promise<AreaMeasurement> {
  const given = { target, timeoutSeconds, flatten: false };
  const { module, lanes } = family.element();
  const element = await synthesise(verilogOf(module), {
    ...given,
    onProgress: (done, what) => onProgress?.(0.4 * done, `${family.name}: element, ${what}`),
  });
  const array = await synthesise(verilogOf(family.array(arraySize(family, size))), {
    ...given,
    timing: false,
    onProgress: (done, what) => onProgress?.(0.4 + 0.6 * done, `${family.name}: array, ${what}`),
  });
  const { minimumPeriod } = element.timing ?? {};
  return {
    area: areaOf(array),
    element: { area: areaOf(element), lanes },
    ...(minimumPeriod === undefined ? {} : { minimumPeriod }),
    tools: element.tools,
  };
}

/** Outputs compared with integer dot products. BL0495 names the first one that is wrong, or says that some never came. */
export function verifyFamily(family: ArrayFamily, operands: MeasureOptions["operands"]): number {
  const { rows, tokens } = arraySize(family, PLAYED_ROWS);
  const small = { rows, columns: PLAYED_COLUMNS, tokens };
  const product = operands(family, PLAYED_VECTORS * tokens, rows, PLAYED_COLUMNS);
  return playExactly(family.name, family.run(small, product));
}

/** Outputs of a run that were compared: all that it expects. BL0495 names the first one that is wrong, or says that some never came. */
export function playExactly(name: string, run: ArrayRun): number {
  const { checked, wrong } = playArrayRun(run);
  const [first] = wrong;
  if (first !== undefined || checked === 0 || checked !== run.expected.length) {
    const found =
      first === undefined
        ? `${checked} of ${run.expected.length} outputs came to be compared`
        : `in cycle ${first.cycle} bit ${first.low} and up of ${first.port} was ${first.found}, not ${first.expected}`;
    fail("BL0495", { family: name, found, wrong: wrong.length, checked });
  }
  return checked;
}

/** Reports for cell libraries have an area. */
const areaOf = ({ area }: SynthesisReport): number => (area as NonNullable<typeof area>).total;

/** A module's Verilog without its comments, which name lines of the sources, as a few digits. */
export function sourceOf(module: ModuleDefinition): string {
  const { top, files } = verilogOf(module);
  return `${top} ${verilogDigest(files)}`;
}

/** A module's Verilog. */
export function verilogOf(module: ModuleDefinition): VerilogDesign {
  const design = elaborate(module);
  return { top: design.top.name, files: writeVerilog(design).files };
}
