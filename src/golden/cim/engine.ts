/**
 * What the AFPR engine takes and gives, beat by beat: streams, results and counts of a job that programs the macro and of one
 * that converts. Invariant: all of it follows from the number formats and the order below, nothing from the hardware.
 *
 *     weights      for each row: bytes of its columns, two's complement, column 0 lowest; every row begins a beat
 *     activations  for each vector: bytes of its rows' codes, row 0 lowest; every vector begins a beat
 *     results      for each vector, if the tile is the last: groups of `lanes` columns, first first; the last group has tlast
 *     failures     rows in order, plus before minus, lowest column first
 */
import { fail } from "../../diagnostics/index.ts";
import { codeToInteger, convertSums, encodeSum, fpDac, macroSums } from "../cim.ts";
import { type CimEngineTiming, predictCimCycles } from "./engine-cycles.ts";
import {
  type CellFailure,
  type CellLevels,
  type CellResponse,
  idealCells,
  predictProgramming,
} from "./programming.ts";

/** The parameters of an engine that its streams and cycles depend on. */
export interface CimEngineShape extends CimEngineTiming {
  readonly rows: number;
  readonly columns: number;
  /** Bits of the activation and of the weight stream. */
  readonly bus: number;
  readonly weightBus: number;
  readonly weightsPerBeat: number;
  readonly lanes: number;
  readonly accumulatorBits: number;
  /** Bits of an integer's place in a beat of results. */
  readonly resultStride: number;
  readonly pulseCycles: number;
  readonly readCycles: number;
}

/** Results of a job: the converters' codes, FP8 of the sums, or the sums. */
export type CimResultFormat = "codes" | "fp8" | "integer";

export interface CimResultBeat {
  /** Raw bits of tdata, tkeep (a bit a byte) and tlast. */
  readonly data: bigint;
  readonly keep: bigint;
  readonly last: bigint;
}

export interface CimProgramming {
  readonly kind: "program";
  readonly rows: number;
  readonly columns: number;
  readonly limit: number;
  /** Raw bits of each beat. */
  readonly weights: readonly bigint[];
  readonly failures: readonly bigint[];
  readonly pulses: number;
  readonly reads: number;
  /** Cycles that the engine is busy, without stalls. */
  readonly cycles: number;
  /** Of rows x columns cells after the job, and the cells that missed. */
  readonly levels: CellLevels;
  readonly failedCells: readonly CellFailure[];
}

/**
 * Programs `weights` (row-major rows x columns, -15..15) into cells at `initial` levels (all 0 unless stated). Errors as
 * `predictProgramming`.
 */
export function packCimProgramming(
  shape: CimEngineShape,
  job: {
    readonly weights: Int8Array;
    readonly rows: number;
    readonly columns: number;
    readonly limit: number;
    readonly initial?: CellLevels | undefined;
    readonly response?: CellResponse | undefined;
  },
): CimProgramming {
  const { weights, rows, columns, limit } = job;
  const blank = () => new Uint8Array(rows * columns);
  const { initial = { plus: blank(), minus: blank() }, response = idealCells } = job;
  const prediction = predictProgramming(shape, { weights, rows, columns, limit }, initial, response);
  const beats: bigint[] = [];
  for (let row = 0; row < rows; row++) {
    beats.push(...packBytes(weights.subarray(row * columns, (row + 1) * columns), shape.weightBus / 8));
  }
  return {
    kind: "program",
    rows,
    columns,
    limit,
    weights: beats,
    failures: prediction.failures.map(failureBits),
    pulses: prediction.pulses,
    reads: prediction.reads,
    cycles: prediction.cycles + PROGRAM_LATENCY,
    levels: prediction.levels,
    failedCells: prediction.failures,
  };
}

/** Cycles that the engine is busy around the programmer: its start, and seeing its end. */
const PROGRAM_LATENCY = 2;

/** Row in bits 15:0, column in 31:16, level found in 35:32, level wanted in 43:40, side in 48. */
const failureBits = ({ row, column, isMinus, level, target }: CellFailure): bigint =>
  BigInt(row) |
  (BigInt(column) << 16n) |
  (BigInt(level) << 32n) |
  (BigInt(target) << 40n) |
  (isMinus ? 1n << 48n : 0n);

export interface CimConversionJob {
  /** Row-major vectors x rows, E2M5. */
  readonly codes: Uint8Array;
  readonly vectors: number;
  /** What the cells hold: row-major rows x columns. */
  readonly weights: Int8Array;
  readonly rows: number;
  readonly columns: number;
  /** SH, 0..15; one for all vectors, or one for each. */
  readonly shift: number | readonly number[];
  readonly format: CimResultFormat;
  /** For FP8 results, 0..63. */
  readonly outputShift: number;
  /** Partial sums of the row tiles before, row-major vectors x columns; none for the first. */
  readonly earlier?: Float64Array | undefined;
  readonly isLast: boolean;
}

export interface CimConversions {
  readonly kind: "convert";
  readonly rows: number;
  readonly columns: number;
  readonly vectors: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** That of the first vector. */
  readonly shift: number;
  readonly outputShift: number;
  /** As the register has it: 0 codes, 1 FP8, 2 integer. */
  readonly format: number;
  /** Raw bits of each beat. */
  readonly activations: readonly bigint[];
  readonly results: readonly CimResultBeat[];
  /** A partial sum left the accumulator; it wrapped. */
  readonly isOverflow: boolean;
  readonly overRange: number;
  readonly clipped: number;
  /** Codes with a magnitude. */
  readonly activeRows: number;
  /** Cycles that the engine is busy, and from the first conversion's first to the last one's last; without stalls. */
  readonly cycles: number;
  readonly conversionCycles: number;
  /** Of the converters, and the partial sums after this tile; row-major vectors x columns. */
  readonly codes: Uint8Array;
  readonly sums: Float64Array;
}

