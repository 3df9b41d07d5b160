/**
 * Things that are legal to write and cannot mean anything: no bits, memories nothing fills, arms nothing reaches,
 * comparisons with one answer.
 */
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { BinaryOperator, Expr, MatchStatement, Module, Statement } from "../design.ts";
import { bitWidth, type DataType, typeName } from "../types.ts";
import { allStatements, isComplete } from "./coverage.ts";
import { declared, exprText, partyOf, valueText } from "./describe.ts";

/** BL0210 to BL0212 and BL0214. */
export function checkShapes(module: Module): Diagnostic[] {
  return [...emptyThings(module), ...emptyMemories(module), ...statementProblems(module)];
}

/** Read, never written, and without initial content. */
function emptyMemories(module: Module): Diagnostic[] {
  return module.memories
    .filter(({ reads, writes, init }) => reads.length > 0 && writes.length === 0 && init === undefined)
    .map((memory) => {
      const parties = [partyOf(`\`${memory.name}\` declared here`, memory)];
      const [read] = memory.reads;
      if (read !== undefined) parties.push(partyOf("read here", read));
      return diagnostic("BL0214", { module: module.name, name: memory.name }, parties);
    });
}

function emptyThings(module: Module): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const signal of module.signals) {
    if (hasBits(signal.type)) continue;
    const details = { name: signal.name, module: module.name, type: typeName(signal.type) };
    found.push(diagnostic("BL0210", details, [declared(signal)]));
  }
  for (const memory of module.memories) {
    if (hasBits(memory.type) && memory.depth > 0) continue;
    const details = {
      name: memory.name,
      module: module.name,
      type: `${memory.depth} x ${typeName(memory.type)}`,
    };
    found.push(diagnostic("BL0210", details, [partyOf(`\`${memory.name}\` declared here`, memory)]));
  }
  return found;
}

/** False as soon as one part of the type is empty. */
function hasBits(type: DataType): boolean {
  if (type.kind === "array") return type.length > 0 && hasBits(type.element);
  if (type.kind === "struct") return type.fields.length > 0 && type.fields.every((f) => hasBits(f.type));
  return type.width > 0;
}

function statementProblems(module: Module): Diagnostic[] {
  return allStatements(module.body).flatMap((statement) => {
    if (statement.kind === "assign") return [];
    return statement.kind === "if"
      ? fixedComparison(module, statement.condition, statement)
      : armProblems(module, statement);
  });
}

function armProblems(module: Module, statement: MatchStatement): Diagnostic[] {
  const { subject, arms, otherwise } = statement;
  const { type } = subject;
  const seen = new Set<bigint>();
  const unreachable: string[] = [];
  for (const arm of arms) {
    const fresh = arm.values.filter((value) => !seen.has(value) && value >> BigInt(bitWidth(type)) === 0n);
    if (fresh.length === 0) {
      unreachable.push(
        arm.values.length === 0
          ? "an arm without values"
          : arm.values.map((v) => valueText(v, type)).join(", "),
      );
    }
    for (const value of arm.values) seen.add(value);
  }
  if (otherwise !== undefined && otherwise.length > 0 && isComplete(statement)) unreachable.push("otherwise");
  return unreachable.map((arm) => {
    const details = { arm, subject: exprText(subject), module: module.name };
    return diagnostic("BL0211", details, [partyOf("the match", statement)]);
  });
}

/** Comparisons of an unsigned value with the end of its range, such as `count < 0`. */
function fixedComparison(module: Module, condition: Expr, at: Statement & { kind: "if" }): Diagnostic[] {
  if (condition.op !== "binary") return [];
  const { operator, left, right } = condition;
  const answer = right.op === "literal" ? fixedAnswer(operator, right.bits, left.type) : undefined;
  if (answer === undefined || left.op === "literal") return [];
  const details = { condition: exprText(condition), module: module.name, answer };
  return [diagnostic("BL0212", details, [partyOf("the condition", at)])];
}

function fixedAnswer(operator: BinaryOperator, bound: bigint, type: DataType): "true" | "false" | undefined {
  if (type.kind !== "uint") return undefined;
  const most = (1n << BigInt(type.width)) - 1n;
  if (bound === 0n) return operator === "lt" ? "false" : operator === "ge" ? "true" : undefined;
  if (bound === most) return operator === "gt" ? "false" : operator === "le" ? "true" : undefined;
  return undefined;
}
