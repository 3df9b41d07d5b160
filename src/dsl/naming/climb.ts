/**
 * From a call outwards through its syntax to what its value is bound to: a variable, a property, a place in an array,
 * or the return value of the enclosing function. Pure syntax; nothing is looked up by type.
 */
import type { ts } from "ts-morph";
import { docOf, docOfStatement } from "./doc.ts";
import { compiler } from "./source.ts";

/** Keys and indices from the bound name inwards: `["carry", "0"]` for `x` in `const sum = { carry: [x] }`. */
export type Path = readonly string[];

export type Binding =
  | { readonly kind: "bound"; readonly target: Target; readonly path: Path; readonly doc: string | undefined }
  | { readonly kind: "returned"; readonly path: Path; readonly doc: string | undefined }
  | { readonly kind: "anonymous"; readonly path: Path; readonly doc: string | undefined };

/** What a value is assigned to: a name, or a pattern that takes it apart. */
export type Target = string | ts.ObjectBindingPattern | ts.ArrayBindingPattern;

/** What the value of an expression is bound to. */
export function bindingOf(expression: ts.Expression): Binding {
  const path: string[] = [];
  let doc: string | undefined;
  let node: ts.Node = expression;
  for (;;) {
    const parent: ts.Node = node.parent;
    doc ??= docOf(parent);
    const target = targetBoundBy(parent, node);
    if (target !== undefined) return { kind: "bound", target, path, doc: doc ?? docOfStatement(parent) };
    if (isReturnedBy(parent, node)) return { kind: "returned", path, doc };
    const key = keyIn(parent, node);
    if (key === undefined) return { kind: "anonymous", path, doc };
    if (key !== passedOn) path.unshift(key);
    node = parent;
  }
}

/** The name that a pattern and a path give together, such as `carry` for `const { carry } =` and `["carry"]`. */
export function nameOfTarget(target: Target, path: Path): string | undefined {
  const syntax = compiler();
  if (typeof target === "string") return [target, ...path].join("_");
  const [key, ...rest] = path;
  if (key === undefined) return undefined;
  for (const [index, element] of target.elements.entries()) {
    if (!syntax.isBindingElement(element)) continue;
    const isRest = element.dotDotDotToken !== undefined;
    const inner = targetOf(element.name);
    if (syntax.isArrayBindingPattern(target)) {
      if (isRest && Number(key) >= index) return nameOfTarget(inner, [String(Number(key) - index), ...rest]);
      if (key === String(index)) return nameOfTarget(inner, rest);
      continue;
    }
    if (isRest) return nameOfTarget(inner, path);
    const property = element.propertyName ?? element.name;
    if (!syntax.isObjectBindingPattern(property) && !syntax.isArrayBindingPattern(property)) {
      if (keyText(property) === key) return nameOfTarget(inner, rest);
    }
  }
  return undefined;
}

/** The variable, property, field or list that receives the value of a node as a whole. */
export function targetBoundBy(parent: ts.Node, node: ts.Node): Target | undefined {
  const syntax = compiler();
  if (syntax.isVariableDeclaration(parent) || syntax.isParameter(parent) || syntax.isBindingElement(parent)) {
    return parent.initializer === node ? targetOf(parent.name) : undefined;
  }
  if (syntax.isPropertyDeclaration(parent)) {
    return parent.initializer === node ? keyText(parent.name) : undefined;
  }
  if (syntax.isBinaryExpression(parent)) {
    return parent.right === node && isAssignment(parent) ? assignedName(parent.left) : undefined;
  }
  if (syntax.isCallExpression(parent) && parent.expression !== node) return listOf(parent);
  return undefined;
}

const passedOn = Symbol("the value passes through unchanged");

/**
 * How a node's value appears in its parent's value: under a key, unchanged, or not at all. Undefined ends the climb:
 * the value is an operand, an argument or a condition there.
 */
function keyIn(parent: ts.Node, node: ts.Node): string | typeof passedOn | undefined {
  const syntax = compiler();
  if (isWrapper(parent) || syntax.isObjectLiteralExpression(parent) || syntax.isSpreadAssignment(parent)) {
    return passedOn;
  }
  if (syntax.isPropertyAssignment(parent)) return keyText(parent.name) ?? passedOn;
  if (syntax.isArrayLiteralExpression(parent)) {
    return syntax.isSpreadElement(node) ? passedOn : String(parent.elements.indexOf(node as ts.Expression));
  }
  if (syntax.isConditionalExpression(parent)) return parent.condition === node ? undefined : passedOn;
  if (syntax.isBinaryExpression(parent)) return isChoice(parent, node) ? passedOn : undefined;
  if (syntax.isCallExpression(parent)) return isCopy(parent, node) ? passedOn : undefined;
  return undefined;
}

