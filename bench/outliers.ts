/**
 * What sparse outliers cost FineQ: `npm run bench -- outliers [--quick]`. Synthetic rows, the demo model's matrices, and its loss on the text and
 * with the calibration of docs/results.md (--quick: a few windows).
 */
import { FULL, openSubject, QUICK } from "../scripts/results/subjects.ts";
import {
  CLUSTERS_PER_OUTLIER,
  type ClustersPerOutlier,
  dequantize,
  dequantizeFineq,
  gaussSource,
  quantizeFineq,
  sqnr,
  studentSource,
  syntheticWeights,
} from "../src/golden/index.ts";
import { evaluateFormats, perplexity, type RoundingOptions } from "../src/model/index.ts";
import { printTable } from "./report.ts";

const RULES = [undefined, ...CLUSTERS_PER_OUTLIER];

const named = (clusters: ClustersPerOutlier | undefined): string =>
  clusters === undefined ? "any" : `1 in ${clusters}`;

/** Measures and prints two tables. */
export async function run(options: readonly string[]): Promise<void> {
  printTable(
    "Synthetic rows, 256 x 1,536: SQNR, dB",
    ["rule", "Gauss", "Student t8", "Student t5"],
    synthetic(),
  );
  printTable(
    "Demo model, linear layers in FineQ",
    ["rule", "rounding", "SQNR, mean (dB)", "least (dB)", "most (dB)", "NLL (nats)", "perplexity"],
    await demo(options.includes("--quick")),
  );
}

function synthetic(): string[][] {
  const [rows, columns] = [256, 1536];
  const sources = [gaussSource(1), studentSource(1, 8), studentSource(1, 5)];
  const weights = sources.map((source) => syntheticWeights(source, rows * columns));
  return RULES.map((clustersPerOutlier) => [
    named(clustersPerOutlier),
    ...weights.map((values) => {
      const matrix = quantizeFineq(values, rows, columns, { tensor: "synthetic" }, { clustersPerOutlier });
      return sqnr(values, dequantizeFineq(matrix)).toFixed(2);
    }),
  ]);
}

async function demo(isQuick: boolean): Promise<string[][]> {
  const { llama, evaluation, calibration } = await openSubject(
    "kjv-1.8m",
    (isQuick ? QUICK : FULL)["kjv-1.8m"],
  );
  // The output head comes last and stays as it is.
  const formats = new Map(llama.projections.slice(0, -1).map((name) => [name, "fineq"] as const));
  const roundings: readonly RoundingOptions[] = [
    { rounding: "nearest" },
    { rounding: "calibrated", windows: calibration },
  ];
  return roundings.flatMap((rounding) =>
    RULES.map((clustersPerOutlier) => {
      const { matrices, likelihood } = evaluateFormats(
        llama,
        formats,
        { ...rounding, clustersPerOutlier },
        evaluation,
      );
      const decibels = [...matrices].map(([name, matrix]) =>
        sqnr(llama.source.tensor(name).read(), dequantize(matrix)),
      );
      const mean = decibels.reduce((sum, value) => sum + value, 0) / decibels.length;
      return [
        named(clustersPerOutlier),
        rounding.rounding,
        ...[mean, Math.min(...decibels), Math.max(...decibels)].map((value) => value.toFixed(2)),
        likelihood.mean.toFixed(4),
        perplexity(likelihood.mean).toFixed(3),
      ];
    }),
  );
}
