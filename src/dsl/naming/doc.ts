/** The doc comment that a designer wrote above a variable, field or property; it travels into the Verilog. */
import type { ts } from "ts-morph";
import { compiler } from "./source.ts";

/** The text of the last doc comment directly in front of a property, a field or a parameter. */
export function docOf(node: ts.Node): string | undefined {
  const syntax = compiler();
  const carriesDoc = syntax.isPropertyAssignment(node) || syntax.isPropertyDeclaration(node);
  return carriesDoc ? leadingDoc(node) : undefined;
}

/** The text of the last doc comment directly in front of the statement that a node belongs to. */
export function docOfStatement(node: ts.Node): string | undefined {
  const syntax = compiler();
  for (let outer = node; outer.parent !== undefined; outer = outer.parent) {
    if (syntax.isFunctionLike(outer)) return undefined;
    if (syntax.isVariableStatement(outer) || syntax.isExpressionStatement(outer)) return leadingDoc(outer);
  }
  return undefined;
}

/** The text of the last doc comment directly in front of a node. */
export function leadingDoc(node: ts.Node): string | undefined {
  const syntax = compiler();
  const { text } = node.getSourceFile();
  // A comment between a comma and a property of the same line counts as trailing the comma for the compiler.
  const sameLine = (syntax.getTrailingCommentRanges(text, node.pos) ?? []).filter(
    ({ end }) => !text.slice(end, node.getStart()).includes("\n"),
  );
  const comments = [...sameLine, ...(syntax.getLeadingCommentRanges(text, node.pos) ?? [])];
  const blocks = comments
    .map(({ pos, end }) => text.slice(pos, end))
    .filter((comment) => comment.startsWith("/**"));
  const last = blocks.at(-1);
  return last === undefined ? undefined : withoutStars(last) || undefined;
}

/** The lines of a block comment without its delimiters, the stars in front and blank lines at both ends. */
function withoutStars(block: string): string {
  const lines = block.slice(3, -2).split(/\r?\n/);
  return lines
    .map((line) => line.replace(/^\s*\*?\s?/, "").trimEnd())
    .join("\n")
    .trim();
}
