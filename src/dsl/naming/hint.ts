/** A readable base for values without a name: what the expression around them is for. Pure syntax. */
import type { ts } from "ts-morph";
import { assignedName, nameOfTarget, targetBoundBy } from "./climb.ts";
import { compiler } from "./source.ts";

export type Hint =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "returned" }
  | undefined;

/**
 * The variable, property or driven signal that an expression contributes to; "returned" when it contributes to the
 * result of a function without a name, so that the place of the call may know more.
 */
export function hintAround(expression: ts.Node): Hint {
  const syntax = compiler();
  for (let node = expression; node.parent !== undefined; node = node.parent) {
    const parent = node.parent;
    const target = targetBoundBy(parent, node);
    const name = target === undefined ? drivenName(parent, node) : nameOfTarget(target, []);
    if (name !== undefined) return { kind: "name", name };
    if (syntax.isReturnStatement(parent)) return returnedFrom(parent);
    if (syntax.isArrowFunction(parent)) return returnedFrom(node);
    if (syntax.isStatement(parent)) return hintOfFunction(parent);
  }
  return undefined;
}

/** `count` of `count.next = …` and `count.value = …`. */
function drivenName(parent: ts.Node, node: ts.Node): string | undefined {
  const syntax = compiler();
  if (!syntax.isBinaryExpression(parent) || parent.right !== node) return undefined;
  return syntax.isPropertyAccessExpression(parent.left) ? assignedName(parent.left.expression) : undefined;
}

function returnedFrom(node: ts.Node): Hint {
  return hintOfFunction(node) ?? { kind: "returned" };
}

/** The name of the function that a node is directly in; callbacks have none. */
function hintOfFunction(inner: ts.Node): Hint {
  const syntax = compiler();
  const owner = syntax.findAncestor(inner, syntax.isFunctionLike);
  if (owner === undefined) return undefined;
  const own = owner.name !== undefined && syntax.isIdentifier(owner.name) ? owner.name.text : undefined;
  const target = own ?? targetBoundBy(owner.parent, owner);
  const name = target === undefined ? undefined : nameOfTarget(target, []);
  return name === undefined ? undefined : { kind: "name", name };
}
