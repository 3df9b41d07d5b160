/** Loads the Handlebars templates beside this file; a name that a template uses and the data lacks is an error. */
import { readFileSync } from "node:fs";
import Handlebars from "handlebars";

/** Compiles `file` once, at import; the result renders data of type T to text. */
export function loadTemplate<T extends object>(file: string): (data: T) => string {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  return Handlebars.compile<T>(text, { noEscape: true, strict: true });
}
