/** Statements and operators of JavaScript that test a value: on a signal they decide once, and always for true. */
import type { ts } from "ts-morph";
import { type LintContext, report, shortText, withoutParentheses } from "./context.ts";

/** Checks one node; a node that tests nothing passes. */
export function checkCondition(context: LintContext, node: ts.Node): void {
  const { syntax } = context;
  if (syntax.isIfStatement(node)) test(context, node.expression, "if", (s) => `\`when(${s}, () => { … })\``);
  else if (syntax.isWhileStatement(node)) test(context, node.expression, "while", () => loopForm);
  else if (syntax.isDoStatement(node)) test(context, node.expression, "do … while", () => loopForm);
  else if (syntax.isForStatement(node) && node.condition)
    test(context, node.condition, "for", () => loopForm);
  else if (syntax.isConditionalExpression(node)) {
    const [whenTrue, whenFalse] = [node.whenTrue, node.whenFalse].map((arm) => shortText(context, arm));
    test(context, node.condition, "?:", (s) => `\`mux(${s}, ${whenTrue}, ${whenFalse})\``);
  } else if (syntax.isBinaryExpression(node)) checkLogical(context, node);
  else if (syntax.isPrefixUnaryExpression(node) && node.operator === syntax.SyntaxKind.ExclamationToken) {
    test(context, node.operand, "!", (s) => `\`${s}.not()\``);
  } else if (syntax.isSwitchStatement(node)) checkSwitch(context, node);
}

const loopForm = "a counter register and `when`: loops run while the circuit is being built";

/** Reports the signals that decide a test, once each: the left sides of `&&`, `||` and `??` report themselves. */
function test(
  context: LintContext,
  condition: ts.Expression,
  construct: string,
  instead: (signal: string) => string,
): void {
  const { syntax, signals } = context;
  const inner = withoutParentheses(context, condition);
  if (syntax.isBinaryExpression(inner) && isLogical(context, inner)) {
    test(context, inner.right, construct, instead);
    return;
  }
  if (syntax.isConditionalExpression(inner)) {
    test(context, inner.whenTrue, construct, instead);
    test(context, inner.whenFalse, construct, instead);
    return;
  }
  if (!signals.isSignal(inner) || isAssignment(context, inner)) return;
  const signal = shortText(context, inner);
  const object = syntax.isLeftHandSideExpression(inner) ? signal : `(${signal})`;
  report(
    context,
    "BL0301",
    { signal, construct: `\`${construct}\``, instead: instead(object) },
    inner,
    "a signal, not a boolean",
  );
}

/** The operators that test their left side, and the method that combines two signals. */
const logicalMethods: Readonly<Record<string, string | undefined>> = {
  "&&": "and",
  "||": "or",
  "??": undefined,
  "&&=": "and",
  "||=": "or",
  "??=": undefined,
};

function isLogical(context: LintContext, node: ts.BinaryExpression): boolean {
  return Object.hasOwn(logicalMethods, node.operatorToken.getText(context.file));
}

function checkLogical(context: LintContext, node: ts.BinaryExpression): void {
  if (!isLogical(context, node)) return;
  const construct = node.operatorToken.getText(context.file);
  const method = logicalMethods[construct];
  const right = shortText(context, node.right);
  test(context, node.left, construct, (left) => {
    if (method === undefined) return `\`${left}\` alone: it is always there`;
    if (!context.signals.isSignal(node.right))
      return `\`when(${left}, …)\` or \`mux(${left}, …)\` inside an \`if\` on the rest`;
    return construct.endsWith("=")
      ? `\`${left}.next = ${left}.${method}(${right})\``
      : `\`${left}.${method}(${right})\``;
  });
}

function checkSwitch(context: LintContext, node: ts.SwitchStatement): void {
  const { syntax, signals } = context;
  if (signals.isSignal(node.expression)) {
    const signal = shortText(context, node.expression);
    const instead = `\`match(${signal}, { … })\``;
    report(context, "BL0307", { signal, construct: "`switch`", instead }, node.expression, "a signal");
    return;
  }
  for (const clause of node.caseBlock.clauses) {
    if (!syntax.isCaseClause(clause) || !signals.isSignal(clause.expression)) continue;
    const signal = shortText(context, clause.expression);
    const instead = `\`when(${signal}, () => { … })\``;
    report(context, "BL0307", { signal, construct: "`case`", instead }, clause.expression, "a signal");
  }
}

function isAssignment(context: LintContext, node: ts.Expression): boolean {
  const { syntax } = context;
  return syntax.isBinaryExpression(node) && node.operatorToken.kind === syntax.SyntaxKind.EqualsToken;
}
