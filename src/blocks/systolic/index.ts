/** What systolic arrays share, whatever their elements compute. */
export { delayed, skewed, tapped } from "./delay.ts";
export {
  type StationaryEdges,
  type StationaryElement,
  type StationaryLine,
  type StationaryWidths,
  stationaryGrid,
  stationaryPorts,
} from "./stationary.ts";
