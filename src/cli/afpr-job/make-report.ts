/** Makes the AFPR job's report out of what was mapped, predicted and simulated. Invariant: see report.ts. */
import { join } from "node:path";
import { type AfprParameters, afprConfiguration } from "../../blocks/index.ts";
import {
  type AfprActivity,
  activityOfRun,
  afprEnergy,
  type CimMatmulResult,
  cimMatmul,
  defaultEnergySet,
  dequantizeMapped,
  E3M4,
  floatMatmul,
  halfToNumber,
  INT8,
  type MappedWeights,
  sqnr,
} from "../../golden/index.ts";
import type { AfprJobOptions } from "./options.ts";
import type { AfprFormatLine, AfprRunReport } from "./report.ts";
import type { ColumnTileJobs } from "./tile-jobs.ts";
import type { TileRun } from "./tile-run.ts";
import type { AfprWorkload } from "./workload.ts";

/** A column tile: what was expected of it, and what came. */
export interface SimulatedTile {
  readonly tile: ColumnTileJobs;
  readonly run: TileRun;
}

export interface ReportParts {
  readonly options: AfprJobOptions;
  readonly workload: AfprWorkload;
  /** Simulated rows of the matrix, and column tiles of the whole of it. */
  readonly outputs: readonly number[];
  readonly columnTiles: number;
  /** Of the simulated outputs: real, as mapped, their float product, and the golden E2M5 product. */
  readonly weights: Float32Array;
  readonly mapped: MappedWeights;
  readonly reference: Float64Array;
  readonly golden: CimMatmulResult;
  readonly parameters: AfprParameters;
  readonly simulator: string;
  readonly tiles: readonly SimulatedTile[];
}

/** The report, and the activity that its energy was computed from; none after a failure, whose counts mean nothing. */
export function makeReport(parts: ReportParts): {
  readonly report: AfprRunReport;
  readonly activity: AfprActivity | undefined;
} {
  const { options, workload, outputs, columnTiles, weights, mapped, reference, parameters, tiles } = parts;
  const { vectors, clockMegahertz, out } = options;
  const configuration = afprConfiguration(parameters);
  const simulated = simulatedFigures(tiles);
  const sums = joinedSums(tiles, vectors, outputs.length);
  const { compared, different, first } = comparison(tiles, outputs);
  const failed = tiles.find(({ run }) => !run.simulation.passed)?.run.simulation;
  const sizes = { vectors, inputs: workload.inputs, outputs: outputs.length };
  const dequantized = dequantizeMapped(mapped);
  const isPass = failed === undefined && different === 0;
  const activity = isPass ? activityOf(parts, simulated) : undefined;
  const { conversions, cycles } = simulated;
  const useful = usefulOperations(tiles);
  const peak = 2 * configuration.rows * configuration.columns * conversions;
  const difference = failed?.firstMismatch;
  const report: AfprRunReport = {
    model: options.model,
    tensor: workload.tensor,
    shape: [workload.outputs, workload.inputs],
    engine: {
      name: configuration.name,
      rows: configuration.rows,
      columns: configuration.columns,
      inputs: configuration.inputs,
      period: configuration.period,
      clockMegahertz,
    },
    mapping: {
      rowTiles: mapped.rowTiles,
      columnTiles,
      columnTilesSimulated: tiles.length,
      outputs: outputs.length,
      weightsOnlySqnrDecibels: finite(sqnr(reference, floatMatmul(workload.activations, dequantized, sizes))),
      weightSqnrDecibels: finite(sqnr(weights, dequantized)),
    },
    activations: {
      kind: workload.source.kind,
      source: workload.source.description,
      tokens: workload.tokens,
      vectors,
    },
    simulator: parts.simulator,
    injectedFault: options.fault ?? null,
    verdict: isPass ? "pass" : "fail",
    reason: failed?.reason ?? null,
    outputsCompared: compared,
    outputsDifferent: different,
    firstMismatch: first,
    valuesCompared: total(tiles, ({ run }) => run.simulation.checked),
    valuesPlanned: total(tiles, ({ run }) => run.simulation.planned),
    firstDifference:
      difference === undefined
        ? null
        : {
            cycle: difference.cycle,
            port: difference.port,
            expected: difference.expected,
            got: difference.got,
          },
    formats: [simulatedLine(parts, sums, simulated), ...goldenLines(parts)],
    simulated,
    predicted: { cycles: predictedCycles(tiles) },
    throughput: {
      gigaoperationsPerSecond: rate(peak, cycles.conversions, clockMegahertz),
      usefulGigaoperationsPerSecond: rate(useful, cycles.conversions, clockMegahertz),
      jobGigaoperationsPerSecond: rate(useful, cycles.jobs, clockMegahertz),
    },
    energy: activity === undefined ? null : energyOf(activity, useful),
    files: {
      folder: out,
      rtl: join(out, "rtl"),
      activity: activity === undefined ? null : join(out, "activity.json"),
      testbenches: tiles.flatMap(({ run }) => run.directory ?? []),
    },
  };
  return { report, activity };
}

