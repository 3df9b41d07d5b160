/** What the rules share: the checker's view of one file, and a way to report a node of it. */
import { relative } from "node:path";
import type { ts } from "ts-morph";
import {
  type CatalogueCode,
  type CatalogueDetails,
  type Diagnostic,
  diagnostic,
  siteAt,
} from "../diagnostics/index.ts";
import type { SignalTypes } from "./signal-types.ts";

export interface LintContext {
  readonly syntax: typeof ts;
  readonly checker: ts.TypeChecker;
  readonly file: ts.SourceFile;
  readonly signals: SignalTypes;
  readonly found: Diagnostic[];
}

/** Records a diagnostic whose one party is a node. */
export function report<C extends CatalogueCode>(
  context: LintContext,
  code: C,
  details: CatalogueDetails<C>,
  node: ts.Node,
  label: string,
): void {
  const { file } = context;
  const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file));
  const location = { file: shownPath(file.fileName), line: line + 1, column: character + 1 };
  context.found.push(diagnostic(code, details, [{ label, site: siteAt(location) }]));
}

/** A path as messages show it: relative to the working directory. */
export function shownPath(file: string): string {
  return relative(process.cwd(), file) || file;
}

const longest = 60;

/** The source of a node on one line, shortened in the middle. */
export function shortText(context: LintContext, node: ts.Node): string {
  const text = node.getText(context.file).replace(/\s+/g, " ");
  if (text.length <= longest) return text;
  const half = longest / 2;
  return `${text.slice(0, half)}…${text.slice(-half + 1)}`;
}

/** The expression inside parentheses. */
export function withoutParentheses(context: LintContext, node: ts.Expression): ts.Expression {
  return context.syntax.isParenthesizedExpression(node) ? withoutParentheses(context, node.expression) : node;
}
