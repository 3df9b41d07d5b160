/** Signals, conditions and paths as a message writes them: short, with the designer's names. */
import type { Party, Site } from "../../diagnostics/index.ts";
import type { Expr, IfStatement, MatchStatement, Signal } from "../design.ts";
import type { DataType } from "../types.ts";
import type { BitSet } from "./bit-set.ts";

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
  if (depth === 0) return "..";
  const inner = (e: Expr): string => write(e, depth - 1);
  switch (expr.op) {
    case "literal":
      return valueText(expr.bits, expr.type);
    case "ref":
      return signalName(expr.signal);
    case "read":
      return expr.port.name;
    case "unary":
      return `${expr.operator === "neg" ? "-" : `${expr.operator} `}${inner(expr.operand)}`;
    case "binary":
      return `${inner(expr.left)} ${symbols[expr.operator]} ${inner(expr.right)}`;
    case "mux":
      return `${inner(expr.condition)} ? ${inner(expr.whenTrue)} : ${inner(expr.whenFalse)}`;
    case "cat":
      return `cat(${expr.parts.slice(0, 3).map(inner).join(", ")}${expr.parts.length > 3 ? ", .." : ""})`;
    case "slice":
      return `${inner(expr.source)}[${expr.high === expr.low ? "" : `${expr.high}:`}${expr.low}]`;
    case "index":
      return `${inner(expr.source)}[${inner(expr.index)}]`;
    case "resize":
    case "cast":
      return inner(expr.source);
  }
}

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

/** "bit 3", "bits 7 to 4 and 0"; undefined when it is all of them. */
export function bitsText(bits: BitSet, width: number): string | undefined {
  const ranges = [...bits.list()].reverse();
  const first = ranges[0];
  if (first === undefined || (first.low === 0 && first.high === width - 1)) return undefined;
  const one = ({ low, high }: { low: number; high: number }): string =>
    low === high ? `${low}` : `${high} to ${low}`;
  const shown = ranges.slice(0, 4).map(one);
  const rest = ranges.length > 4 ? ", .." : "";
  const isOne = ranges.length === 1 && first.low === first.high;
  return `${isOne ? "bit" : "bits"} ${shown.join(", ")}${rest}`;
}

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
