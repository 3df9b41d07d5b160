/**
 * Mutants of Verilog: the same module with one operator, constant, condition or order changed. Invariant: a mutant
 * differs from the source in one place, and its key does not depend on line numbers or comments.
 */
import { constantEdits } from "./edit-constants.ts";
import { operatorEdits } from "./edit-operators.ts";
import { structureEdits } from "./edit-structure.ts";
import { tokenize } from "./tokens.ts";

export interface Mutant {
  readonly module: string;
  /** Line of the source, from 1. */
  readonly line: number;
  /** That line without comments and outer spaces. */
  readonly text: string;
  /** What is done, with "(2)" at its end where the line has several places for it and this is the second. */
  readonly mutation: string;
  /** The whole mutated source. */
  readonly verilog: string;
}

/** Every mutant of one module's Verilog, in order of place. Port lists, declared ranges and properties are left alone. */
export function mutants(module: string, source: string): Mutant[] {
  const tokens = bodyOf(tokenize(source.replace(invisible, (text) => " ".repeat(text.length))));
  const edits = [...operatorEdits(tokens), ...constantEdits(tokens), ...structureEdits(tokens, source)]
    .filter(({ start, end, replacement }) => source.slice(start, end) !== replacement)
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const seen = new Map<string, number>();
  return edits.map((edit) => {
    const line = source.slice(0, edit.start).split("\n").length;
    const text = (source.split("\n")[line - 1] ?? "").replace(/\/\/.*$/, "").trim();
    const place = `${line} ${edit.mutation}`;
    const number = (seen.get(place) ?? 0) + 1;
    seen.set(place, number);
    return {
      module,
      line,
      text,
      mutation: number === 1 ? edit.mutation : `${edit.mutation} (${number})`,
      verilog: source.slice(0, edit.start) + edit.replacement + source.slice(edit.end),
    };
  });
}

/** What the run reports and the file of reasons names: stable while the line and the module's name are. */
export const mutantKey = ({ module, text, mutation }: Pick<Mutant, "module" | "text" | "mutation">): string =>
  `${module} | ${text} | ${mutation}`;

/** Text whose change nobody could see: properties that a simulator only prints, and sinks that keep lint quiet. */
const invisible = /^`ifdef[\s\S]*?^`endif|\bwire unused\w*[^;]*;/gm;

/** The tokens after the port list. */
function bodyOf<T extends { readonly text: string }>(tokens: readonly T[]): T[] {
  const start = tokens.findIndex((token) => token.text === ";");
  return tokens.slice(start + 1);
}
