/**
 * Parameters of the AFPR engine and everything that follows from them. Invariant: a configuration has been checked, so the
 * blocks that take one check nothing again. Sizes, phase lengths and the mapping onto the twin are our design choices; the
 * 576 x 256 macro and the 64 cycles at 320 MHz follow AFPR-CIM (arXiv 2402.13798): 2 * 576 * 256 operations in 200 ns.
 */
import { bitsFor, requireParameter, requireWhole } from "../parameters.ts";

/** Bits of an FP8 code, and of the level that the FP-DAC drives: {E != 0, M}. */
export const CODE_BITS = 8;
export const LEVEL_BITS = 6;
/** One-hot: gains 1, 2 and 4 of the FP-DAC; capacitors C, 2C and 4C of the FP-ADC. */
export const GAINS = 3;
/** Comparisons of a ramp, and bits of its counter. */
export const RAMP_STEPS = 32;
export const RAMP_BITS = 5;
/** Bits of the full-scale shift SH: 0 to 15. Sums of a 576-row macro fill SH = 13 at most. */
export const SHIFT_BITS = 4;
/** Bits of a cell's conductance level 0..15. */
export const CELL_BITS = 4;
/** Comparisons that decide the range: full scale, then half scale or full scale at 2C. */
export const RANGE_COMPARISONS = 2;
/** Cycles of integration that the digital twin takes beyond one a word of its cells: memory read, then the last sum. */
export const TWIN_LATENCY = 2;

/** How signs of inputs reach the macro. two-phase: positive rows, then negative rows subtracted. */
export type AfprInputs = "two-phase" | "differential";

/** Lengths of a conversion's phases in cycles; a conversion takes their sum. */
export interface AfprPhases {
  /** Integrators discharge, rows are off and take their next codes; 1 or more. */
  readonly reset: number;
  /** Rows are on; with two-phase inputs half of it for each sign. */
  readonly integrate: number;
  /** Both comparisons of the range decision, half of it each; even, 2 or more. */
  readonly decide: number;
  /** The ramp; a multiple of 32. */
  readonly convert: number;
  /** Codes settle in the latches before they move on; 1 or more. */
  readonly latch: number;
}

export interface AfprParameters {
  /** Rows of the macro, 1 to 1024: inputs of a conversion. */
  readonly rows: number;
  /** Columns of the macro, 1 to 512: outputs of a conversion. */
  readonly columns: number;
  /** "two-phase" unless stated. */
  readonly inputs?: AfprInputs | undefined;
  /** 1, 28, 2, 32 and 1 cycles unless stated: 64 in all, 32 of them the ramp. */
  readonly phases?: Partial<AfprPhases> | undefined;
  /** Bits of the activation stream, a multiple of 8 from 8 to 2048; by default the fewest (a power of two) that keep up. */
  readonly bus?: number | undefined;
  /** Bits of the weight stream, a multiple of 8 from 8 to 1024, one byte a weight; 64 unless stated. */
  readonly weightBus?: number | undefined;
  /**
   * Results a beat, 1 to columns, whose sums in whole bytes have 4096 bits at most; by default the fewest (a power of two)
   * that keep up.
   */
  readonly lanes?: number | undefined;
  /** Activation vectors whose partial sums are kept between row tiles, 1 to 1024; 16 unless stated. */
  readonly batch?: number | undefined;
  /** Two's complement bits of a partial sum, 26 to 48; 32 unless stated. */
  readonly accumulatorBits?: number | undefined;
  /** Cycles of a programming pulse, 1 to 255; 2 unless stated. */
  readonly pulseCycles?: number | undefined;
  /** Cycles of a verifying read, 2 to 255; 2 unless stated. */
  readonly readCycles?: number | undefined;
}

