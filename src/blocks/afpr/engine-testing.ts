/**
 * Random engines and jobs for the tests of the whole AFPR engine. Invariant: what a job must give comes from src/golden
 * alone; the cells' levels are followed from job to job.
 */
import {
  type CellLevels,
  type CimConversions,
  type CimProgramming,
  type CimResultFormat,
  packCimConversions,
  packCimProgramming,
} from "../../golden/index.ts";
import type { Random } from "../../testing/index.ts";
import { type AfprConfiguration, type AfprParameters, afprConfiguration } from "./parameters.ts";

/** Small engines of every kind: buses and lanes that divide nothing, long and short phases, both input modes. */
export function randomParameters(random: Random): AfprParameters {
  const rows = random.between(1, 20);
  const columns = random.between(1, 7);
  const phases = {
    reset: random.between(1, 3),
    integrate: 2 * random.between(3, 14),
    decide: 2 * random.between(1, 3),
    convert: 32 * random.between(1, 2),
    latch: random.between(1, 3),
  };
  return {
    rows,
    columns,
    inputs: random.pick(["two-phase", "differential"]),
    ...(random.chance(0.5) ? { phases } : {}),
    ...(random.chance(0.7) ? { bus: random.pick([8, 16, 24, 40, 64, 128]) } : {}),
    weightBus: random.pick([8, 16, 24, 64]),
    ...(random.chance(0.7) ? { lanes: random.between(1, columns) } : {}),
    batch: random.between(1, 4),
    accumulatorBits: random.pick([26, 32, 37, 48]),
    pulseCycles: random.between(1, 3),
    readCycles: random.between(2, 4),
  };
}

/** The cells of a macro, as jobs leave them. */
export class Cells {
  private readonly plus: Uint8Array;
  private readonly minus: Uint8Array;
  private readonly columns: number;

  constructor({ rows, columns }: Pick<AfprConfiguration, "rows" | "columns">) {
    this.plus = new Uint8Array(rows * columns);
    this.minus = new Uint8Array(rows * columns);
    this.columns = columns;
  }

  /** The levels of the first rows x columns cells. */
  part(rows: number, columns: number): CellLevels {
    const cut = (from: Uint8Array): Uint8Array =>
      Uint8Array.from(
        { length: rows * columns },
        (_, at) => from[Math.floor(at / columns) * this.columns + (at % columns)] as number,
      );
    return { plus: cut(this.plus), minus: cut(this.minus) };
  }

  store({ rows, columns, levels }: Pick<CimProgramming, "rows" | "columns" | "levels">): void {
    for (let at = 0; at < rows * columns; at++) {
      const cell = Math.floor(at / columns) * this.columns + (at % columns);
      this.plus[cell] = levels.plus[at] as number;
      this.minus[cell] = levels.minus[at] as number;
    }
  }
}

export const randomWeights = (random: Random, count: number): Int8Array =>
  Int8Array.from({ length: count }, () => random.between(-15, 15));

export const randomCodes = (random: Random, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => random.below(256));

/** One to three row tiles of a product, each programmed and converted; the last sends results. */
export function randomTiles(
  random: Random,
  parameters: AfprParameters,
  format: CimResultFormat,
): (CimProgramming | CimConversions)[] {
  const shape = afprConfiguration(parameters);
  const cells = new Cells(shape);
  const tiles = random.between(1, 3);
  const columns = random.between(1, shape.columns);
  const vectors = random.between(1, tiles === 1 ? 6 : shape.batch);
  const jobs: (CimProgramming | CimConversions)[] = [];
  let earlier: Float64Array | undefined;
  for (let tile = 0; tile < tiles; tile++) {
    const rows = random.between(1, shape.rows);
    const weights = randomWeights(random, rows * columns);
    const programming = packCimProgramming(shape, {
      weights,
      rows,
      columns,
      limit: 30,
      initial: cells.part(rows, columns),
    });
    cells.store(programming);
    const conversions = packCimConversions(shape, {
      codes: randomCodes(random, vectors * rows),
      vectors,
      weights,
      rows,
      columns,
      shift: random.between(0, 9),
      format,
      outputShift: random.between(0, 12),
      earlier,
      isLast: tile === tiles - 1,
    });
    earlier = conversions.sums;
    jobs.push(programming, conversions);
  }
  return jobs;
}

/** The same jobs without their cycles, which hold without stalls only. */
export const untimed = (
  jobs: readonly (CimProgramming | CimConversions)[],
): (
  | (Omit<CimProgramming, "cycles"> & { readonly cycles: undefined })
  | (Omit<CimConversions, "cycles" | "conversionCycles"> & {
      readonly cycles: undefined;
      readonly conversionCycles: undefined;
    })
)[] =>
  jobs.map((job) =>
    job.kind === "program"
      ? { ...job, cycles: undefined }
      : { ...job, cycles: undefined, conversionCycles: undefined },
  );
