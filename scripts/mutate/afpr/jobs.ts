/**
 * The AFPR configuration that is mutated, and jobs for it from the golden model. The configuration is small and awkward:
 * nothing divides anything, and no phase has the length of another.
 */
import { type AfprParameters, afprConfiguration } from "../../../src/blocks/index.ts";
import {
  type CellLevels,
  type CimConversions,
  type CimProgramming,
  type CimResultFormat,
  packCimConversions,
  packCimProgramming,
} from "../../../src/golden/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { generator, partOf } from "../bench.ts";

/** Rows, columns, lanes and buses that leave remainders everywhere; the twin's cells have three lanes of two words. */
export const parameters: AfprParameters = {
  rows: 5,
  columns: 3,
  phases: { reset: 2, integrate: 10, decide: 4, convert: 64, latch: 3 },
  bus: 16,
  weightBus: 16,
  lanes: 2,
  batch: 3,
  accumulatorBits: 26,
  pulseCycles: 2,
  readCycles: 4,
};
export const shape = afprConfiguration(parameters);

/** The engine's core, without its registers. */
export const coreOf = (design: Design): Design => partOf(design, /^afpr_core_/);

export type Job = CimProgramming | CimConversions;

/** Jobs on one macro after its power-up; the levels of its cells are followed from one to the next. */
export class Jobs {
  readonly list: Job[] = [];
  private readonly random: (limit: number) => number;
  private readonly plus = new Uint8Array(shape.rows * shape.columns);
  private readonly minus = new Uint8Array(shape.rows * shape.columns);

  constructor(seed: number) {
    this.random = generator(seed);
  }

  /** Random weights into the first cells; a `limit` below 15 leaves cells that failed. */
  program(rows: number, columns: number, limit: number, weights = this.weights(rows * columns)): this {
    const initial: CellLevels = {
      plus: this.part(this.plus, rows, columns),
      minus: this.part(this.minus, rows, columns),
    };
    const job = packCimProgramming(shape, { weights, rows, columns, limit, initial });
    for (const side of ["plus", "minus"] as const) {
      job.levels[side].forEach((level, at) => {
        this[side][this.place(at, columns)] = level;
      });
    }
    this.list.push(job);
    return this;
  }

  /** Conversions of random codes, or of those given, that start new sums unless `earlier` holds them. */
  convert(job: {
    readonly vectors: number;
    readonly rows?: number;
    readonly columns?: number;
    readonly shift?: number;
    readonly format?: CimResultFormat;
    readonly outputShift?: number;
    readonly codes?: readonly number[];
    readonly earlier?: Float64Array | undefined;
    readonly isLast?: boolean;
  }): CimConversions {
    const { vectors, rows = shape.rows, columns = shape.columns, shift = 0, format = "codes" } = job;
    const { outputShift = 0, earlier, isLast = true } = job;
    const [plus, minus] = [this.part(this.plus, rows, columns), this.part(this.minus, rows, columns)];
    const codes = Uint8Array.from({ length: vectors * rows }, (_, at) => job.codes?.[at] ?? this.random(256));
    const weights = Int8Array.from(plus, (level, at) => level - (minus[at] as number));
    const conversions = packCimConversions(shape, {
      ...{ codes, vectors, weights, rows, columns, shift, format, outputShift, earlier, isLast },
    });
    this.list.push(conversions);
    return conversions;
  }

  private weights(count: number): Int8Array {
    return Int8Array.from({ length: count }, () => this.random(31) - 15);
  }

  private part(levels: Uint8Array, rows: number, columns: number): Uint8Array {
    return Uint8Array.from({ length: rows * columns }, (_, at) => levels[this.place(at, columns)] as number);
  }

  /** Where cell `at` of a job on `columns` columns lies in the macro. */
  private place(at: number, columns: number): number {
    return Math.floor(at / columns) * shape.columns + (at % columns);
  }
}

/** The same without what holds only when no stream waits. */
export const untimed = (jobs: readonly Job[]) =>
  jobs.map((job) =>
    job.kind === "program"
      ? { ...job, cycles: undefined }
      : { ...job, cycles: undefined, conversionCycles: undefined },
  );
