/**
 * Control flow of the hardware: `when` and `match`. They run their bodies once, at elaboration, and record the assignments
 * inside under a condition; a later assignment to the same signal wins.
 */
import { captureSite, fail, type Site } from "../diagnostics/index.ts";
import { bitWidth, type Expr, type MatchArm, maskOf, type Statement, typeName } from "../ir/index.ts";
import { BIT, type IfDraft, type ModuleBuilder, requireBuilder } from "./context.ts";
import { checkOwner, coerceBit, describeOperand, literalExpr } from "./operand.ts";
import { isValue } from "./value.ts";
import type { Bit, Enum, Uint } from "./value-types.ts";

export interface WhenChain {
  elseWhen(condition: Bit, body: () => void): WhenChain;
  otherwise(body: () => void): void;
}

const notExpr = (operand: Expr, site: Site): Expr => ({
  op: "unary",
  operator: "not",
  operand,
  type: BIT,
  site,
});

/** The assignments in `body` take effect while `condition` is 1. */
export function when(condition: Bit, body: () => void): WhenChain {
  const site = captureSite();
  const builder = requireBuilder("when", site);
  const root = addIf(builder, builder.block, condition, "when", site, body, []);
  return chain(builder, builder.block, root, root, [root.condition]);
}

function addIf(
  builder: ModuleBuilder,
  block: Statement[],
  condition: unknown,
  what: string,
  site: Site,
  body: () => void,
  earlier: readonly Expr[],
): IfDraft {
  const statement: IfDraft = {
    kind: "if",
    condition: coerceBit(condition, { what: `the condition of ${what}`, site }),
    then: [],
    otherwise: [],
    site,
  };
  block.push(statement);
  requireBody(what, body, site);
  const path = [...earlier.map((e) => notExpr(e, site)), statement.condition];
  builder.within(statement.then, conjunction(path, site), body);
  return statement;
}

/** `when(c, q.value = 1)` has run the assignment before `when` sees anything. */
function requireBody(what: string, body: unknown, site: Site): void {
  if (typeof body === "function") return;
  const expected = "a function: `() => { ... }`";
  fail("BL0107", { what: `the body of ${what}`, found: describeOperand(body), expected }, [
    { label: "here", site },
  ]);
}

const conjunction = (all: readonly Expr[], site: Site): Expr =>
  all.reduce((left, right) => ({ op: "binary", operator: "and", left, right, type: BIT, site }));

function chain(
  builder: ModuleBuilder,
  block: Statement[],
  root: IfDraft,
  last: IfDraft,
  conditions: readonly Expr[],
): WhenChain {
  const continues = (what: string, site: Site): boolean => {
    if (block.at(-1) === root && builder.block === block && last.otherwise.length === 0) return true;
    builder.report("BL0114", { what }, [
      { label: "here", site },
      { label: "the `when` it belongs to", site: root.site },
    ]);
    return false;
  };
  return {
    elseWhen(condition, body) {
      const site = captureSite();
      if (!continues("elseWhen", site)) return this;
      const statement = addIf(builder, last.otherwise, condition, "elseWhen", site, body, conditions);
      return chain(builder, block, root, statement, [...conditions, statement.condition]);
    },
    otherwise(body) {
      const site = captureSite();
      if (!continues("otherwise", site)) return;
      builder.within(
        last.otherwise,
        conjunction(
          conditions.map((e) => notExpr(e, site)),
          site,
        ),
        body,
      );
    },
  };
}

/** Chooses by the state of an enum: one arm for each member (a missing one is a tsc error), or some and `otherwise`. */
export function match<M extends string>(subject: Enum<M>, arms: { readonly [K in M]: () => void }): void;
export function match<M extends string>(
  subject: Enum<M>,
  arms: { readonly [K in M]?: () => void },
  otherwise: () => void,
): void;
/** Chooses by a number; values without an arm go to `otherwise`. */
export function match(
  subject: Uint,
  arms: { readonly [value: number]: () => void },
  otherwise: () => void,
): void;
export function match(
  subject: unknown,
  arms: { readonly [key: string]: (() => void) | undefined },
  otherwise?: () => void,
): void {
  const site = captureSite();
  const builder = requireBuilder("match", site);
  if (!isValue(subject) || (subject.expr.type.kind !== "enum" && subject.expr.type.kind !== "uint")) {
    const found = isValue(subject) ? typeName(subject.expr.type) : typeof subject;
    builder.report("BL0107", { what: "the subject of match", found, expected: "an enum or a uint" }, [
      { label: "here", site },
    ]);
    return;
  }
  checkOwner(subject, "match", site);
  const type = subject.expr.type;
  const declared = { label: `the subject is ${typeName(type)}`, site: subject.expr.site };
  const chosen: { bits: bigint; body: () => void }[] = [];
  for (const [key, body] of Object.entries(arms)) {
    if (!body) continue;
    const bits =
      type.kind === "enum" ? type.members.find((m) => m.name === key)?.value : numberKey(key, bitWidth(type));
    if (bits === undefined) {
      const allowed =
        type.kind === "enum" ? type.members.map((m) => m.name).join(", ") : `0 to ${maskOf(bitWidth(type))}`;
      builder.report("BL0115", { arm: key, type: typeName(type), allowed }, [
        { label: "here", site },
        declared,
      ]);
      continue;
    }
    chosen.push({ bits, body });
  }
  const covered = new Set(chosen.map((arm) => arm.bits));
  const missing =
    type.kind === "enum"
      ? type.members.filter((m) => !covered.has(m.value)).map((m) => m.name)
      : BigInt(covered.size) <= maskOf(bitWidth(type))
        ? ["every other value"]
        : [];
  if (!otherwise && missing.length > 0) {
    builder.report("BL0116", { missing: missing.join(", "), type: typeName(type) }, [
      { label: "here", site },
      declared,
    ]);
  }
  const is = (bits: bigint): Expr => ({
    op: "binary",
    operator: "eq",
    left: subject.expr,
    right: literalExpr(type, bits, site),
    type: BIT,
    site,
  });
  const spare = type.kind === "enum" && BigInt(type.members.length) <= maskOf(type.width);
  const built: MatchArm[] = [];
  chosen.forEach((arm, index) => {
    const body: Statement[] = [];
    built.push({ values: [arm.bits], body });
    // The last arm also takes encodings that are no member.
    const takesSpare = spare && !otherwise && index === chosen.length - 1 && chosen.length > 1;
    const condition = takesSpare
      ? conjunction(
          chosen.slice(0, -1).map((other) => notExpr(is(other.bits), site)),
          site,
        )
      : is(arm.bits);
    builder.within(body, condition, arm.body);
  });
  let rest: Statement[] | undefined;
  if (otherwise) {
    rest = [];
    const none = chosen.map((arm) => notExpr(is(arm.bits), site));
    builder.within(rest, none.length > 0 ? conjunction(none, site) : undefined, otherwise);
  }
  if (built.length === 0) builder.block.push(...(rest ?? []));
  else builder.block.push({ kind: "match", subject: subject.expr, arms: built, otherwise: rest, site });
}

function numberKey(key: string, width: number): bigint | undefined {
  if (!/^\d+$/.test(key)) return undefined;
  const value = BigInt(key);
  return value <= maskOf(width) ? value : undefined;
}
