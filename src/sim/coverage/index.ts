/** Coverage: recording it with any engine, merging it, and the reports on it. */
export { type CoveredEngine, carryCoverage, coverageOf, coveredEngine } from "./covered-engine.ts";
export {
  type CoverageData,
  type CoverageKind,
  coverageKinds,
  type FlagRecord,
  type ModuleCoverage,
  mergeCoverage,
  noCoverage,
  type Place,
  type PointRecord,
  type ToggleRecord,
} from "./data.ts";
export { readCoverage, readWaivers, writeCoverage } from "./files.ts";
export { type InstrumentOptions, instrument } from "./instrument.ts";
export { lcovOf } from "./lcov.ts";
export {
  type CoverageReport,
  coverageReport,
  type PointStatus,
  percentOf,
  type ReportPoint,
  type ReportRow,
  type StaleWaiver,
} from "./report.ts";
export { coverageFolder, flushCoverage, recordCoverage } from "./session.ts";
export type { Waiver } from "./waivers.ts";
