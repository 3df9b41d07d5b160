/**
 * What stands directly inside an expression, a statement, a memory port or a property. Everybody who walks a module uses
 * these lists, so a new kind of node is added in one place.
 */
import type { Expr, MemoryRead, MemoryWrite, Property, Statement } from "./design.ts";

/** The direct operands, an index included, in the order of their fields; none for a literal, a reference or a read. */
export function operandsOf(expr: Expr): readonly Expr[] {
  switch (expr.op) {
    case "literal":
    case "ref":
    case "read":
      return [];
    case "unary":
      return [expr.operand];
    case "binary":
      return [expr.left, expr.right];
    case "mux":
      return [expr.condition, expr.whenTrue, expr.whenFalse];
    case "cat":
      return expr.parts;
    case "index":
      return [expr.source, expr.index];
    case "slice":
    case "resize":
    case "cast":
      return [expr.source];
  }
}

/** The expressions of the statement itself: index and value, condition, or subject; not those of its bodies. */
export function expressionsOf(statement: Statement): readonly Expr[] {
  switch (statement.kind) {
    case "assign": {
      const { target, value } = statement;
      return target.kind === "element" ? [target.index, value] : [value];
    }
    case "if":
      return [statement.condition];
    case "match":
      return [statement.subject];
  }
}

/** The lists of statements nested directly in this one, in source order; a missing `otherwise` is none. */
export function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case "assign":
      return [];
    case "if":
      return [statement.then, statement.otherwise];
    case "match": {
      const bodies = statement.arms.map((arm) => arm.body);
      return statement.otherwise === undefined ? bodies : [...bodies, statement.otherwise];
    }
  }
}

export const readOperands = ({ address, enable }: MemoryRead): readonly Expr[] =>
  enable === undefined ? [address] : [address, enable];

export const writeOperands = ({ enable, address, data, mask }: MemoryWrite): readonly Expr[] =>
  mask === undefined ? [enable, address, data] : [enable, address, data, mask];

export const propertyOperands = ({ condition, enable }: Property): readonly Expr[] =>
  enable === undefined ? [condition] : [enable, condition];
