/**
 * A real-valued model of the AFPR macro and its FP-ADC, with the ways in which analog parts miss their integers. Invariant: with
 * every non-ideality off, charges are the exact integer sums and codes are the golden ones; what is random depends on seeds
 * alone, and turning one non-ideality on changes the draws of no other.
 *
 * All distributions are our design choice; AFPR-CIM (arXiv 2402.13798) names non-idealities of RRAM without figures:
 *
 *     conductance spread   log-normal factor of every cell, mean 1, relative standard deviation `conductanceSpread`
 *     stuck cells          a fraction of all cells, half of them at level 0 and half at 15; they spread like others
 *     IR drop              the wire of a row loses linearly with distance: 0 in the first column, `irDrop` in the last
 *     read noise           normal charge on a column, one draw a conversion, standard deviation in LSB of range 0
 *     comparator offset    normal, one draw a column for good, in LSB of whatever range is on: it sits behind the
 *                          capacitors, where every range has the same full scale; the sign's comparison has none
 *
 * A weight w is two cells, plus at level max(w, 0) and minus at max(-w, 0). FP-DACs are ideal. Signed inputs in two phases and by
 * differential rows are the same here, because the macro is linear in its inputs.
 */
import { fail } from "../../diagnostics/index.ts";
import { gaussSource, uniformSource } from "../synthetic.ts";

/** Highest level of a cell. */
const CELL_LEVEL_MAX = 15;
/** Comparisons of a ramp, and comparator references in LSB: full scale, and half scale between codes 31 and 32. */
const RAMP_STEPS = 32;
const FULL_SCALE = 64;
const HALF_SCALE = 31.5;

export interface MacroSize {
  readonly rows: number;
  readonly columns: number;
}

/** How far a macro is from ideal; all 0 is ideal. */
export interface NonIdealities {
  /** Standard deviation of a cell's conductance over its mean: 0.05 is 5 %. */
  readonly conductanceSpread: number;
  /** Fraction of cells that are stuck, 0 to 1. */
  readonly stuckCells: number;
  /** Standard deviation in LSB of range 0, which are 2^SH units of charge. */
  readonly readNoise: number;
  /** Standard deviation over columns in LSB of the range that is on. */
  readonly comparatorOffset: number;
  /** Relative loss in a row's last column, 0 to 1. */
  readonly irDrop: number;
}

export const idealMacro: NonIdealities = {
  conductanceSpread: 0,
  stuckCells: 0,
  readNoise: 0,
  comparatorOffset: 0,
  irDrop: 0,
};

/**
 * What chance gave one macro, before any figure scales it: so macros of the same sample differ in their non-idealities and in
 * nothing else. Cells are row-major, plus and minus of a weight beside each other.
 */
export interface MacroSample extends MacroSize {
  /** Standard normal, one a cell. */
  readonly spread: Float64Array;
  /** Uniform in (0, 1), one a cell: the first and the last to be stuck lie at both ends, at 15 and at 0. */
  readonly stuck: Float64Array;
  /** Standard normal, one a column. */
  readonly offset: Float64Array;
}

/** A macro with its weights programmed. */
export interface AnalogMacro extends MacroSize {
  /** Charge for one unit of input, row-major rows x columns; the weights themselves when ideal. */
  readonly charges: Float64Array;
  /** Per column, in LSB. */
  readonly offsets: Float64Array;
  /** Standard deviation in LSB of range 0. */
  readonly readNoise: number;
}

/** What a column's FP-ADC gives. */
export interface ColumnConversion {
  /** {S, E, M} of E2M5. */
  readonly code: number;
  /** The ramp ran through without a trip. */
  readonly isClipped: boolean;
  /** Clipped in the highest range. */
  readonly isOverRange: boolean;
}

/** The sample of a seed; other seeds are independent of it, and so are the three sources in it. */
export function sampleMacro({ rows, columns }: MacroSize, seed: number): MacroSample {
  requireRange("rows", rows, 1, 4096);
  requireRange("columns", columns, 1, 4096);
  const cells = 2 * rows * columns;
  const drawn = (source: () => number, count: number): Float64Array => {
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = source();
    return values;
  };
  return {
    rows,
    columns,
    spread: drawn(gaussSource(seedOf(seed, 1)), cells),
    stuck: drawn(uniformSource(seedOf(seed, 2)), cells),
    offset: drawn(gaussSource(seedOf(seed, 3)), columns),
  };
}

/**
 * The macro of a sample with `weights` (row-major rows x columns, whole numbers -15..15) programmed. BL0515 when the weights do
 * not fit the sample, BL0532 for a weight or a non-ideality out of range.
 */
