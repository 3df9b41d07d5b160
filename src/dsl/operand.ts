/**
 * Turns what a designer writes on the right of an operator or an assignment (a value, a number, an enum member, a list, an
 * object) into an expression of the expected type. A misfit is reported with both sides' places, and elaboration goes on
 * with a zero of the expected type so that one run finds several errors.
 */
import type { Party, Site } from "../diagnostics/index.ts";
import { bitWidth, type DataType, type Expr, maskOf, sameType, typeName } from "../ir/index.ts";
import { BIT, currentBuilder, reportOrThrow } from "./context.ts";
import { isValue, type ValueImplementation } from "./value.ts";

/** What the operand is for, in the words of a message. */
export interface Purpose {
  /** Such as "add" or "the next value of `count`". */
  readonly what: string;
  readonly site: Site;
  /** The other side: the left operand or the target. */
  readonly partner?: Party;
}

export const literalExpr = (type: DataType, bits: bigint, site: Site | undefined): Expr => ({
  op: "literal",
  type,
  bits: bits & maskOf(bitWidth(type)),
  site,
});

const parties = (purpose: Purpose, more: readonly Party[] = []): Party[] => [
  { label: "here", site: purpose.site },
  ...(purpose.partner ? [purpose.partner] : []),
  ...more,
];

/** Expressions that stand for a refused one: whatever meets them is not reported again. */
const refused = new WeakSet<Expr>();

/** A stand-in after a reported error. */
export function refusedExpr(site: Site | undefined): Expr {
  const expr = literalExpr(BIT, 0n, site);
  refused.add(expr);
  return expr;
}

export const isRefused = (expr: Expr): boolean => refused.has(expr);

/** The expression of `operand` as a `type`. */
export function coerce(type: DataType, operand: unknown, purpose: Purpose): Expr {
  if (isValue(operand)) return coerceValue(type, operand, purpose);
  switch (type.kind) {
    case "uint":
    case "sint":
      // true and false are one bit.
      if (
        typeof operand === "number" ||
        typeof operand === "bigint" ||
        (typeof operand === "boolean" && type.kind === "uint" && type.width === 1)
      ) {
        return coerceNumber(type, operand, purpose);
      }
      break;
    case "enum":
      if (typeof operand === "string") {
        const member = type.members.find((m) => m.name === operand);
        if (member) return literalExpr(type, member.value, purpose.site);
        reportOrThrow(
          "BL0106",
          {
            member: operand,
            enumeration: typeName(type),
            members: type.members.map((m) => m.name).join(", "),
          },
          parties(purpose),
        );
        return literalExpr(type, type.members[0]?.value ?? 0n, purpose.site);
      }
      break;
    case "array":
      if (Array.isArray(operand)) {
        if (operand.length !== type.length) {
          reportOrThrow(
            "BL0107",
            { what: purpose.what, found: `${operand.length} elements`, expected: `${type.length} elements` },
            parties(purpose),
          );
          return literalExpr(type, 0n, purpose.site);
        }
        const elements = operand.map((element) => coerce(type.element, element, purpose));
        return packed(type, elements, purpose.site);
      }
      break;
    case "struct":
      if (typeof operand === "object" && operand !== null) {
        const given = operand as Record<string, unknown>;
        const names = type.fields.map((field) => field.name);
        const wrong = [
          ...Object.keys(given).filter((k) => !names.includes(k)),
          ...names.filter((k) => !(k in given)),
        ];
        if (wrong.length > 0) {
          reportOrThrow(
            "BL0107",
            {
              what: purpose.what,
              found: `fields ${Object.keys(given).join(", ")}`,
              expected: `fields ${names.join(", ")}`,
            },
            parties(purpose),
          );
          return literalExpr(type, 0n, purpose.site);
        }
        const fields = type.fields.map((field) => coerce(field.type, given[field.name], purpose));
        return packed(type, fields, purpose.site);
      }
      break;
  }
  reportOrThrow(
    "BL0107",
    {
      what: purpose.what,
      found: describeOperand(operand),
      expected: `a value or literal of type ${typeName(type)}`,
    },
    parties(purpose),
  );
  return literalExpr(type, 0n, purpose.site);
}

