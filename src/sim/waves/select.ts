/** Which of many signals a name stands for; the same rules for designs and for wave files. */
import { fail } from "../../diagnostics/index.ts";
import { nearNames } from "./near.ts";

export interface Selectable {
  readonly path: string;
  /** A port of its module; wave files do not tell, there it is true. */
  readonly isPort: boolean;
  /** Path of the struct it is a field of. */
  readonly group: string | undefined;
}

/**
 * A path; else the fields of a struct; else the ports whose names start with `name_` (streams, groups); else the elements
 * `name[0]`; else the ports of an instance; else, with `*` (within a name) or `**` (across instances), all that match.
 * Fails with BL0460.
 */
export function selectSignals<S extends Selectable>(
  name: string,
  signals: readonly S[],
  where: string,
): readonly S[] {
  const rules: readonly ((signal: S) => boolean)[] = name.includes("*")
    ? [matches(name)]
    : [
        ({ path }) => path === name,
        ({ group }) => group === name,
        ({ path, isPort }) => isPort && path.startsWith(`${name}_`) && !path.includes(".", name.length),
        ({ path }) => path.startsWith(`${name}[`),
        ({ path, isPort }) => isPort && path.startsWith(`${name}.`) && !path.includes(".", name.length + 1),
        ({ path }) => path.startsWith(`${name}.`) && !path.includes(".", name.length + 1),
      ];
  for (const rule of rules) {
    const found = signals.filter(rule);
    if (found.length > 0) return found;
  }
  const near = nearNames(
    name,
    signals.map(({ path }) => path),
  );
  return fail("BL0460", { name, where, near, count: signals.length });
}

function matches(pattern: string): (signal: Selectable) => boolean {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) =>
      part === "**" ? ".*" : part === "*" ? "[^.]*" : part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"),
    )
    .join("");
  const expression = new RegExp(`^${source}$`);
  return ({ path }) => expression.test(path);
}
