/** Refuses options that a function does not have. Invariant: its caller's type and its table of names are held together by the compiler. */
import { fail } from "../../diagnostics/index.ts";
import { nearNames } from "../../sim/index.ts";

/** BL0454 on an option that is not among the names. */
export function requireKnownOptions(options: object, names: Readonly<Record<string, true>>): void {
  const known = Object.keys(names);
  for (const found of Object.keys(options)) {
    if (!known.includes(found)) fail("BL0454", { found, near: nearNames(found, known), known });
  }
}
