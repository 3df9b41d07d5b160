/** docs/results.json: every number that docs/results.md shows or is computed from. Invariant: the page needs nothing else. */
import { z } from "zod";
import { WEIGHT_FORMATS } from "../../src/golden/index.ts";

/** What a layer is held in; `float` is the model's own weights. */
export const LAYER_FORMATS = ["float", ...WEIGHT_FORMATS] as const;

const measurement = z.object({
  /** Bits a weight of the quantized linear layers: codes alone, and with scales and zero points. */
  codes: z.number(),
  total: z.number(),
  /** Mean of -ln p over all predicted tokens, nats. */
  nll: z.number(),
});

const row = measurement.extend({
  scheme: z.string(),
  rounding: z.enum(["none", "nearest", "calibrated"]),
  formats: z.array(z.enum(LAYER_FORMATS)),
  /** Mean of each window, nats. */
  windows: z.array(z.number()),
});

const contender = z.object({
  /** Layers at the precise width, rising. */
  precise: z.array(z.number()),
  nll: z.number(),
});

const contest = z.object({
  /** Mean bits of a weight without scales, the same for all contenders. */
  average: z.number(),
  rounding: z.enum(["nearest", "calibrated"]),
  lieq: contender,
  /** In the order of the perplexity drop. */
  drop: contender,
  /** In the order of the layers' own gains; it has seen the text that it is judged by. */
  gain: contender,
  /** Orders drawn from the seeds 1, 2, ... */
  random: z.array(contender),
});

export const layerSchema = z.object({
  /** LieQ's score. */
  score: z.number(),
  /** Top-k energy gain, the third of LieQ's diagnostics. */
  energyGain: z.number(),
  /** Nats that the loss rises by when the layer is skipped, on the calibration text. */
  drop: z.number(),
  /** Loss with this layer in w2 and the others in float32. */
  coarseAlone: z.number(),
  /** Relative error of the hidden states then, after this layer and after the last one. */
  errorAfter: z.number(),
  errorAtEnd: z.number(),
  /** Loss with this layer in w4 and the others in w2. */
  preciseAlone: z.number(),
});

const subject = z.object({
  name: z.string(),
  /** Of the model as a sentence. */
  model: z.string(),
  evaluationText: z.string(),
  calibrationText: z.string(),
  /** Weights in linear layers. */
  weights: z.number(),
  /** Bits a weight of the model's file. */
  storedBits: z.number(),
  /** Predicted tokens of each window. */
  predicted: z.array(z.number()),
  rows: z.array(row),
  layers: z.array(layerSchema),
  contests: z.array(contest),
});

export const resultsSchema = z.object({
  /** False when only a few windows were looked at. */
  isFull: z.boolean(),
  subjects: z.array(subject),
});

export type LayerFormat = (typeof LAYER_FORMATS)[number];
export type Measurement = z.infer<typeof measurement>;
export type Row = z.infer<typeof row>;
export type LayerResults = z.infer<typeof layerSchema>;
export type Contender = z.infer<typeof contender>;
export type Contest = z.infer<typeof contest>;
export type SubjectResults = z.infer<typeof subject>;
export type Results = z.infer<typeof resultsSchema>;
