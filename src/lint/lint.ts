/**
 * `bitloom lint`: finds JavaScript operators, conditions and strings on signals, and signals that nothing reads. It asks
 * the type checker, so numbers and booleans of the generator are never reported.
 */
import type { ts } from "ts-morph";
import { type Diagnostic, diagnostic, locate, siteAt } from "../diagnostics/index.ts";
import { checkCondition } from "./conditions.ts";
import { type LintContext, shownPath } from "./context.ts";
import { checkOperator } from "./operators.ts";
import { openPrograms } from "./programs.ts";
import { signalTypes } from "./signal-types.ts";
import { findSources } from "./sources.ts";
import { checkUnused } from "./unused.ts";

export interface LintOptions {
  /** A tsconfig.json for all files; by default the nearest one above each file, if there is one. */
  readonly tsconfig?: string;
}

/**
 * Diagnostics for design sources, ordered by file and position. `paths` are files and folders, absolute or relative to
 * the working directory. A path that cannot be linted gives BL0309 and does not stop the others; syntax errors and
 * unresolved imports give BL0308. `bitloom` resolves to this package where the project does not resolve it.
 */
export function lintFiles(paths: readonly string[], options: LintOptions = {}): Diagnostic[] {
  const sources = findSources(paths);
  const found = sources.problems.map(({ path, reason }) => diagnostic("BL0309", { file: path, reason }));
  for (const { syntax, program, files, problems } of openPrograms(sources.files, options.tsconfig)) {
    found.push(...problems);
    const checker = program.getTypeChecker();
    const signals = signalTypes(syntax, checker);
    for (const path of files) {
      const file = program.getSourceFile(path);
      if (file === undefined) continue;
      found.push(...blindSpots(syntax, program, file));
      found.push(...lintFile({ syntax, checker, file, signals, found: [] }));
    }
  }
  return found;
}

function lintFile(context: LintContext): Diagnostic[] {
  const visit = (node: ts.Node): void => {
    checkCondition(context, node);
    checkOperator(context, node);
    context.syntax.forEachChild(node, visit);
  };
  visit(context.file);
  checkUnused(context);
  return context.found.sort(byPosition);
}

function byPosition(first: Diagnostic, second: Diagnostic): number {
  const [a, b] = [first, second].map(({ parties }) => parties[0]?.site && locate(parties[0].site));
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}

/** Compiler diagnostics after which types are missing: "cannot find module" in its several forms. */
const unresolvedImport = new Set([2307, 2732, 2792, 2834, 2835, 7016]);

function blindSpots(syntax: typeof ts, program: ts.Program, file: ts.SourceFile): Diagnostic[] {
  const semantic = program.getSemanticDiagnostics(file).filter(({ code }) => unresolvedImport.has(code));
  return [...program.getSyntacticDiagnostics(file), ...semantic].map(({ messageText, start }) => {
    const { line, character } = file.getLineAndCharacterOfPosition(start ?? 0);
    const shown = shownPath(file.fileName);
    const site = siteAt({ file: shown, line: line + 1, column: character + 1 });
    const reason = syntax.flattenDiagnosticMessageText(messageText, " ");
    return diagnostic("BL0308", { file: shown, reason }, [{ label: "here", site }]);
  });
}
