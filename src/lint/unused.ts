/** Signals that nothing reads: variables without a reading reference, and operator results that are thrown away. */
import type { ts } from "ts-morph";
import { type LintContext, report, shortText, withoutParentheses } from "./context.ts";

/** Checks the variables and statements of the whole file. */
export function checkUnused(context: LintContext): void {
  const { syntax, file } = context;
  const uses = usesByName(context);
  const visit = (node: ts.Node): void => {
    if (syntax.isVariableDeclaration(node) && !isExported(context, node)) {
      if (node.initializer !== undefined)
        visitNames(context, node.name, (name) => checkName(context, name, uses));
    } else if (syntax.isExpressionStatement(node)) checkStatement(context, node);
    syntax.forEachChild(node, visit);
  };
  visit(file);
}

function visitNames(context: LintContext, name: ts.BindingName, check: (name: ts.Identifier) => void): void {
  if (context.syntax.isIdentifier(name)) {
    check(name);
    return;
  }
  for (const element of name.elements) {
    if (context.syntax.isBindingElement(element)) visitNames(context, element.name, check);
  }
}

function checkName(
  context: LintContext,
  name: ts.Identifier,
  uses: ReadonlyMap<string, readonly ts.Identifier[]>,
): void {
  if (name.text.startsWith("_") || !context.signals.isSignal(name)) return;
  const declared = context.checker.getSymbolAtLocation(name);
  const references = (uses.get(name.text) ?? []).filter(
    (use) => use !== name && (symbolOf(context, use) === declared || isExportName(context, use)),
  );
  if (references.some((use) => !isDriven(context, use))) return;
  const drivenOnly = references.length > 0;
  if (drivenOnly && !isMadeHere(context, name)) return;
  report(context, "BL0306", { signal: name.text, drivenOnly }, name, "declared here");
}

function usesByName(context: LintContext): Map<string, ts.Identifier[]> {
  const uses = new Map<string, ts.Identifier[]>();
  const visit = (node: ts.Node): void => {
    if (context.syntax.isIdentifier(node)) {
      const known = uses.get(node.text);
      if (known === undefined) uses.set(node.text, [node]);
      else known.push(node);
    }
    context.syntax.forEachChild(node, visit);
  };
  visit(context.file);
  return uses;
}

/** In `{ count }` the identifier is a property and a variable; the variable is what counts here. */
function symbolOf(context: LintContext, use: ts.Identifier): ts.Symbol | undefined {
  const { checker, syntax } = context;
  return syntax.isShorthandPropertyAssignment(use.parent)
    ? checker.getShorthandAssignmentValueSymbol(use.parent)
    : checker.getSymbolAtLocation(use);
}

function isExportName(context: LintContext, use: ts.Identifier): boolean {
  return context.syntax.isExportSpecifier(use.parent) || context.syntax.isExportAssignment(use.parent);
}

/** `use.next = …` and `use.value = …`: a drive, not a read. */
function isDriven(context: LintContext, use: ts.Identifier): boolean {
  const { syntax } = context;
  const target = use.parent;
  if (!syntax.isPropertyAccessExpression(target) || target.expression !== use) return false;
  if (target.name.text !== "next" && target.name.text !== "value") return false;
  const assignment = target.parent;
  return (
    syntax.isBinaryExpression(assignment) &&
    assignment.left === target &&
    assignment.operatorToken.kind === syntax.SyntaxKind.EqualsToken
  );
}

/** A register or wire of its own, not another name for a port or an element, which is driven to be read elsewhere. */
function isMadeHere(context: LintContext, name: ts.Identifier): boolean {
  const { syntax } = context;
  const declaration = name.parent;
  if (!syntax.isVariableDeclaration(declaration)) return false;
  const made = declaration.initializer;
  return (
    made !== undefined &&
    syntax.isCallExpression(made) &&
    syntax.isIdentifier(made.expression) &&
    (made.expression.text === "reg" || made.expression.text === "wire")
  );
}

function isExported(context: LintContext, declaration: ts.VariableDeclaration): boolean {
  const { syntax } = context;
  const statement = declaration.parent.parent;
  const modifiers = syntax.isVariableStatement(statement) ? statement.modifiers : undefined;
  return modifiers?.some(({ kind }) => kind === syntax.SyntaxKind.ExportKeyword) ?? false;
}

/** Functions that make a value and do nothing else. */
const makers = new Set(["reg", "wire", "mux", "cat", "literal", "fromBits"]);

function checkStatement(context: LintContext, node: ts.ExpressionStatement): void {
  const { syntax, signals } = context;
  const call = withoutParentheses(context, node.expression);
  if (!syntax.isCallExpression(call) || !signals.isSignal(call)) return;
  const callee = call.expression;
  const isOperator = syntax.isPropertyAccessExpression(callee) && signals.isSignal(callee.expression);
  const isMaker = syntax.isIdentifier(callee) && makers.has(callee.text);
  if (!isOperator && !isMaker) return;
  report(
    context,
    "BL0306",
    { signal: shortText(context, call), drivenOnly: false },
    call,
    "the result is lost here",
  );
}