/** `xs` of `xs.push(…)`: a loop that fills a list names its elements after the list. */
function listOf(call: ts.CallExpression): string | undefined {
  const callee = call.expression;
  if (!compiler().isPropertyAccessExpression(callee)) return undefined;
  return callee.name.text === "push" || callee.name.text === "unshift"
    ? assignedName(callee.expression)
    : undefined;
}

/** Standard functions whose result is their argument, in another container at most. */
const copies = new Set(["Array.from", "Array.of", "Object.freeze", "Object.seal"]);

function isCopy(call: ts.CallExpression, argument: ts.Node): boolean {
  const syntax = compiler();
  const callee = call.expression;
  if (!syntax.isPropertyAccessExpression(callee) || !syntax.isIdentifier(callee.expression)) return false;
  return call.arguments[0] === argument && copies.has(`${callee.expression.text}.${callee.name.text}`);
}

/** Parentheses, assertions, `await` and spreads: the value comes out as it went in. */
function isWrapper(node: ts.Node): boolean {
  const syntax = compiler();
  return (
    syntax.isParenthesizedExpression(node) ||
    syntax.isAsExpression(node) ||
    syntax.isSatisfiesExpression(node) ||
    syntax.isNonNullExpression(node) ||
    syntax.isTypeAssertionExpression(node) ||
    syntax.isAwaitExpression(node) ||
    syntax.isSpreadElement(node)
  );
}

/** `given ?? reg(…)` and `(log(), reg(…))` have the value of their right side. */
function isChoice(parent: ts.BinaryExpression, node: ts.Node): boolean {
  const { SyntaxKind } = compiler();
  const kind = parent.operatorToken.kind;
  const isLogical =
    kind === SyntaxKind.QuestionQuestionToken ||
    kind === SyntaxKind.BarBarToken ||
    kind === SyntaxKind.AmpersandAmpersandToken;
  return isLogical || (kind === SyntaxKind.CommaToken && parent.right === node);
}

function isAssignment(node: ts.BinaryExpression): boolean {
  const { SyntaxKind } = compiler();
  const kind = node.operatorToken.kind;
  return (
    kind === SyntaxKind.EqualsToken ||
    kind === SyntaxKind.QuestionQuestionEqualsToken ||
    kind === SyntaxKind.BarBarEqualsToken ||
    kind === SyntaxKind.AmpersandAmpersandEqualsToken
  );
}

/** Setters of the language: what is assigned to them drives a signal and takes no name from it. */
const drivers = new Set(["next", "value"]);

/** `x` of `x = …` and `this.x = …`, `a_b` of `a.b = …`, `xs_0` of `xs[0] = …`, `xs` of `xs[i] = …`. */
export function assignedName(left: ts.Expression): string | undefined {
  const syntax = compiler();
  if (syntax.isIdentifier(left)) return left.text;
  if (syntax.isPropertyAccessExpression(left)) {
    if (drivers.has(left.name.text)) return undefined;
    return under(left.expression, keyText(left.name));
  }
  if (syntax.isElementAccessExpression(left)) {
    const index = left.argumentExpression;
    const key = syntax.isStringLiteralLike(index) || syntax.isNumericLiteral(index) ? index.text : undefined;
    return under(left.expression, key);
  }
  return isWrapper(left) && "expression" in left ? assignedName(left.expression as ts.Expression) : undefined;
}

function under(object: ts.Expression, key: string | undefined): string | undefined {
  const { SyntaxKind } = compiler();
  if (object.kind === SyntaxKind.ThisKeyword) return key;
  const outer = assignedName(object);
  if (outer === undefined) return undefined;
  return key === undefined ? outer : `${outer}_${key}`;
}

function isReturnedBy(parent: ts.Node, node: ts.Node): boolean {
  const syntax = compiler();
  return syntax.isReturnStatement(parent) || (syntax.isArrowFunction(parent) && parent.body === node);
}

function targetOf(name: ts.BindingName): Target {
  return compiler().isIdentifier(name)
    ? name.text
    : (name as ts.ObjectBindingPattern | ts.ArrayBindingPattern);
}

/** The text of a property name, without the `#` of private ones; undefined when it is computed. */
function keyText(name: ts.PropertyName | ts.MemberName): string | undefined {
  const syntax = compiler();
  if (syntax.isPrivateIdentifier(name)) return name.text.slice(1);
  if (syntax.isComputedPropertyName(name)) {
    const { expression } = name;
    return syntax.isStringLiteralLike(expression) || syntax.isNumericLiteral(expression)
      ? expression.text
      : undefined;
  }
  return name.text;
}