/** Checked parameters, every one stated, and what follows from them. */
export interface AfprConfiguration {
  readonly rows: number;
  readonly columns: number;
  readonly inputs: AfprInputs;
  readonly phases: AfprPhases;
  readonly bus: number;
  readonly weightBus: number;
  readonly lanes: number;
  readonly batch: number;
  readonly accumulatorBits: number;
  readonly pulseCycles: number;
  readonly readCycles: number;
  /** Sizes and whatever is not the default, for the modules' names. */
  readonly name: string;
  /** Cycles from one conversion's start to the next, back to back. */
  readonly period: number;
  /** Codes in a beat of the activation stream, and beats that fill all rows. */
  readonly codesPerBeat: number;
  readonly loadBeats: number;
  /** Weights in a beat of the weight stream, and beats that fill all columns of a row. */
  readonly weightsPerBeat: number;
  readonly rowBeats: number;
  /** Groups of `lanes` columns. */
  readonly groups: number;
  /** Whole bytes of a partial sum, in bits: its place in a beat of results. */
  readonly resultStride: number;
  /** Words of the twin's cell memory (a power of two), and rows in one: word = row mod words, lane = row / words. */
  readonly words: number;
  readonly macroLanes: number;
  /** Unsigned bits that hold every |sum| of a macro: 252 * 15 * rows. */
  readonly sumBits: number;
}

const BLOCK = "AfprEngine";
const INPUTS = ["two-phase", "differential"] as const;
const DEFAULT_PHASES: AfprPhases = { reset: 1, integrate: 28, decide: 2, convert: 32, latch: 1 };

/** Checks parameters and derives the rest. BL0610 names the first that is out of range or cannot work with the others. */
export function afprConfiguration(parameters: AfprParameters): AfprConfiguration {
  const { rows, columns, inputs = "two-phase", weightBus = 64, batch = 16 } = parameters;
  const { accumulatorBits = 32, pulseCycles = 2, readCycles = 2 } = parameters;
  requireWhole(BLOCK, "rows", rows, 1, 1024);
  requireWhole(BLOCK, "columns", columns, 1, 512);
  requireParameter(BLOCK, "inputs", inputs, INPUTS.join(", "), INPUTS.includes(inputs));
  const phases = checkedPhases({ ...DEFAULT_PHASES, ...parameters.phases }, inputs);
  const period = phases.reset + phases.integrate + phases.decide + phases.convert + phases.latch;
  const bus = parameters.bus ?? fastEnough(rows * CODE_BITS, 8, 2048, period - LOAD_LATENCY);
  requireBus("bus", bus, 2048);
  requireBus("weightBus", weightBus, 1024);
  const lanes = parameters.lanes ?? Math.min(columns, fastEnough(columns, 1, 512, period - DRAIN_LATENCY));
  requireWhole(BLOCK, "lanes", lanes, 1, columns);
  requireWhole(BLOCK, "batch", batch, 1, 1024);
  requireWhole(BLOCK, "accumulatorBits", accumulatorBits, 26, 48);
  const resultStride = 8 * Math.ceil(accumulatorBits / 8);
  const mostLanes = Math.floor(MOST_RESULT_BITS / resultStride);
  requireParameter(
    BLOCK,
    "lanes",
    lanes,
    `at most ${mostLanes} with sums of ${accumulatorBits} bits: a beat of results has ${MOST_RESULT_BITS} bits at most`,
    lanes <= mostLanes,
  );
  requireWhole(BLOCK, "pulseCycles", pulseCycles, 1, 255);
  requireWhole(BLOCK, "readCycles", readCycles, 2, 255);

  const pass = integrationPass(phases, inputs) - TWIN_LATENCY;
  const words = Math.min(powerOfTwoFrom(rows), 2 ** Math.floor(Math.log2(pass)));
  const { reset, integrate, decide, convert, latch } = phases;
  const usualPhases = Object.entries(DEFAULT_PHASES).every(
    ([phase, cycles]) => phases[phase as keyof AfprPhases] === cycles,
  );
  const unusual = [
    inputs === "two-phase" ? "" : `_${inputs}`,
    usualPhases ? "" : `_p${[reset, integrate, decide, convert, latch].join("_")}`,
    parameters.bus === undefined ? "" : `_bus${bus}`,
    weightBus === 64 ? "" : `_wbus${weightBus}`,
    parameters.lanes === undefined ? "" : `_lanes${lanes}`,
    batch === 16 ? "" : `_batch${batch}`,
    accumulatorBits === 32 ? "" : `_w${accumulatorBits}`,
    pulseCycles === 2 ? "" : `_pulse${pulseCycles}`,
    readCycles === 2 ? "" : `_read${readCycles}`,
  ];
  return {
    name: `${rows}x${columns}${unusual.join("")}`,
    rows,
    columns,
    inputs,
    phases,
    bus,
    weightBus,
    lanes,
    batch,
    accumulatorBits,
    pulseCycles,
    readCycles,
    period,
    codesPerBeat: bus / CODE_BITS,
    loadBeats: Math.ceil((rows * CODE_BITS) / bus),
    weightsPerBeat: weightBus / 8,
    rowBeats: Math.ceil((columns * 8) / weightBus),
    groups: Math.ceil(columns / lanes),
    resultStride,
    words,
    macroLanes: Math.ceil(rows / words),
    sumBits: bitsFor(252 * 15 * rows),
  };
}

