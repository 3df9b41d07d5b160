/** Errors as data: the catalogue, diagnostics with the places of every party, and how both are shown. */
export type { CatalogueEntry, DiagnosticKind, Severity } from "./catalogue/entry.ts";
export { type CatalogueCode, type CatalogueDetails, catalogue } from "./catalogue/index.ts";
export { type Diagnostic, diagnostic, type Party } from "./diagnostic.ts";
export { BitloomError, fail } from "./error.ts";
export {
  type DiagnosticJson,
  diagnosticToJson,
  explainCode,
  type RenderOptions,
  renderDiagnostic,
  renderDiagnostics,
} from "./render.ts";
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