type Simulated = AfprRunReport["simulated"];

function simulatedFigures(tiles: readonly SimulatedTile[]): Simulated {
  const all = tiles.flatMap(({ run }) => run.counters);
  const programmed = all.flatMap((job) => (job.kind === "program" ? [job.counters] : []));
  const converted = all.flatMap((job) => (job.kind === "convert" ? [job.counters] : []));
  const conversions = total(converted, (job) => job.conversions);
  const conversionCycles = total(converted, (job) => job.conversion_cycles);
  return {
    conversions,
    cycles: {
      programming: total(programmed, (job) => job.cycles),
      jobs: total(converted, (job) => job.cycles),
      conversions: conversionCycles,
    },
    cyclesPerConversion: conversions === 0 ? null : conversionCycles / conversions,
    loadStalls: total(converted, (job) => job.load_stalls),
    outputStalls: total(converted, (job) => job.output_stalls),
    overRange: total(converted, (job) => job.over_range),
    clipped: total(converted, (job) => job.clipped),
    activeRows: total(converted, (job) => job.active_rows),
    pulses: total(programmed, (job) => job.pulses),
    reads: total(programmed, (job) => job.reads),
    failedCells: total(programmed, (job) => job.failed_cells),
  };
}

function predictedCycles(tiles: readonly SimulatedTile[]): AfprRunReport["predicted"]["cycles"] {
  const jobs = tiles.flatMap(({ tile }) => tile.jobs);
  return {
    programming: total(jobs, (job) => (job.kind === "program" ? job.cycles : 0)),
    jobs: total(jobs, (job) => (job.kind === "convert" ? job.cycles : 0)),
    conversions: total(jobs, (job) => (job.kind === "convert" ? job.conversionCycles : 0)),
  };
}

/** 2 for each weight that a conversion used. */
const usefulOperations = (tiles: readonly SimulatedTile[]): number =>
  total(tiles, ({ tile, run }) =>
    tile.jobs.reduce((sum, job, at) => {
      const read = run.counters[at];
      return sum + (read?.kind === "convert" ? 2 * job.rows * job.columns * read.counters.conversions : 0);
    }, 0),
  );

/** 10^9 operations a second; cycles at MHz. */
const rate = (operations: number, cycles: number, megahertz: number): number | null =>
  cycles === 0 ? null : (operations * megahertz) / (cycles * 1000);

/** The engine's sums, row-major vectors x outputs of all tiles; NaN for what never came. */
function joinedSums(tiles: readonly SimulatedTile[], vectors: number, outputs: number): Float64Array {
  const joined = new Float64Array(vectors * outputs);
  for (const { tile, run } of tiles) {
    for (let vector = 0; vector < vectors; vector++) {
      const row = run.sums.subarray(vector * tile.width, (vector + 1) * tile.width);
      joined.set(row, vector * outputs + tile.firstOutput);
    }
  }
  return joined;
}

