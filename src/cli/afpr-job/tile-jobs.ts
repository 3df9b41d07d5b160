/**
 * A column tile of a product as jobs of the AFPR engine: each row tile programmed, then converted. Invariant: the jobs run in order
 * on a macro whose cells are at level 0; the last one sends the integer sums over all row tiles.
 */
import {
  type CellLevels,
  type CimConversions,
  type CimEngineShape,
  type CimProgramming,
  codeToInteger,
  type MappedWeights,
  macroTile,
  packCimConversions,
  packCimProgramming,
} from "../../golden/index.ts";

export interface TileProduct {
  readonly mapped: MappedWeights;
  /** E2M5, row-major vectors x inputs. */
  readonly codes: ArrayLike<number>;
  readonly vectors: number;
  /** Full-scale shift SH of every conversion. */
  readonly shift: number;
  /** Most pulses a cell. */
  readonly limit: number;
}

export interface ColumnTileJobs {
  /** Columns in use, and the first output that they hold. */
  readonly width: number;
  readonly firstOutput: number;
  /** Programming and conversions of each row tile. */
  readonly jobs: readonly (CimProgramming | CimConversions)[];
  /** Codes that go in, row tile by row tile. */
  readonly codesIn: readonly Uint8Array[];
  /** What the engine must send, row-major vectors x width. */
  readonly sums: Float64Array;
  /** Predicted busy cycles of all jobs. */
  readonly cycles: number;
}

/** Jobs of one column tile, with all that they must give. Errors as `packCimConversions`. */
export function columnTileJobs(
  shape: CimEngineShape,
  product: TileProduct,
  columnTile: number,
): ColumnTileJobs {
  const { mapped, vectors, shift, limit } = product;
  const jobs: (CimProgramming | CimConversions)[] = [];
  const codesIn: Uint8Array[] = [];
  let initial: CellLevels | undefined;
  let earlier: Float64Array | undefined;
  const { width: columns, firstOutput } = macroTile(mapped, 0, columnTile);
  for (let rowTile = 0; rowTile < mapped.rowTiles; rowTile++) {
    const { depth: rows, firstInput, weights } = macroTile(mapped, rowTile, columnTile);
    const programming = packCimProgramming(shape, {
      weights,
      rows,
      columns,
      limit,
      initial: initial && firstRows(initial, rows * columns),
    });
    initial = programming.levels;
    const codes = tileCodes(product, firstInput, rows);
    const conversions = packCimConversions(shape, {
      codes,
      vectors,
      weights,
      rows,
      columns,
      shift,
      format: "integer",
      outputShift: 0,
      earlier,
      isLast: rowTile === mapped.rowTiles - 1,
    });
    earlier = conversions.sums;
    codesIn.push(codes);
    jobs.push(programming, conversions);
  }
  return {
    width: columns,
    firstOutput,
    jobs,
    codesIn,
    sums: earlier ?? new Float64Array(0),
    cycles: jobs.reduce((sum, { cycles }) => sum + cycles, 0),
  };
}

/** Row tiles have the macro's rows but for the last, which has no more, so these cells are what the tile before left. */
const firstRows = ({ plus, minus }: CellLevels, count: number): CellLevels => ({
  plus: plus.subarray(0, count),
  minus: minus.subarray(0, count),
});

function tileCodes({ codes, vectors, mapped }: TileProduct, firstInput: number, rows: number): Uint8Array {
  return Uint8Array.from(
    { length: vectors * rows },
    (_, at) => codes[Math.floor(at / rows) * mapped.inputs + firstInput + (at % rows)] as number,
  );
}

/** What `injectFault` spoils on its way to the engine. */
export type InjectedFault = "weight" | "code";

/**
 * The same jobs, expecting the same, with another sign on the weight or the code that the first vector's first row tile feels
 * most: a check that a verdict can fail.
 */
export function injectFault(
  shape: CimEngineShape,
  product: TileProduct,
  tile: ColumnTileJobs,
  fault: InjectedFault,
): ColumnTileJobs {
  const [programming, conversions] = tile.jobs as readonly [CimProgramming, CimConversions];
  const codes = (tile.codesIn[0] as Uint8Array).slice();
  const { rows, columns } = programming;
  const weights = Int8Array.from(
    { length: rows * columns },
    (_, at) => (programming.levels.plus[at] as number) - (programming.levels.minus[at] as number),
  );
  const effectOf = (at: number): number => {
    const code = codes[Math.floor(at / columns)] as number;
    return Math.abs(codeToInteger(code, 0) * (weights[at] as number));
  };
  let worst = 0;
  weights.forEach((_, at) => {
    if (effectOf(at) > effectOf(worst)) worst = at;
  });
  if (fault === "weight") {
    weights[worst] = -(weights[worst] as number);
    const { weights: beats } = packCimProgramming(shape, { ...programming, weights });
    return { ...tile, jobs: tile.jobs.with(0, { ...programming, weights: beats }) };
  }
  const row = Math.floor(worst / columns);
  codes[row] = (codes[row] as number) ^ 0x80;
  const { activations } = packCimConversions(shape, {
    codes,
    vectors: product.vectors,
    weights,
    rows,
    columns,
    shift: product.shift,
    format: "codes",
    outputShift: 0,
    isLast: true,
  });
  return { ...tile, jobs: tile.jobs.with(1, { ...conversions, activations }) };
}
