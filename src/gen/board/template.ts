/** Loads the templates of boards and projects; a name that a template uses and the data lacks is an error. */
import { readFileSync } from "node:fs";
import Handlebars from "handlebars";

/** Compiles the file beside this one once; the result renders data to text. */
export function loadTemplate<T extends object>(file: string): (data: T) => string {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  return Handlebars.create().compile<T>(text, { noEscape: true, strict: true });
}