function comparison(
  tiles: readonly SimulatedTile[],
  outputs: readonly number[],
): { compared: number; different: number; first: AfprRunReport["firstMismatch"] } {
  let [compared, different] = [0, 0];
  let first: AfprRunReport["firstMismatch"] = null;
  for (const { tile, run } of tiles) {
    for (const [at, expected] of tile.sums.entries()) {
      const got = run.sums[at] as number;
      compared += Number.isNaN(got) ? 0 : 1;
      if (got === expected) continue;
      different++;
      first ??= {
        vector: Math.floor(at / tile.width),
        output: outputs[tile.firstOutput + (at % tile.width)] as number,
        expected,
        got: finite(got),
      };
    }
  }
  return { compared, different, first };
}

function simulatedLine(
  { golden, mapped, reference }: ReportParts,
  sums: Float64Array,
  { clipped, overRange }: Simulated,
): AfprFormatLine {
  const unit = 2 ** (golden.exponent - MANTISSA_BITS);
  const { scales } = mapped;
  // What never came counts as 0; the verdict has told of it.
  const real = sums.map((sum, at) => halfToNumber(scales[at % scales.length] as number) * unit * (sum || 0));
  const sqnrDecibels = finite(sqnr(reference, real));
  const { exponent, shift } = golden;
  return { format: "E2M5", source: "simulated", exponent, shift, sqnrDecibels, clipped, overRange };
}

/** Of E2M5: an integer sum is in units of 2^-5 of an activation's value, times a weight. */
const MANTISSA_BITS = 5;

/** Each with its own best exponent and shift, through the same macro. */
function goldenLines({ workload, mapped, reference, options }: ReportParts): AfprFormatLine[] {
  const { activations } = workload;
  return ([{ INT8 }, { E3M4 }] as const).map((named) => {
    const [[name, format]] = Object.entries(named) as [["INT8" | "E3M4", typeof INT8]];
    const product = cimMatmul({ activations, vectors: options.vectors, mapped, format, reference });
    const { exponent, shift, clipped, overRange } = product;
    const sqnrDecibels = finite(product.sqnr ?? Number.NaN);
    return { format: name, source: "golden", exponent, shift, sqnrDecibels, clipped, overRange };
  });
}

/** Counted in simulation are conversions and cycles; the codes are the golden ones, which the simulated results agree with. */
function activityOf(parts: ReportParts, { conversions, cycles }: Simulated): AfprActivity {
  const { options, parameters, tiles } = parts;
  const { rows, columns } = afprConfiguration(parameters);
  const converted = tiles.flatMap(({ tile }) =>
    tile.jobs.flatMap((job) => (job.kind === "convert" ? [job] : [])),
  );
  // Columns without weights convert a sum of 0.
  const adcCodes = new Uint8Array(columns * conversions);
  let at = 0;
  for (const { codes } of converted) {
    adcCodes.set(codes.subarray(0, adcCodes.length - at), at);
    at = Math.min(adcCodes.length, at + codes.length);
  }
  const codesIn = new Uint8Array(total(tiles, ({ tile }) => total(tile.codesIn, ({ length }) => length)));
  let next = 0;
  for (const codes of tiles.flatMap(({ tile }) => tile.codesIn)) {
    codesIn.set(codes, next);
    next += codes.length;
  }
  return activityOfRun({
    rows,
    columns,
    clockMegahertz: options.clockMegahertz,
    conversions,
    cycles: cycles.conversions,
    codesIn,
    adcCodes,
    codesOut: total(tiles, ({ tile }) => tile.sums.length),
  });
}

function energyOf(activity: AfprActivity, useful: number): AfprRunReport["energy"] {
  const source =
    "conversions and cycles read from the simulated engine; gains and ranges of the codes that went in and of those that its results equal; comparisons by its phases";
  const { set, nanojoules, teraflopsPerWatt } = afprEnergy(defaultEnergySet(), activity, source);
  return {
    set: set.name,
    assumption: set.source,
    activity: source,
    nanojoulesPerConversion: nanojoules,
    teraflopsPerWatt: finite(teraflopsPerWatt),
    // Operations a picojoule.
    usefulTeraflopsPerWatt: finite(useful / (nanojoules * activity.conversions * 1000)),
    nanojoules: nanojoules * activity.conversions,
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const total = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);
