export type { CatalogueEntry } from "./catalogue/entry.ts";
export { type CatalogueCode, type CatalogueDetails, catalogue } from "./catalogue/index.ts";
export {
  BitloomError,
  type Diagnostic,
  type DiagnosticKind,
  diagnostic,
  fail,
  type Party,
  type Severity,
} from "./diagnostic.ts";
export {
  captureSite,
  type KnownSite,
  locate,
  locateAll,
  type Site,
  type SourceLocation,
  type StackSite,
  siteAt,
  type UserFrame,
  userFrames,
} from "./site.ts";
