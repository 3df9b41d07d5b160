/** Signals, conditions and paths as a message writes them: short, with the designer's names. */
import type { Party, Site } from "../../diagnostics/index.ts";
import type { Expr, IfStatement, MatchStatement, Signal } from "../design.ts";
import { type ArrayType, bitWidth, type DataType } from "../types.ts";
import type { BitRange, BitSet } from "./bit-set.ts";

const symbols: Readonly<Record<string, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  and: "&",
  or: "|",
  xor: "^",
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  shl: "<<",
  shr: ">>",
};

const longest = 40;

/** `count == 3`; long expressions end in dots. */
export function exprText(expr: Expr): string {
  const text = write(expr, 3);
  return text.length <= longest ? text : `${text.slice(0, longest - 2)}..`;
}

function write(expr: Expr, depth: number): string {
  const isOperator = expr.op === "unary" || expr.op === "binary" || expr.op === "mux" || expr.op === "cat";
  if (depth === 0 && isOperator) return "..";
  const inner = (e: Expr): string => write(e, depth - 1);
  switch (expr.op) {
    case "literal":
      return valueText(expr.bits, expr.type);
    case "ref":
      return signalName(expr.signal);
    case "read":
      return expr.port.name;
    case "unary":
      return `${expr.operator === "neg" ? "-" : `${expr.operator} `}${grouped(expr.operand, depth - 1)}`;
    case "binary":
      return `${grouped(expr.left, depth - 1)} ${symbols[expr.operator]} ${grouped(expr.right, depth - 1)}`;
    case "mux":
      return `${inner(expr.condition)} ? ${inner(expr.whenTrue)} : ${inner(expr.whenFalse)}`;
    case "cat":
      return `cat(${expr.parts.slice(0, 3).map(inner).join(", ")}${expr.parts.length > 3 ? ", .." : ""})`;
    case "slice":
      return `${grouped(expr.source, depth)}[${rangeText(expr, expr.source.type, ":")}]`;
    case "index":
      return `${grouped(expr.source, depth)}[${inner(expr.index)}]`;
    case "resize":
    case "cast":
      return write(expr.source, depth);
  }
}

const grouped = (expr: Expr, depth: number): string =>
  expr.op === "binary" || expr.op === "mux" ? `(${write(expr, depth)})` : write(expr, depth);

/** Bits, or elements of an array when the range is made of whole ones: "7 to 4", "2". */
function rangeText(range: BitRange, type: DataType, to: string): string {
  const unit = isWholeElements(range, type) ? bitWidth(type.element) : 1;
  const low = range.low / unit;
  const high = (range.high + 1) / unit - 1;
  return low === high ? `${low}` : `${high}${to}${low}`;
}

const isWholeElements = (range: BitRange, type: DataType): type is ArrayType => {
  if (type.kind !== "array") return false;
  const width = bitWidth(type.element);
  return range.low % width === 0 && (range.high + 1) % width === 0;
};

/** An enum member by name, a number in decimal, two's complement for sint. */
export function valueText(bits: bigint, type: DataType): string {
  if (type.kind === "enum") return type.members.find((m) => m.value === bits)?.name ?? `${bits}`;
  return type.kind === "sint" ? `${BigInt.asIntN(type.width, bits)}` : `${bits}`;
}

/** As the designer writes it: `child.port` for a port of an instance, `pair.low` for a field of a struct. */
export function signalName(signal: Signal): string {
  const { instance, group } = signal;
  if (instance !== undefined) return `${instance.instance.name}.${signalName(instance.port)}`;
  return group === undefined || group.name === "" ? signal.name : `${group.name}.${group.path}`;
}

const roleNames: Readonly<Record<Signal["role"], string>> = {
  input: "input",
  output: "output",
  wire: "wire",
  register: "register",
  node: "value",
  instanceInput: "instance input",
  instanceOutput: "instance output",
};

export const roleName = (signal: Signal): string => roleNames[signal.role];

/** A diagnostic's account of one object. */
export const partyOf = (label: string, of: { readonly site: Site | undefined }): Party => ({
  label,
  site: of.site,
});

/** Where a signal was declared; for an instance port, where the instance was made. */
export function declared(signal: Signal, label?: string): Party {
  const { instance } = signal;
  if (instance === undefined) return partyOf(label ?? `\`${signal.name}\` declared here`, signal);
  return partyOf(label ?? `\`${instance.instance.name}\` instantiated here`, instance.instance);
}

/** "bit 3", "bits 7 to 4, 0", "elements 3 to 1" of an array; undefined when it is all of the type. */
export function bitsText(bits: BitSet, type: DataType): string | undefined {
  const ranges = bits.list().toReversed();
  const first = ranges[0];
  if (first === undefined || (first.low === 0 && first.high === bitWidth(type) - 1)) return undefined;
  const areElements = ranges.every((range) => isWholeElements(range, type));
  const shown = ranges.slice(0, 4).map((range) => rangeText(range, areElements ? type : anyBits, " to "));
  const unit = areElements ? "element" : "bit";
  const isOne = ranges.length === 1 && !shown[0]?.includes(" ");
  return `${isOne ? unit : `${unit}s`} ${shown.join(", ")}${ranges.length > 4 ? ", .." : ""}`;
}

const anyBits: DataType = { kind: "uint", width: 1 };

/** One branch of a statement that a path takes. */
export type Choice =
  | { readonly of: IfStatement; readonly taken: boolean }
  /** `values` undefined: none of the arms. */
  | { readonly of: MatchStatement; readonly values: readonly bigint[] | undefined };

/** "`enable` is 0", "`state` is `stop`". */
export function choiceText(choice: Choice): string {
  if (!("values" in choice)) return `\`${exprText(choice.of.condition)}\` is ${choice.taken ? 1 : 0}`;
  const { subject, arms } = choice.of;
  const name = `\`${exprText(subject)}\``;
  const list = (values: readonly bigint[]): string =>
    values.map((bits) => `\`${valueText(bits, subject.type)}\``).join(" or ");
  if (choice.values !== undefined) return `${name} is ${list(choice.values)}`;
  const { type } = subject;
  const listed = arms.flatMap((arm) => arm.values);
  if (type.kind !== "enum") return `${name} is none of ${listed.join(", ")}`;
  return `${name} is ${list(type.members.map((m) => m.value).filter((value) => !listed.includes(value)))}`;
}
