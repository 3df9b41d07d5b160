/**
 * LieQ's score of a model's layers (arXiv 2508.03332; how outputs are compared and averaged is our design choice, docs/lieq.md).
 * Invariant: one layer's weights and inputs are in memory at a time, and a score depends on model, windows, seed and k alone.
 */
import { layerMean, uniformSource } from "../../golden/index.ts";
import {
  type LayerRun,
  type LlamaLayer,
  type LlamaModel,
  type Projection,
  runLayer,
  startRun,
} from "../forward/index.ts";
import { factorTokens, type InputCollector, isFactorBetter, keepTokens } from "./layer-inputs.ts";
import { type ProjectionScore, scoreProjection } from "./projection-score.ts";

export interface ScoreOptions {
  /** Of the random weights, 0..2^32 - 1; {@link SCORE_DEFAULTS} when left out. See {@link projectionSeeds}. */
  readonly seed?: number;
  /** k of the top-k energy gain, 1 and up; {@link SCORE_DEFAULTS} when left out. */
  readonly topK?: number;
  /** Called before each projection; `done` of `total` of them are scored. */
  readonly onProgress?: (progress: ScoreProgress) => void;
}

export interface ScoreProgress {
  readonly done: number;
  readonly total: number;
  readonly tensor: string;
}

export interface LayerScore {
  readonly layer: number;
  /** Mean of d_r over the seven projections; at most 1, and higher for a layer that is to be kept precise. */
  readonly score: number;
  /** Mean of E_k(Z) - E_k(Z~) over the same. */
  readonly topEnergyGain: number;
  /** Weights of the seven projections. */
  readonly weights: number;
  /** q, k, v, o, gate, up, down. */
  readonly projections: readonly ProjectionScore[];
}

/** What is taken for what is left out: k is small beside the 24 to 128 directions of a head. */
export const SCORE_DEFAULTS = { seed: 1, topK: 4 } as const;

/** Scores every layer on the windows' tokens, in one forward pass. BL0542, BL0543, BL0551, BL0553. */
export function layerScores(
  llama: LlamaModel,
  windows: readonly ArrayLike<number>[],
  options: ScoreOptions = {},
): LayerScore[] {
  const run = startRun(llama, windows);
  const score = layerScorer(llama, options);
  return Array.from({ length: llama.config.layers }, (_, index) => score(run, index, llama.layer(index)));
}

/**
 * The seeds of W~, one for each of the seven projections of each layer in the order in which a token meets them (layer by layer: q, k, v, o,
 * gate, up, down): the numbers of `uniformSource(seed)`, times 2^32 and cut to whole numbers.
 */
export function projectionSeeds(seed: number, layers: number): number[] {
  const uniform = uniformSource(seed);
  return Array.from({ length: PROJECTIONS * layers }, () => Math.floor(2 ** 32 * uniform()));
}

/** Runs a layer over sequences that stand before it, and scores it on the way. */
export type LayerScorer = (run: LayerRun, index: number, layer: LlamaLayer) => LayerScore;

export function layerScorer(
  llama: LlamaModel,
  { seed = SCORE_DEFAULTS.seed, topK = SCORE_DEFAULTS.topK, onProgress }: ScoreOptions,
): LayerScorer {
  const { config } = llama;
  const seeds = projectionSeeds(seed, config.layers);
  return (run, index, layer) => {
    const tokens = run.reduce((sum, { hidden }) => sum + hidden.length / config.hiddenSize, 0);
    const groups = inputGroups(layer, config);
    const collectors = new Map(
      groups.map((group) => [(group[0] as Part).projection.name, collectorFor(group, tokens)]),
    );
    runLayer(llama, run, index, layer, (tensor, input) => collectors.get(tensor)?.add(input));
    let place = PROJECTIONS * index;
    const projections = groups.flatMap((group) => {
      const inputs = (collectors.get((group[0] as Part).projection.name) as InputCollector).rows();
      return group.map(({ projection, heads }) => {
        onProgress?.({ done: place, total: PROJECTIONS * config.layers, tensor: projection.name });
        return scoreProjection(projection, inputs, { heads, topK, seed: seeds[place++] as number });
      });
    });
    return {
      layer: index,
      score: layerMean(projections.map(({ parts }) => parts.map(({ reduction }) => reduction))),
      topEnergyGain: layerMean(projections.map(({ parts }) => parts.map((part) => part.topEnergyGain))),
      weights: projections.reduce((sum, { outputs, inputs }) => sum + outputs * inputs, 0),
      projections,
    };
  };
}

const PROJECTIONS = 7;

/** A projection and the heads that it is taken apart into. */
interface Part {
  readonly projection: Projection;
  readonly heads: number;
}

/** The projections of a layer in their order, those with the same inputs together. */
function inputGroups(
  { query, key, value, attentionOutput, gate, up, down }: LlamaLayer,
  { attentionHeads, keyValueHeads }: LlamaModel["config"],
): readonly (readonly Part[])[] {
  const whole = (projection: Projection): Part => ({ projection, heads: 1 });
  return [
    [
      { projection: query, heads: attentionHeads },
      { projection: key, heads: keyValueHeads },
      { projection: value, heads: keyValueHeads },
    ],
    [whole(attentionOutput)],
    [whole(gate), whole(up)],
    [whole(down)],
  ];
}

/** Collects at the first projection of a group; the others would give the same inputs again. */
function collectorFor(group: readonly Part[], tokens: number): InputCollector {
  const { name, inputs: columns } = (group[0] as Part).projection;
  const outputs = group.flatMap(({ projection, heads }) =>
    new Array<number>(heads).fill(projection.outputs / heads),
  );
  return isFactorBetter({ tokens, columns, outputs }) ? factorTokens(columns, name) : keepTokens();
}
