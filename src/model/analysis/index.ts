/** LieQ's diagnostics of a model's layers on a text. */
export {
  type AnalysisOptions,
  analyseModel,
  type LayerAnalysis,
  type LayerCorrelations,
  type LayerOrders,
  type ModelAnalysis,
} from "./analyse-model.ts";
export {
  type LayerScore,
  layerScores,
  projectionSeeds,
  SCORE_DEFAULTS,
  type ScoreOptions,
  type ScoreProgress,
} from "./layer-score.ts";
export type { ProjectionScore } from "./projection-score.ts";
