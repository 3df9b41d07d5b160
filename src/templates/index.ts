/** Handlebars templates that lie beside the modules which use them. Invariant: a name that a template uses and the data lacks is an error. */
import { readFileSync } from "node:fs";
import Handlebars from "handlebars";

/** Compiles the file once, with its parts by name; the result renders data of type T to text. Name it as `new URL("x.hbs", import.meta.url)`. */
export function loadTemplate<T extends object>(
  file: URL,
  parts: Readonly<Record<string, URL>> = {},
): (data: T) => string {
  const handlebars = Handlebars.create();
  for (const [name, part] of Object.entries(parts)) {
    handlebars.registerPartial(name, readFileSync(part, "utf8"));
  }
  return handlebars.compile<T>(readFileSync(file, "utf8"), { noEscape: true, strict: true });
}
