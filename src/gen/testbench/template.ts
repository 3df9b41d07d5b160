/** Loads the Handlebars templates beside this file; a name that a template uses and the data lacks is an error. */
import { readFileSync } from "node:fs";
import Handlebars from "handlebars";

/** Compiles `file` once, at import, with its parts by name; the result renders data of type T to text. */
export function loadTemplate<T extends object>(
  file: string,
  parts: Readonly<Record<string, string>> = {},
): (data: T) => string {
  const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
  const handlebars = Handlebars.create();
  for (const [name, part] of Object.entries(parts)) handlebars.registerPartial(name, read(part));
  return handlebars.compile<T>(read(file), { noEscape: true, strict: true });
}
