/** Loads the templates of the scripts; a name that a template uses and the data lacks is an error. */
import { readFileSync } from "node:fs";
import Handlebars from "handlebars";

/** Compiles the file once; the result renders data of type T to text. */
export function loadTemplate<T extends object>(file: URL): (data: T) => string {
  return Handlebars.create().compile<T>(readFileSync(file, "utf8"), { noEscape: true, strict: true });
}
