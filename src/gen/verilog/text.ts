/** Lines of Verilog text: indentation, comments and source locations. Invariant: no line depends on this machine. */
import { basename, relative, resolve, sep } from "node:path";
import { locate, type Site } from "../../diagnostics/index.ts";
import { bitWidth, type DataType } from "../../ir/index.ts";
import { type Doc, render } from "./layout.ts";

export const indentation = "  ";

export interface SourceComments {
  /** Off: no locations at all. */
  readonly sourceComments: boolean;
  /** Directory that locations are relative to; the file's name alone when undefined. */
  readonly sourceRoot: string | undefined;
}

/** `counter.ts:11:19`, or nothing when the place is unknown or not wanted. */
export function locationText(site: Site | undefined, options: SourceComments): string | undefined {
  const location = site === undefined || !options.sourceComments ? undefined : locate(site);
  if (location === undefined) return undefined;
  const file =
    options.sourceRoot === undefined
      ? basename(location.file)
      : relative(resolve(options.sourceRoot), resolve(location.file)).split(sep).join("/");
  return `${file}:${location.line}:${location.column}`;
}

/** A line with a trailing comment, when there is something to say. */
export function withComment(text: string, ...remarks: readonly (string | undefined)[]): string {
  const said = remarks.filter((remark) => remark !== undefined);
  return said.length === 0 ? text : `${text}  // ${said.join("; ")}`;
}

/** A doc comment as line comments. A trailing backslash would splice the next line of code into the comment. */
export function commentLines(doc: string | undefined): string[] {
  if (doc === undefined || doc.trim() === "") return [];
  return doc
    .trim()
    .split(/\r?\n/)
    .map((text) => `// ${text.trim().replace(/\\+$/, "")}`.trimEnd());
}

/** How a packed array lies in its bits. */
export function layoutRemark(type: DataType | undefined): string | undefined {
  if (type?.kind !== "array") return undefined;
  const width = bitWidth(type.element);
  return `${type.length} x ${width} ${width === 1 ? "bit" : "bits"}, element 0 lowest`;
}

export const indented = (lines: readonly string[]): string[] =>
  lines.map((text) => (text === "" ? text : indentation + text));

/** Text of `head`, the document and `tail` on a line at `depth` levels of indentation, without that indentation. */
export function renderLine(head: string, doc: Doc, tail: string, depth: number): string[] {
  const margin = depth * indentation.length;
  const text = head + render([doc, tail], margin + head.length, margin);
  // Continuation lines are rendered with the margin that the caller adds.
  return text.split("\n").map((part, i) => (i === 0 ? part : part.slice(margin)));
}