export function programMacro(
  weights: ArrayLike<number>,
  sample: MacroSample,
  nonIdealities: NonIdealities,
): AnalogMacro {
  const { rows, columns } = sample;
  checkNonIdealities(nonIdealities);
  if (weights.length !== rows * columns) {
    fail("BL0515", { what: "weights", expected: `${rows} x ${columns}`, found: weights.length });
  }
  const { conductanceSpread, stuckCells, irDrop } = nonIdealities;
  // exp(sigma z - sigma^2 / 2) has mean 1 and relative variance exp(sigma^2) - 1.
  const sigma = Math.sqrt(Math.log1p(conductanceSpread ** 2));
  const conductance = (cell: number, level: number): number => {
    const draw = sample.stuck[cell] as number;
    const isStuck = Math.abs(2 * draw - 1) > 1 - stuckCells;
    const held = isStuck ? (draw < 0.5 ? CELL_LEVEL_MAX : 0) : level;
    return held === 0 ? 0 : held * Math.exp(sigma * (sample.spread[cell] as number) - sigma ** 2 / 2);
  };
  const charges = new Float64Array(rows * columns);
  for (let place = 0; place < charges.length; place++) {
    const weight = weights[place] as number;
    const column = place % columns;
    if (!Number.isInteger(weight) || Math.abs(weight) > CELL_LEVEL_MAX) {
      fail("BL0532", {
        what: `Weight [${Math.floor(place / columns)}, ${column}]`,
        found: String(weight),
        allowed: "a whole number from -15 to 15",
      });
    }
    const reaches = columns === 1 ? 1 : 1 - (irDrop * column) / (columns - 1);
    const plus = conductance(2 * place, Math.max(weight, 0));
    const minus = conductance(2 * place + 1, Math.max(-weight, 0));
    charges[place] = reaches * (plus - minus);
  }
  return {
    rows,
    columns,
    charges,
    offsets: sample.offset.map((offset) => nonIdealities.comparatorOffset * offset),
    readNoise: nonIdealities.readNoise,
  };
}

/**
 * Charge of every column for one input a row, in units of one level times one cell level: before read noise, which belongs
 * to a conversion. Inputs are the FP-DACs' signed integers, -252..252. BL0515 when there are not as many as rows.
 */
export function analogSums(macro: AnalogMacro, inputs: ArrayLike<number>): Float64Array {
  const { rows, columns, charges } = macro;
  if (inputs.length !== rows) {
    fail("BL0515", { what: "inputs", expected: `${rows}, one a row`, found: inputs.length });
  }
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const input = inputs[row] as number;
    if (input === 0) continue;
    const from = row * columns;
    for (let column = 0; column < columns; column++) {
      sums[column] = (sums[column] as number) + input * (charges[from + column] as number);
    }
  }
  return sums;
}

/**
 * Codes of all columns: their charges, plus a draw of `noise` (standard normal) each, through their comparators. `shift` is the
 * full-scale shift SH, 0..15. BL0515 when there are not as many sums as columns.
 */
export function convertColumns(
  macro: AnalogMacro,
  sums: ArrayLike<number>,
  shift: number,
  noise: () => number,
): ColumnConversion[] {
  requireRange("shift", shift, 0, 15);
  if (sums.length !== macro.columns) {
    fail("BL0515", { what: "sums", expected: `${macro.columns}, one a column`, found: sums.length });
  }
  const sigma = macro.readNoise * 2 ** shift;
  return Array.from(macro.offsets, (offset, column) => {
    const charge = sums[column] as number;
    return convertColumn(sigma === 0 ? charge : charge + sigma * noise(), shift, offset);
  });
}

/**
 * One column's conversion, comparison by comparison as the hardware does it: full scale at C; full scale at 2C, or half scale at C;
 * then the ramp until the comparator trips. `offset` in LSB is added to what the comparator sees.
 */
export function convertColumn(charge: number, shift: number, offset: number): ColumnConversion {
  const magnitude = Math.abs(charge);
  let adaptations = 0;
  const reaches = (reference: number): boolean =>
    magnitude / 2 ** (shift + adaptations) + offset >= reference;

  let isUpper = true;
  if (reaches(FULL_SCALE)) {
    adaptations = 1;
    if (reaches(FULL_SCALE)) adaptations = 2;
  } else isUpper = reaches(HALF_SCALE);

  const lowest = isUpper ? RAMP_STEPS : 0;
  let step = 0;
  while (step < RAMP_STEPS && reaches(lowest + step + 0.5)) step++;
  const isClipped = step === RAMP_STEPS;
  const mantissa = isClipped ? RAMP_STEPS - 1 : step;
  const exponent = adaptations === 0 ? Number(isUpper) : adaptations + 1;
  return {
    code: (charge < 0 ? 0x80 : 0) + exponent * RAMP_STEPS + mantissa,
    isClipped,
    isOverRange: isClipped && adaptations === 2,
  };
}

/** BL0532 for a standard deviation below 0, a fraction outside 0 to 1, or what is no number. */
export function checkNonIdealities(nonIdealities: NonIdealities): void {
  const { conductanceSpread, stuckCells, readNoise, comparatorOffset, irDrop } = nonIdealities;
  requireNumber("conductanceSpread", conductanceSpread, 10);
  requireNumber("stuckCells", stuckCells, 1);
  requireNumber("readNoise", readNoise, 1e6);
  requireNumber("comparatorOffset", comparatorOffset, 1e6);
  requireNumber("irDrop", irDrop, 1);
}

/**
 * A seed for one of several sources that belong to `seed`: the finaliser of MurmurHash3 (Appleby, public domain) over both, so
 * that neighbouring seeds share nothing.
 */
export function seedOf(seed: number, stream: number): number {
  let hash = Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(stream | 0, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function requireRange(what: string, found: number, least: number, most: number): void {
  if (Number.isInteger(found) && found >= least && found <= most) return;
  fail("BL0532", { what, found: String(found), allowed: `a whole number from ${least} to ${most}` });
}

function requireNumber(what: string, found: number, most: number): void {
  if (found >= 0 && found <= most) return;
  fail("BL0532", { what, found: String(found), allowed: `a number from 0 to ${most}` });
}
