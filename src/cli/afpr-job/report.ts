/**
 * The report of the AFPR job as data. Invariant: what stands under `simulated` was read from the engine's registers in simulation or
 * made of its results; every other figure's name says where it comes from.
 */
import { z } from "zod";

const count = z.number().int().min(0);
/** Null where there is no such figure: nothing was lost, or nothing was converted. */
const figure = z.number().nullable();

const formatSchema = z.strictObject({
  format: z.enum(["E2M5", "INT8", "E3M4"]),
  /** Where the outputs come from. */
  source: z.enum(["simulated", "golden"]),
  /** Activations are 2^exponent times the value of their code. */
  exponent: z.number().int(),
  shift: count,
  /** Against float32 weights and activations, in dB. */
  sqnrDecibels: figure,
  clipped: count,
  overRange: count,
});

const mismatchSchema = z.strictObject({
  vector: count,
  output: count,
  /** Integer sums; null where none came. */
  expected: z.number().int(),
  got: z.number().int().nullable(),
});

const cyclesSchema = z.strictObject({
  /** Busy cycles of the programming jobs. */
  programming: count,
  /** Busy cycles of the converting jobs, from the start to the last result. */
  jobs: count,
  /** From each job's first conversion's first cycle to its last one's last. */
  conversions: count,
});

/** Everything that `bitloom run afpr --json` prints, and what report.json holds. */
export const afprRunSchema = z.strictObject({
  model: z.string(),
  tensor: z.string(),
  /** [out, in] */
  shape: z.tuple([count, count]),
  engine: z.strictObject({
    name: z.string(),
    rows: count,
    columns: count,
    inputs: z.enum(["two-phase", "differential"]),
    period: count,
    clockMegahertz: z.number().positive(),
  }),
  mapping: z.strictObject({
    rowTiles: count,
    columnTiles: count,
    columnTilesSimulated: count,
    /** Outputs of the simulated column tiles. */
    outputs: count,
    /** Of the product with quantized weights and float32 activations, and of the weights themselves. */
    weightsOnlySqnrDecibels: figure,
    weightSqnrDecibels: figure,
  }),
  activations: z.strictObject({
    kind: z.enum(["text", "heldout", "greedy"]),
    source: z.string(),
    tokens: count,
    vectors: count,
  }),
  simulator: z.string(),
  injectedFault: z.enum(["weight", "code"]).nullable(),
  verdict: z.enum(["pass", "fail"]),
  /** Why the first tile that failed did; null for none. */
  reason: z.string().nullable(),
  /** Outputs of the engine against the golden model. */
  outputsCompared: count,
  outputsDifferent: count,
  firstMismatch: mismatchSchema.nullable(),
  /** All values that the testbenches compared: beats, registers, counters; and the first that differed. */
  valuesCompared: count,
  valuesPlanned: count,
  firstDifference: z
    .strictObject({ cycle: z.number().int(), port: z.string(), expected: z.string(), got: z.string() })
    .nullable(),
  formats: z.array(formatSchema),
  simulated: z.strictObject({
    conversions: count,
    cycles: cyclesSchema,
    cyclesPerConversion: figure,
    loadStalls: count,
    outputStalls: count,
    overRange: count,
    clipped: count,
    activeRows: count,
    pulses: count,
    reads: count,
    failedCells: count,
  }),
  predicted: z.strictObject({ cycles: cyclesSchema }),
  throughput: z.strictObject({
    /** 2 * rows * columns of the macro for each conversion, at the simulated cycles a conversion. */
    gigaoperationsPerSecond: figure,
    /** The same with the rows and columns that hold weights. */
    usefulGigaoperationsPerSecond: figure,
    /** The useful ones over all busy cycles of the converting jobs: with the first load and the last results. */
    jobGigaoperationsPerSecond: figure,
  }),
  energy: z
    .strictObject({
      set: z.string(),
      assumption: z.string(),
      activity: z.string(),
      nanojoulesPerConversion: z.number(),
      /** 2 * rows * columns operations a conversion, those of rows and columns without weights too. */
      teraflopsPerWatt: figure,
      /** Operations with weights only. */
      usefulTeraflopsPerWatt: figure,
      /** Of the whole run, without programming. */
      nanojoules: z.number(),
    })
    .nullable(),
  files: z.strictObject({
    folder: z.string(),
    rtl: z.string(),
    activity: z.string().nullable(),
    testbenches: z.array(z.string()),
  }),
});

export type AfprRunReport = z.output<typeof afprRunSchema>;
export type AfprFormatLine = z.output<typeof formatSchema>;