/** Packs parts, first lowest; all literals give one literal. */
export function packed(type: DataType, lowFirst: readonly Expr[], site: Site | undefined): Expr {
  const constant = constantOfParts(lowFirst);
  if (constant !== undefined) return literalExpr(type, constant, site);
  return { op: "cat", type, parts: [...lowFirst].reverse(), site };
}

function constantOfParts(lowFirst: readonly Expr[]): bigint | undefined {
  let bits = 0n;
  let offset = 0n;
  for (const part of lowFirst) {
    if (part.op !== "literal") return undefined;
    bits |= part.bits << offset;
    offset += BigInt(bitWidth(part.type));
  }
  return bits;
}

/** A one-bit condition from a value or a boolean. */
export const coerceBit = (operand: unknown, purpose: Purpose): Expr => coerce(BIT, operand, purpose);

/** Reports a value that belongs to another module than the one being elaborated. */
export function checkOwner(value: ValueImplementation, what: string, site: Site): void {
  const builder = currentBuilder();
  if (value.owner === undefined || builder === undefined || value.owner === builder) return;
  builder.report("BL0108", { what, module: builder.definition.name, owner: value.owner.definition.name }, [
    { label: "used here", site },
    { label: `declared in ${value.owner.definition.name}`, site: value.expr.site },
  ]);
}

function coerceValue(type: DataType, value: ValueImplementation, purpose: Purpose): Expr {
  checkOwner(value, purpose.what, purpose.site);
  const found = value.expr.type;
  if (isRefused(value.expr)) return literalExpr(type, 0n, purpose.site);
  if (sameType(found, type)) return value.expr;
  const both: Party[] = [{ label: `this is ${typeName(found)}`, site: value.expr.site }];
  const details = { what: purpose.what, found: typeName(found), expected: typeName(type) };
  if (isInteger(found) && isInteger(type) && found.kind !== type.kind) {
    reportOrThrow("BL0105", details, parties(purpose, both));
  } else if (isInteger(found) && isInteger(type)) {
    reportOrThrow(
      "BL0104",
      { ...details, foundWidth: found.width, expectedWidth: type.width },
      parties(purpose, both),
    );
  } else {
    reportOrThrow("BL0107", details, parties(purpose, both));
  }
  return literalExpr(type, 0n, purpose.site);
}

const isInteger = (type: DataType): type is DataType & { kind: "uint" | "sint"; width: number } =>
  type.kind === "uint" || type.kind === "sint";

function coerceNumber(
  type: DataType & { kind: "uint" | "sint"; width: number },
  operand: number | bigint | boolean,
  purpose: Purpose,
): Expr {
  const low = type.kind === "uint" ? 0n : -(1n << BigInt(type.width - 1));
  const high = type.kind === "uint" ? maskOf(type.width) : (1n << BigInt(type.width - 1)) - 1n;
  const whole = typeof operand !== "number" || Number.isInteger(operand);
  const value = whole ? BigInt(operand) : 0n;
  if (!whole || value < low || value > high) {
    reportOrThrow(
      "BL0109",
      {
        what: purpose.what,
        literal: String(operand),
        type: typeName(type),
        low: String(low),
        high: String(high),
        whole,
      },
      parties(purpose),
    );
    return literalExpr(type, 0n, purpose.site);
  }
  return literalExpr(type, value, purpose.site);
}

/** The constant an expression is, or undefined. */
export function constantBits(expr: Expr): bigint | undefined {
  return expr.op === "literal" ? expr.bits : undefined;
}

/** What was given, in the words of a message. */
export function describeOperand(operand: unknown): string {
  if (operand === undefined) return "undefined";
  if (operand === null) return "null";
  if (typeof operand === "string") return `the string "${operand}"`;
  if (typeof operand === "function") return "a function";
  if (Array.isArray(operand)) return `a list of ${operand.length}`;
  if (typeof operand === "object") return `an object with ${Object.keys(operand).join(", ") || "no fields"}`;
  return `${typeof operand} ${String(operand)}`;
}
