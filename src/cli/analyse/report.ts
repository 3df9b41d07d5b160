/**
 * The report of `bitloom analyse`: the analysis with the conditions that its numbers hold for, each layer with its places in the three
 * orders. Invariant: it holds every option that its numbers depend on, and equal options give equal bytes.
 */
import type { ModelAnalysis, ProjectionScore } from "../../model/index.ts";

/** What was analysed, and how. */
export interface AnalysisConditions {
  readonly model: string;
  /** Where the tokens come from, in words. */
  readonly text: string;
  readonly tokens: number;
  readonly windows: number;
  readonly seed: number;
  readonly topK: number;
}

/** Places count from 1: the first layer of an order deserves precision most. */
export interface LayerLine {
  readonly layer: number;
  readonly weights: number;
  readonly score: number;
  readonly scorePlace: number;
  readonly perplexityWithout: number;
  readonly perplexityDrop: number;
  readonly nllDropNats: number;
  readonly dropPlace: number;
  readonly topEnergyGain: number;
  readonly gainPlace: number;
  readonly projections: readonly ProjectionScore[];
}

/** What `--json` prints. Correlations that are undefined, as with one layer, are null. */
export interface AnalysisReport extends AnalysisConditions {
  readonly nllNats: number;
  readonly perplexity: number;
  readonly predictedTokens: number;
  readonly weights: number;
  readonly layers: readonly LayerLine[];
  /** Layers in falling order. */
  readonly orders: ModelAnalysis["orders"];
  readonly rankCorrelations: Readonly<Record<keyof ModelAnalysis["correlations"], number | null>>;
}

export function analysisReport(conditions: AnalysisConditions, analysis: ModelAnalysis): AnalysisReport {
  const { orders, correlations } = analysis;
  const place = (order: readonly number[], layer: number): number => order.indexOf(layer) + 1;
  const defined = (value: number): number | null => (Number.isNaN(value) ? null : value);
  const layers = analysis.layers.map(
    (line): LayerLine => ({
      layer: line.layer,
      weights: line.weights,
      score: line.score,
      scorePlace: place(orders.score, line.layer),
      perplexityWithout: line.perplexityWithout,
      perplexityDrop: line.perplexityDrop,
      nllDropNats: line.nllDrop,
      dropPlace: place(orders.perplexityDrop, line.layer),
      topEnergyGain: line.topEnergyGain,
      gainPlace: place(orders.topEnergyGain, line.layer),
      projections: line.projections,
    }),
  );
  return {
    ...conditions,
    nllNats: analysis.nll,
    perplexity: analysis.perplexity,
    predictedTokens: analysis.predicted,
    weights: layers.reduce((sum, { weights }) => sum + weights, 0),
    layers,
    orders,
    rankCorrelations: {
      scoreAndDrop: defined(correlations.scoreAndDrop),
      gainAndDrop: defined(correlations.gainAndDrop),
      scoreAndGain: defined(correlations.scoreAndGain),
    },
  };
}

/** What the numbers hold for, in words. */
export const conditionsOf = ({ text, seed, topK }: AnalysisConditions): string[] => [
  text,
  `random weights of seed ${seed}, k = ${topK}`,
];