const FORMAT_FIELD = { codes: 0, fp8: 1, integer: 2 } as const;

/** Converts vectors through one row tile. BL0515 and BL0523 for arrays and values that do not fit. */
export function packCimConversions(shape: CimEngineShape, job: CimConversionJob): CimConversions {
  const { codes, vectors, weights, rows, columns, isLast, format, outputShift } = job;
  requireSizes(shape, job);
  const exact = macroSums(codes, weights, { vectors, rows, columns });
  const adcCodes = new Uint8Array(vectors * columns);
  const sums = new Float64Array(vectors * columns);
  const [top, modulus] = [2 ** (shape.accumulatorBits - 1), 2 ** shape.accumulatorBits];
  let [overRange, clipped, isOverflow] = [0, 0, false];
  for (let vector = 0; vector < vectors; vector++) {
    const shift = typeof job.shift === "number" ? job.shift : (job.shift[vector] ?? 0);
    const from = vector * columns;
    const converted = convertSums(exact.subarray(from, from + columns), shift);
    overRange += converted.overRange;
    clipped += converted.clipped;
    adcCodes.set(converted.codes, from);
    converted.codes.forEach((code, column) => {
      const sum = (job.earlier?.[from + column] ?? 0) + codeToInteger(code, shift);
      const isOutside = sum < -top || sum >= top;
      isOverflow ||= isOutside;
      sums[from + column] = isOutside ? ((((sum + top) % modulus) + modulus) % modulus) - top : sum;
    });
  }
  const results = isLast ? resultBeats(shape, job, adcCodes, sums) : [];
  const activations: bigint[] = [];
  for (let vector = 0; vector < vectors; vector++) {
    activations.push(...packBytes(codes.subarray(vector * rows, (vector + 1) * rows), shape.bus / 8));
  }
  return {
    kind: "convert",
    rows,
    columns,
    vectors,
    isFirst: job.earlier === undefined,
    isLast,
    shift: typeof job.shift === "number" ? job.shift : (job.shift[0] ?? 0),
    outputShift,
    format: FORMAT_FIELD[format],
    activations,
    results,
    isOverflow,
    overRange,
    clipped,
    activeRows: codes.reduce((count, code) => count + (fpDac(code).magnitude === 0 ? 0 : 1), 0),
    ...predictCimCycles(shape, { vectors, rows, columns, isLast }),
    codes: adcCodes,
    sums,
  };
}

function resultBeats(
  shape: CimEngineShape,
  { vectors, columns, format, outputShift }: CimConversionJob,
  codes: Uint8Array,
  sums: Float64Array,
): CimResultBeat[] {
  const stride = format === "integer" ? shape.resultStride : 8;
  const valueAt = (at: number): number =>
    format === "codes"
      ? (codes[at] as number)
      : format === "fp8"
        ? encodeSum(sums[at] as number, outputShift)
        : (sums[at] as number);
  const beats: CimResultBeat[] = [];
  for (let vector = 0; vector < vectors; vector++) {
    for (let first = 0; first < columns; first += shape.lanes) {
      const used = Math.min(shape.lanes, columns - first);
      let data = 0n;
      for (let lane = used - 1; lane >= 0; lane--) {
        const value = BigInt.asUintN(stride, BigInt(valueAt(vector * columns + first + lane)));
        data = (data << BigInt(stride)) | value;
      }
      const keep = (1n << BigInt((used * stride) / 8)) - 1n;
      beats.push({ data, keep, last: first + used === columns ? 1n : 0n });
    }
  }
  return beats;
}

/** Bytes to beats of `bytesPerBeat`, the first lowest; the last beat is filled up with zeros. */
function packBytes(bytes: Int8Array | Uint8Array, bytesPerBeat: number): bigint[] {
  const beats: bigint[] = [];
  for (let first = 0; first < bytes.length; first += bytesPerBeat) {
    let beat = 0n;
    const end = Math.min(bytes.length, first + bytesPerBeat);
    for (let at = end - 1; at >= first; at--) beat = (beat << 8n) | BigInt((bytes[at] as number) & 0xff);
    beats.push(beat);
  }
  return beats;
}

function requireSizes(shape: CimEngineShape, job: CimConversionJob): void {
  const sizes = [
    ["rows", job.rows, shape.rows],
    ["columns", job.columns, shape.columns],
    ["vectors", job.vectors, job.isLast && job.earlier === undefined ? 65_535 : shape.batch],
  ] as const;
  for (const [what, found, most] of sizes) {
    if (Number.isInteger(found) && found >= 1 && found <= most) continue;
    fail("BL0523", { what, found, allowed: `a whole number 1..${most}` });
  }
  const count = job.vectors * job.columns;
  const lengths: readonly (readonly [string, number | undefined, number])[] = [
    ["partial sums", job.earlier?.length, count],
    ["shifts", typeof job.shift === "number" ? undefined : job.shift.length, job.vectors],
  ];
  for (const [what, found, expected] of lengths) {
    if (found !== undefined && found !== expected) {
      fail("BL0515", { what, expected: String(expected), found });
    }
  }
}
