/** The shape of one catalogue page; see index.ts for the code ranges. */

export type Severity = "error" | "warning";

/** What went wrong in the broad sense; the command line maps it to an exit code. */
export type DiagnosticKind = "design" | "input" | "usage" | "tool" | "mismatch";

export interface CatalogueEntry<D> {
  readonly kind: DiagnosticKind;
  readonly severity: Severity;
  /** A heading of a few words. */
  readonly title: string;
  /** One sentence with what was found, what was expected and on which object. */
  readonly message: (details: D) => string;
  /** One sentence that says what to do. */
  readonly help: (details: D) => string;
  /** The page that `bitloom explain CODE` prints: why it is an error, a wrong and a right example. Markdown. */
  readonly page: string;
}

/** Gives an entry its details type. */
export const entry = <D>(value: CatalogueEntry<D>): CatalogueEntry<D> => value;

/** A phrase as the beginning of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
