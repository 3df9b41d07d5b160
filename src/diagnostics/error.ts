/**
 * The one error that Bitloom throws on purpose. Where nobody catches it, a runtime prints its `stack`: that is the
 * rendered diagnostics and the user's frames, never the inside of the language.
 */
import type { CatalogueCode, CatalogueDetails } from "./catalogue/index.ts";
import { type Diagnostic, diagnostic, type Party } from "./diagnostic.ts";
import { renderDiagnostics } from "./render.ts";
import { captureSite, userFrames } from "./site.ts";

/** Carries every diagnostic of the run. */
export class BitloomError extends Error {
  declare readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => `${d.code}: ${d.message}`).join("\n"));
    // Not enumerable, or a runtime would print them a second time as data.
    Object.defineProperty(this, "name", { value: "BitloomError" });
    Object.defineProperty(this, "diagnostics", { value: diagnostics });
    const thrownAt = captureSite();
    // Rendered when read: most errors are caught, and rendering reads source files.
    const stack = (): string => {
      const frames = Array.from(userFrames(thrownAt), ({ key }) => key);
      return [`${this.name}: ${renderDiagnostics(diagnostics)}`, ...frames].join("\n");
    };
    Object.defineProperty(this, "stack", { get: stack, configurable: true });
  }
}

/** Throws a single diagnostic. */
export function fail<C extends CatalogueCode>(
  code: C,
  details: CatalogueDetails<C>,
  parties: readonly Party[] = [],
): never {
  throw new BitloomError([diagnostic(code, details, parties)]);
}