/** Data bits of an AXI4-Stream, as axiStream allows them. */
const MOST_RESULT_BITS = 4096;

/** Cycles of a period in which the loader, and the readout, do something else than move beats. */
const LOAD_LATENCY = 4;
const DRAIN_LATENCY = 4;

/** Cycles in which the macro integrates rows of one sign. */
export const integrationPass = (phases: AfprPhases, inputs: AfprInputs): number =>
  inputs === "two-phase" ? phases.integrate / 2 : phases.integrate;

function checkedPhases(phases: AfprPhases, inputs: AfprInputs): AfprPhases {
  const most = 4096;
  requireWhole(BLOCK, "phases.reset", phases.reset, 1, most);
  requireWhole(BLOCK, "phases.integrate", phases.integrate, 1, most);
  requireParameter(
    BLOCK,
    "phases.integrate",
    phases.integrate,
    "an even number with two-phase inputs, half for each sign",
    inputs === "differential" || phases.integrate % 2 === 0,
  );
  const shortest = TWIN_LATENCY + 1;
  requireParameter(
    BLOCK,
    "phases.integrate",
    phases.integrate,
    `${shortest} cycles or more for each sign: a range is only adapted to a charge that is there`,
    integrationPass(phases, inputs) >= shortest,
  );
  requireWhole(BLOCK, "phases.decide", phases.decide, RANGE_COMPARISONS, most);
  requireParameter(
    BLOCK,
    "phases.decide",
    phases.decide,
    `a multiple of ${RANGE_COMPARISONS}: one comparison for each range adaptation, of equal length`,
    phases.decide % RANGE_COMPARISONS === 0,
  );
  requireWhole(BLOCK, "phases.convert", phases.convert, RAMP_STEPS, most);
  requireParameter(
    BLOCK,
    "phases.convert",
    phases.convert,
    `a multiple of ${RAMP_STEPS}: the ramp has ${RAMP_STEPS} steps`,
    phases.convert % RAMP_STEPS === 0,
  );
  requireWhole(BLOCK, "phases.latch", phases.latch, 1, most);
  const { reset, integrate, decide, convert, latch } = phases;
  return { reset, integrate, decide, convert, latch };
}

function requireBus(parameter: string, found: number, most: number): void {
  requireWhole(BLOCK, parameter, found, 8, most);
  requireParameter(BLOCK, parameter, found, "a multiple of 8", found % 8 === 0);
}

/** The smallest least * 2^n that moves `total` in at most `cycles`. */
function fastEnough(total: number, least: number, most: number, cycles: number): number {
  let width = least;
  while (width < most && Math.ceil(total / width) > cycles) width *= 2;
  return width;
}

const powerOfTwoFrom = (least: number): number => 2 ** Math.ceil(Math.log2(least));
