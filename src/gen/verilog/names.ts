/**
 * Names the writer invents: for expressions that need a wire, and for enum constants. Invariant: a name handed out is
 * never used again in the same module, and says what the thing is (never `_T_12`).
 */
import type { BinaryOperator, Expr, UnaryOperator } from "../../ir/index.ts";

/** The names of one module. Derived names hold an underscore and an operator word, so no keyword can arise. */
export class NameTable {
  private readonly taken = new Set<string>();

  /** Marks a name of the design as used. */
  reserve(name: string): void {
    this.taken.add(name);
  }

  /** The wanted name, or the first of `name_2`, `name_3`, … that is free. */
  claim(wanted: string): string {
    let name = wanted;
    for (let suffix = 2; this.taken.has(name); suffix += 1) name = `${wanted}_${suffix}`;
    this.taken.add(name);
    return name;
  }
}

/** Longest name that is read off an expression; longer ones become target and operation. */
const longestDescription = 28;

/** `value_plus_1` when the expression is that simple, otherwise `sum_product` from the target it helps to drive. */
export function nameForExpression(expr: Expr, target: string): string {
  const description = describe(expr, 2);
  const isName = description !== undefined && /^[A-Za-z]\w*_\w+$/.test(description);
  return isName && description.length <= longestDescription
    ? description
    : `${target}_${operationNoun(expr)}`;
}

/** `STATE_WAIT_ACK` for member `waitAck` of enum `State`; an enum without a name is called after its members. */
export function nameForMember(enumName: string, member: string): string {
  return `${upperSnake(enumName === "" ? "is" : enumName)}_${upperSnake(member)}`;
}

const upperSnake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();

const unaryWords: Readonly<Record<UnaryOperator, string>> = {
  not: "not",
  neg: "minus",
  all: "all",
  any: "any",
  parity: "parity_of",
};

const binaryWords: Readonly<Record<BinaryOperator, readonly [infix: string, noun: string]>> = {
  add: ["plus", "sum"],
  sub: ["minus", "difference"],
  mul: ["times", "product"],
  and: ["and", "mask"],
  or: ["or", "union"],
  xor: ["xor", "toggle"],
  eq: ["is", "match"],
  ne: ["is_not", "mismatch"],
  lt: ["below", "compare"],
  le: ["at_most", "compare"],
  gt: ["above", "compare"],
  ge: ["at_least", "compare"],
  shl: ["shl", "shifted"],
  shr: ["shr", "shifted"],
};

function describe(expr: Expr, operatorsLeft: number): string | undefined {
  switch (expr.op) {
    case "ref":
      return expr.signal.name;
    case "read":
      return expr.port.name;
    case "literal":
      return describeLiteral(expr.type, expr.bits);
    case "cast":
      return describe(expr.source, operatorsLeft);
    default:
  }
  if (operatorsLeft === 0) return undefined;
  const inner = (operand: Expr): string | undefined => describe(operand, operatorsLeft - 1);
  switch (expr.op) {
    case "unary":
      return join(unaryWords[expr.operator], inner(expr.operand));
    case "binary":
      return join(inner(expr.left), binaryWords[expr.operator][0], inner(expr.right));
    case "slice":
      return join(inner(expr.source), ...(expr.high === expr.low ? [] : [`${expr.high}`]), `${expr.low}`);
    case "index":
      return join(inner(expr.source), "at", inner(expr.index));
    case "resize":
      return join(inner(expr.source), "resized");
    default:
      return undefined;
  }
}

function describeLiteral(type: Expr["type"], bits: bigint): string | undefined {
  if (type.kind === "enum") return type.members.find((member) => member.value === bits)?.name;
  return bits < 1000n ? `${bits}` : undefined;
}

const join = (...words: readonly (string | undefined)[]): string | undefined =>
  words.includes(undefined) ? undefined : words.join("_");

function operationNoun(expr: Expr): string {
  switch (expr.op) {
    case "binary":
      return binaryWords[expr.operator][1];
    case "unary":
      return expr.operator === "not" ? "inverse" : expr.operator === "neg" ? "negated" : expr.operator;
    case "mux":
      return "choice";
    case "index":
      return "element";
    case "resize":
      return "resized";
    case "slice":
      return "slice";
    case "literal":
      return "table";
    default:
      return "bits";
  }
}
