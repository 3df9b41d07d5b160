/** JavaScript operators on signals: comparisons, arithmetic and text. Each report says the hardware form. */
import type { ts } from "ts-morph";
import { type LintContext, report, shortText } from "./context.ts";

/** Checks one node; a node that is no operator passes. */
export function checkOperator(context: LintContext, node: ts.Node): void {
  const { syntax } = context;
  if (syntax.isBinaryExpression(node)) checkBinary(context, node);
  else if (syntax.isPrefixUnaryExpression(node) || syntax.isPostfixUnaryExpression(node))
    checkUnary(context, node);
  else if (syntax.isTemplateExpression(node)) checkTemplate(context, node);
  else if (syntax.isCallExpression(node)) checkConversion(context, node);
}

interface Form {
  readonly code: "BL0302" | "BL0303" | "BL0304";
  readonly method: string | undefined;
  /** The method when the signal stands on the right: `3 < a` is `a.gt(3)`. Undefined when sides cannot be swapped. */
  readonly swapped?: string;
}

const forms: Readonly<Record<string, Form>> = {
  "===": { code: "BL0302", method: "eq", swapped: "eq" },
  "==": { code: "BL0302", method: "eq", swapped: "eq" },
  "!==": { code: "BL0302", method: "ne", swapped: "ne" },
  "!=": { code: "BL0302", method: "ne", swapped: "ne" },
  "<": { code: "BL0303", method: "lt", swapped: "gt" },
  "<=": { code: "BL0303", method: "le", swapped: "ge" },
  ">": { code: "BL0303", method: "gt", swapped: "lt" },
  ">=": { code: "BL0303", method: "ge", swapped: "le" },
  "+": { code: "BL0304", method: "add", swapped: "add" },
  "-": { code: "BL0304", method: "sub" },
  "*": { code: "BL0304", method: "mul", swapped: "mul" },
  "&": { code: "BL0304", method: "and", swapped: "and" },
  "|": { code: "BL0304", method: "or", swapped: "or" },
  "^": { code: "BL0304", method: "xor", swapped: "xor" },
  "<<": { code: "BL0304", method: "shl" },
  ">>": { code: "BL0304", method: "shr" },
  ">>>": { code: "BL0304", method: "shr" },
  "/": { code: "BL0304", method: undefined },
  "%": { code: "BL0304", method: undefined },
  "**": { code: "BL0304", method: undefined },
};

function checkBinary(context: LintContext, node: ts.BinaryExpression): void {
  const { signals, syntax } = context;
  const written = node.operatorToken.getText(context.file);
  const isCompound =
    written.endsWith("=") && Object.hasOwn(forms, written.slice(0, -1)) && !Object.hasOwn(forms, written);
  const form = Object.hasOwn(forms, written)
    ? forms[written]
    : isCompound
      ? forms[written.slice(0, -1)]
      : undefined;
  if (form === undefined) return;
  const { left, right } = node;
  const compares = form.code === "BL0302";
  if (compares && (signals.isAbsent(left) || signals.isAbsent(right))) return;
  const counts = (side: ts.Expression) => signals.isSignal(side) || signals.isOptionalSignal(side);
  const signal = [left, right].find(counts);
  if (signal === undefined) return;
  const other = signal === left ? right : left;
  const text = shortText(context, signal);
  if (written === "+" && isText(context, other)) {
    const details = { signal: text, construct: "`+` with a string", instead: textForm };
    report(context, "BL0305", details, signal, "joined to a string here");
    return;
  }
  const method = signal === left ? form.method : form.swapped;
  const object = syntax.isLeftHandSideExpression(signal) ? text : `(${text})`;
  const expression = `\`${object}.${method}(${shortText(context, other)})\``;
  const instead =
    method === undefined
      ? noOperator(form, context, node)
      : isCompound
        ? `\`${object}.next = \` with ${expression}`
        : expression;
  report(context, form.code, { signal: text, construct: `\`${written}\``, instead }, signal, "a signal");
}

/** For operators that no method replaces as they stand. */
function noOperator(form: Form, context: LintContext, node: ts.BinaryExpression): string {
  if (form.method === undefined)
    return "a block that divides over several cycles, or shift by a constant with `.shr(n)`";
  return `a signal on the left, such as \`literal(type, ${shortText(context, node.left)}).${form.method}(${shortText(context, node.right)})\``;
}

const unaryMethods: Readonly<Record<string, string>> = {
  "~": "not()",
  "-": "neg()",
  "+": "asUint()",
  "++": "add(1)",
  "--": "sub(1)",
};

function checkUnary(context: LintContext, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): void {
  const construct = context.syntax.tokenToString(node.operator) ?? "";
  const method = unaryMethods[construct];
  if (method === undefined || !context.signals.isSignal(node.operand)) return;
  const signal = shortText(context, node.operand);
  const changes = construct.length === 2;
  const instead = changes ? `\`${signal}.next = ${signal}.${method}\`` : `\`${signal}.${method}\``;
  report(context, "BL0304", { signal, construct: `\`${construct}\``, instead }, node.operand, "a signal");
}

const textForm = "the parameter it depends on, or read its value in a simulation";

function checkTemplate(context: LintContext, node: ts.TemplateExpression): void {
  for (const { expression } of node.templateSpans) {
    if (!context.signals.isSignal(expression)) continue;
    const details = {
      signal: shortText(context, expression),
      construct: "a template string",
      instead: textForm,
    };
    report(context, "BL0305", details, expression, "put into a string here");
  }
}

/** `String(a)`, `Number(a)` and `BigInt(a)`; `Boolean(a)` is a condition. */
function checkConversion(context: LintContext, node: ts.CallExpression): void {
  const [argument] = node.arguments;
  if (argument === undefined || !context.syntax.isIdentifier(node.expression)) return;
  const name = node.expression.text;
  if (!["String", "Number", "BigInt", "Boolean"].includes(name) || !context.signals.isSignal(argument))
    return;
  const signal = shortText(context, argument);
  if (name === "String") {
    const details = { signal, construct: "`String()`", instead: textForm };
    report(context, "BL0305", details, argument, "turned into text here");
  } else if (name === "Boolean") {
    const details = { signal, construct: "`Boolean()`", instead: "the signal itself, if it is one bit" };
    report(context, "BL0301", details, argument, "a signal");
  } else {
    const details = { signal, construct: `\`${name}()\``, instead: "a read of the value in a simulation" };
    report(context, "BL0304", details, argument, "a signal");
  }
}

function isText(context: LintContext, node: ts.Expression): boolean {
  const { checker, syntax } = context;
  return (checker.getTypeAtLocation(node).flags & syntax.TypeFlags.StringLike) !== 0;
}
