/** The report of `bitloom analyse` as a reader meets it: a line a layer with units, totals, and how far the orders agree, in words. */
import { textTable } from "../table.ts";
import { type AnalysisReport, conditionsOf, type LayerLine } from "./report.ts";

export function reportText(report: AnalysisReport): string {
  const { layers, weights, nllNats, perplexity, predictedTokens, topK } = report;
  const { scoreAndDrop, gainAndDrop, scoreAndGain } = report.rankCorrelations;
  const table = textTable(
    [
      { title: "layer", text: (line: LayerLine) => String(line.layer) },
      { title: "weights", text: (line) => String(line.weights) },
      { title: "LieQ score", text: (line) => line.score.toFixed(4) },
      { title: "place", text: (line) => String(line.scorePlace) },
      { title: "perplexity without", text: (line) => line.perplexityWithout.toPrecision(6) },
      { title: "perplexity drop", text: (line) => line.perplexityDrop.toPrecision(4) },
      { title: "NLL drop (nats)", text: (line) => line.nllDropNats.toFixed(4) },
      { title: "place", text: (line) => String(line.dropPlace) },
      { title: `top-${topK} gain (share)`, text: (line) => line.topEnergyGain.toFixed(4) },
      { title: "place", text: (line) => String(line.gainPlace) },
    ],
    layers,
  );
  return [
    ...conditionsOf(report),
    "",
    table,
    "",
    `Perplexity ${perplexity.toPrecision(6)}, ${nllNats.toFixed(4)} nats a token over ${predictedTokens} predicted tokens; ` +
      `${layers.length} layer${layers.length === 1 ? "" : "s"}, ${weights} weights in their projections.`,
    "Place 1 is kept precise first. Rank correlations (Spearman, -1 to 1):",
    `  score and perplexity drop  ${correlationText(scoreAndDrop)}`,
    `  gain and perplexity drop   ${correlationText(gainAndDrop)}`,
    `  score and gain             ${correlationText(scoreAndGain)}`,
  ].join("\n");
}

/** Where words change is our choice; the number stands beside them. */
const AGREEMENTS: readonly [number, string][] = [
  [0.8, "the orders agree"],
  [0.4, "the orders agree in part"],
  [-0.4, "the orders have little in common"],
  [-0.8, "the orders contradict each other in part"],
  [-1, "the orders contradict each other"],
];

function correlationText(correlation: number | null): string {
  if (correlation === null) return "undefined: it takes two layers that differ";
  const [, words] = AGREEMENTS.find(([least]) => correlation >= least) ?? [0, "the orders are opposite"];
  return `${correlation.toFixed(2).padStart(5)}: ${words}`;
}
