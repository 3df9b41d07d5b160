/** The engine of cluster tiles: everything between the gearboxes and the scale lanes. */
export { TileBand } from "./band.ts";
export { TileChannel } from "./channel.ts";
export { TileCollector } from "./collector.ts";
export { TileDrain } from "./drain.ts";
export { TileEngine, type TileEngineShape } from "./engine.ts";
export {
  DEFAULT_FAMILIES,
  DEFAULT_SIZES,
  defaultFamily,
  FINEQ_FAMILIES,
  type FineqFamily,
  type TargetKind,
} from "./families.ts";
export { TileSequencer } from "./sequencer.ts";
export { TileSurvey } from "./survey.ts";
