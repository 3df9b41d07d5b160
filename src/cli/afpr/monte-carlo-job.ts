/**
 * The job of `bitloom afpr monte-carlo`: a workload for one macro, many macros at every spread, the report and its plot. Invariant: the
 * report holds every option that its numbers depend on, and equal options give equal bytes.
 */
import { fail } from "../../diagnostics/index.ts";
import type { TextFile } from "../../gen/index.ts";
import {
  chooseShift,
  encodeActivations,
  gaussSource,
  type MacroWorkload,
  type MappedWeights,
  macroSums,
  macroTile,
  mapWeights,
  type NonIdealities,
  type SweepReport,
  studentSource,
  sweepSpread,
  syntheticWeights,
  uniformSource,
} from "../../golden/index.ts";
import { openModel } from "../../model/index.ts";
import { panelChart } from "../plots/panels.ts";
import { renderSvg } from "../plots/svg.ts";
import { startProgress } from "../progress.ts";

export const DISTRIBUTIONS = ["gauss", "student", "uniform"] as const;
export type Distribution = (typeof DISTRIBUTIONS)[number];

export interface MonteCarloOptions {
  readonly rows: number;
  readonly columns: number;
  /** Relative standard deviations, rising. */
  readonly spreads: readonly number[];
  readonly others: Omit<NonIdealities, "conductanceSpread">;
  readonly trials: number;
  readonly vectors: number;
  /** Undefined: the one with the least squared error on the workload. */
  readonly shift: number | undefined;
  readonly seed: number;
  /** Distribution of the activations, and of the weights where no model gives them. */
  readonly data: Distribution;
  readonly model: { readonly file: string; readonly tensor: string } | undefined;
}

/** `rows` and `columns` are those of the tile that was simulated. */
export interface MonteCarloReport extends Omit<MonteCarloOptions, "shift">, SweepReport {
  readonly shift: number;
  readonly isShiftChosen: boolean;
}

/** Runs the sweep behind a progress bar, which `quiet` leaves out. Errors are those of the model's file and of the sweep. */
export async function runMonteCarlo(options: MonteCarloOptions, quiet: boolean): Promise<MonteCarloReport> {
  const workload = await workloadOf(options);
  const { spreads, others, trials, seed } = options;
  const bar = startProgress("monte-carlo", trials * spreads.length, quiet);
  try {
    const sweep = sweepSpread(workload, {
      spreads,
      others,
      trials,
      seed,
      onProgress: (done) => bar.update(done, `${done} of ${trials * spreads.length} macros`),
    });
    const { rows, columns, shift } = workload;
    return { ...options, rows, columns, shift, isShiftChosen: options.shift === undefined, ...sweep };
  } finally {
    bar.stop();
  }
}

/** The report as a file and its plot: code error and SQNR against spread. */
export async function monteCarloFiles(report: MonteCarloReport): Promise<TextFile[]> {
  return [
    { name: "monte-carlo.json", text: `${JSON.stringify(report, null, 2)}\n` },
    { name: "monte-carlo.svg", text: await plotOf(report) },
  ];
}

/** What the numbers hold for, in words. */
export function conditionsOf(report: MonteCarloReport): string[] {
  const { rows, columns, vectors, trials, shift, isShiftChosen, data, model, seed, others } = report;
  const weights = model === undefined ? `${data} weights` : `weights of ${model.tensor}`;
  return [
    `${rows} x ${columns}, SH = ${shift}${isShiftChosen ? " (least squared error)" : ""}, seed ${seed}`,
    `${weights}, ${data} activations`,
    `${trials} macros at each spread, ${vectors} conversions on each`,
    `stuck cells ${percent(others.stuckCells)} %, IR drop ${percent(others.irDrop)} %`,
    `read noise ${others.readNoise} LSB, comparator offset ${others.comparatorOffset} LSB`,
  ];
}

/** A fraction as percent, without digits that binary fractions bring along. */
export const percent = (fraction: number): number => Number((100 * fraction).toPrecision(6));

function plotOf(report: MonteCarloReport): Promise<string> {
  const { results } = report;
  const against = (y: (result: (typeof results)[number]) => number) =>
    results.map((result) => ({ x: percent(result.spread), y: y(result) }));
  return renderSvg(
    panelChart({
      title: "AFPR macro: codes against conductance spread",
      subtitle: [...conditionsOf(report), "SQNR: median over macros, band of 5 to 95 %"],
      x: "conductance spread, relative standard deviation (%)",
      panels: [
        {
          y: "wrong codes (%)",
          fromZero: true,
          series: [{ name: "wrong codes", points: against(({ codeErrorRate }) => 100 * codeErrorRate) }],
        },
        {
          y: "mean |code error| (codes)",
          fromZero: true,
          series: [{ name: "code error", points: against(({ meanCodeError }) => meanCodeError) }],
        },
        {
          y: "SQNR (dB)",
          fromZero: false,
          series: [
            {
              name: "SQNR",
              points: results.map(({ spread, sqnrDecibels: { low5, median, high95 } }) => ({
                x: percent(spread),
                y: median,
                low: low5,
                high: high95,
              })),
            },
          ],
        },
      ],
    }),
  );
}

/** The matrix's first tile, on a macro of the tile's size: a matrix smaller than the macro leaves the rest of it out. */
async function workloadOf(options: MonteCarloOptions): Promise<MacroWorkload> {
  const { vectors, seed, data } = options;
  const mapped = await mapMatrix(options);
  const { depth: rows, width: columns, weights } = macroTile(mapped, 0, 0);
  const { codes } = encodeActivations(syntheticWeights(sourceOf(data, seed + 1), vectors * rows));
  const sums = macroSums(codes, weights, { vectors, rows, columns });
  const shift = options.shift ?? chooseShift([sums], mapped.scales.subarray(0, columns));
  return { rows, columns, weights, vectors, codes, shift };
}

async function mapMatrix({
  rows,
  columns,
  seed,
  data,
  model: given,
}: MonteCarloOptions): Promise<MappedWeights> {
  if (given === undefined) {
    const values = syntheticWeights(sourceOf(data, seed), rows * columns);
    return mapWeights(values, { outputs: columns, inputs: rows, rows, columns }, { tensor: "synthetic" });
  }
  const model = await openModel(given.file);
  try {
    const tensor = model.tensor(given.tensor);
    const [outputs, inputs] = tensor.shape;
    if (tensor.shape.length !== 2 || outputs === undefined || inputs === undefined) {
      const found = `${tensor.name}, which has ${tensor.shape.length} dimensions`;
      fail("BL0604", { argument: "--tensor", found, allowed: "a matrix [out, in]" });
    }
    const place = { tensor: tensor.name, file: given.file };
    return mapWeights(tensor.read(), { outputs, inputs, rows, columns }, place);
  } finally {
    model.close();
  }
}

/** Uniform from -1 to 1; Student t with 5 degrees of freedom. */
function sourceOf(data: Distribution, seed: number): () => number {
  if (data === "gauss") return gaussSource(seed);
  if (data === "student") return studentSource(seed, 5);
  const uniform = uniformSource(seed);
  return () => 2 * uniform() - 1;
}
