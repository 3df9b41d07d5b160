/**
 * Short constructors for IR expressions, for tests that build designs by hand. They compute result types by the rules
 * of src/ir/design.ts and check nothing; `verifyDesign` does.
 */
import {
  type BinaryOperator,
  bitWidth,
  type DataType,
  type EnumType,
  type Expr,
  indexWidth,
  type ReadExpr,
  type Signal,
  type SintType,
  type UintType,
  type UnaryOperator,
} from "../ir/index.ts";

/** A signal stands for its value. */
export type Operand = Expr | Signal;

export const uint = (width: number): UintType => ({ kind: "uint", width });
export const sint = (width: number): SintType => ({ kind: "sint", width });
export const bit: UintType = uint(1);
export const arrayOf = (element: DataType, length: number): DataType => ({ kind: "array", element, length });
export const structOf = (fields: Readonly<Record<string, DataType>>): DataType => ({
  kind: "struct",
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
});

/** Members count from 0 in the least width that holds them, or in `width` bits. */
export function enumType(name: string, members: readonly string[], width?: number): EnumType {
  const least = indexWidth(members.length);
  return {
    kind: "enum",
    name,
    width: width ?? least,
    members: members.map((member, i) => ({ name: member, value: BigInt(i) })),
  };
}

const isSignal = (operand: Operand): operand is Signal => "role" in operand;

export const ref = (signal: Signal): Expr => ({ op: "ref", signal, type: signal.type, site: undefined });
export const expr = (operand: Operand): Expr => (isSignal(operand) ? ref(operand) : operand);

/** `value` may be negative: the raw bits are taken modulo 2^width. A number as type is uint of that width. */
export function lit(value: bigint | number, type: DataType | number): Expr {
  const resolved = typeof type === "number" ? uint(type) : type;
  const bits = BigInt.asUintN(bitWidth(resolved), BigInt(value));
  return { op: "literal", bits, type: resolved, site: undefined };
}

export function unary(operator: UnaryOperator, operand: Operand): Expr {
  const source = expr(operand);
  const type = operator === "not" || operator === "neg" ? source.type : bit;
  return { op: "unary", operator, operand: source, type, site: undefined };
}

const comparisons: ReadonlySet<BinaryOperator> = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

export function binary(operator: BinaryOperator, left: Operand, right: Operand): Expr {
  const a = expr(left);
  const type = comparisons.has(operator) ? bit : a.type;
  return { op: "binary", operator, left: a, right: expr(right), type, site: undefined };
}

export const not = (operand: Operand): Expr => unary("not", operand);
export const add = (left: Operand, right: Operand): Expr => binary("add", left, right);
export const and = (left: Operand, right: Operand): Expr => binary("and", left, right);
export const xor = (left: Operand, right: Operand): Expr => binary("xor", left, right);
export const eq = (left: Operand, right: Operand): Expr => binary("eq", left, right);

export function mux(condition: Operand, whenTrue: Operand, whenFalse: Operand): Expr {
  const a = expr(whenTrue);
  return {
    op: "mux",
    condition: expr(condition),
    whenTrue: a,
    whenFalse: expr(whenFalse),
    type: a.type,
    site: undefined,
  };
}

/** First part in the most significant bits. */
export function cat(...parts: readonly Operand[]): Expr {
  const exprs = parts.map(expr);
  const width = exprs.reduce((sum, part) => sum + bitWidth(part.type), 0);
  return { op: "cat", parts: exprs, type: uint(width), site: undefined };
}

export function slice(source: Operand, high: number, low: number, type?: DataType): Expr {
  return {
    op: "slice",
    source: expr(source),
    high,
    low,
    type: type ?? uint(high - low + 1),
    site: undefined,
  };
}

/** Element of an array by a run-time index; of any other type, one bit. */
export function index(source: Operand, at: Operand): Expr {
  const packed = expr(source);
  const type = packed.type.kind === "array" ? packed.type.element : bit;
  const stride = bitWidth(type);
  const count = bitWidth(packed.type) / stride;
  return { op: "index", source: packed, index: expr(at), stride, count, type, site: undefined };
}

export function resize(source: Operand, width: number): Expr {
  const operand = expr(source);
  const type = operand.type.kind === "sint" ? sint(width) : uint(width);
  return { op: "resize", source: operand, type, site: undefined };
}

export const cast = (source: Operand, type: DataType): Expr => ({
  op: "cast",
  source: expr(source),
  type,
  site: undefined,
});

export const readOf = (port: ReadExpr["port"]): ReadExpr => ({
  op: "read",
  port,
  type: port.memory.type,
  site: undefined,
});
