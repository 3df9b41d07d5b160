/**
 * A model's layers side by side: what each is worth to the text, what its geometry says, and how far the two agree (LieQ's three
 * diagnostics, arXiv 2508.03332; the definitions below are our design choice, docs/lieq.md). Invariant: a layer's weights are
 * read once.
 */
import { rankCorrelation } from "../../golden/index.ts";
import {
  copyRun,
  type LayerRun,
  type Likelihood,
  type LlamaModel,
  likelihoodOf,
  runLayer,
  startWindows,
} from "../forward/index.ts";
import { type LayerScore, layerScorer, type ScoreOptions } from "./layer-score.ts";

export interface AnalysisOptions extends Omit<ScoreOptions, "onProgress"> {
  /** `done` of `total` layers, and what is under way. Layers count by their work: those that copies of the windows pass too. */
  readonly onProgress?: (progress: {
    readonly done: number;
    readonly total: number;
    readonly what: string;
  }) => void;
}

export interface LayerAnalysis extends LayerScore {
  /** Mean loss of a token when the layer is replaced by the identity, nats. */
  readonly nllWithout: number;
  readonly perplexityWithout: number;
  /** nllWithout - nll, nats; below zero when the text is predicted better without the layer. */
  readonly nllDrop: number;
  /** perplexityWithout - perplexity. */
  readonly perplexityDrop: number;
}

/** Layers from the first to the last in an order; of equal layers the lower one first. */
export interface LayerOrders {
  /** Score, highest first. */
  readonly score: readonly number[];
  /** Perplexity drop, largest first; the same as by NLL. */
  readonly perplexityDrop: readonly number[];
  /** Top-k energy gain, highest first. */
  readonly topEnergyGain: readonly number[];
}

/** Spearman's rank correlations, -1..1; NaN with one layer, or where all layers are equal. */
export interface LayerCorrelations {
  readonly scoreAndDrop: number;
  readonly gainAndDrop: number;
  readonly scoreAndGain: number;
}

export interface ModelAnalysis {
  /** Mean loss of a token, nats. */
  readonly nll: number;
  /** e^nll. */
  readonly perplexity: number;
  /** Tokens that the losses are means of: each window's but its first. */
  readonly predicted: number;
  readonly layers: readonly LayerAnalysis[];
  readonly orders: LayerOrders;
  readonly correlations: LayerCorrelations;
}

/**
 * Perplexity of the model and without each of its layers, with each layer's score. The windows pass a layer once for the model and once for
 * each layer before it, so L layers take L (L + 1) / 2 passes and hold L + 1 copies of the hidden states. BL0542; BL0543 for a
 * window of fewer than two tokens, and for none; BL0551 and BL0553 for outputs or inputs that have no spectrum.
 */
export function analyseModel(
  llama: LlamaModel,
  windows: readonly ArrayLike<number>[],
  { onProgress, ...options }: AnalysisOptions = {},
): ModelAnalysis {
  const { layers: count } = llama.config;
  const score = layerScorer(llama, options);
  const whole = startWindows(llama, windows);
  /** Without layer k, before the layer that is next. */
  const without: LayerRun[] = [];
  const scores: LayerScore[] = [];
  // A layer over one copy, and the output head over one, are a unit each.
  const total = (count * (count + 1)) / 2 + count + 1;
  let done = 0;
  const report = (what: string): void => onProgress?.({ done, total, what });
  for (let index = 0; index < count; index++) {
    const layer = llama.layer(index);
    for (const run of without) {
      report(`layer ${index}`);
      runLayer(llama, run, index, layer);
      done++;
    }
    without.push(copyRun(whole));
    report(`layer ${index}`);
    scores.push(score(whole, index, layer));
    done++;
  }
  const loss = (run: LayerRun, what: string): Likelihood => {
    report(what);
    done++;
    return likelihoodOf(llama, run, windows);
  };
  const { mean: nll, predicted } = loss(whole, "losses");
  const losses = without.map((run, index) => loss(run, `losses without layer ${index}`).mean);
  const perplexity = Math.exp(nll);
  const layers = scores.map((layer, index): LayerAnalysis => {
    const nllWithout = losses[index] as number;
    const perplexityWithout = Math.exp(nllWithout);
    return {
      ...layer,
      nllWithout,
      perplexityWithout,
      nllDrop: nllWithout - nll,
      perplexityDrop: perplexityWithout - perplexity,
    };
  });
  return { nll, perplexity, predicted, layers, ...compared(layers) };
}

function compared(layers: readonly LayerAnalysis[]): Pick<ModelAnalysis, "orders" | "correlations"> {
  const scores = layers.map(({ score }) => score);
  const gains = layers.map(({ topEnergyGain }) => topEnergyGain);
  // The loss in nats has the order of the perplexity and does not overflow.
  const drops = layers.map(({ nllDrop }) => nllDrop);
  return {
    orders: { score: order(scores), perplexityDrop: order(drops), topEnergyGain: order(gains) },
    correlations: {
      scoreAndDrop: rankCorrelation(scores, drops),
      gainAndDrop: rankCorrelation(gains, drops),
      scoreAndGain: rankCorrelation(scores, gains),
    },
  };
}

const order = (values: readonly number[]): number[] =>
  values.map((_, index) => index).sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
