/**
 * Diagnostics are data: a code of the catalogue, the facts of the case, and the source location of every party.
 * Text is made from them in one place, so no other file holds literal error sentences.
 */
import type { DiagnosticKind, Severity } from "./catalogue/entry.ts";
import { type CatalogueCode, type CatalogueDetails, catalogue } from "./catalogue/index.ts";
import type { Site } from "./site.ts";

/** Something that takes part in a problem, such as the second of two drivers. */
export interface Party {
  /** A noun phrase: "first driver", "declared here". */
  readonly label: string;
  /** Where it was written; undefined when the construct was made without a location. */
  readonly site: Site | undefined;
}

export interface Diagnostic {
  readonly code: CatalogueCode;
  readonly kind: DiagnosticKind;
  readonly severity: Severity;
  /** One sentence: what was found, what was expected, on which object. */
  readonly message: string;
  /** One sentence: what to do. */
  readonly help: string;
  readonly parties: readonly Party[];
  readonly details: Readonly<Record<string, unknown>>;
}

/** Makes a diagnostic from its catalogue entry and the facts of the case. */
export function diagnostic<C extends CatalogueCode>(
  code: C,
  details: CatalogueDetails<C>,
  parties: readonly Party[] = [],
): Diagnostic {
  const entry = catalogue[code];
  const message = (entry.message as (facts: CatalogueDetails<C>) => string)(details);
  const help = (entry.help as (facts: CatalogueDetails<C>) => string)(details);
  return {
    code,
    kind: entry.kind,
    severity: entry.severity,
    message,
    help,
    parties,
    details: details as Readonly<Record<string, unknown>>,
  };
}
