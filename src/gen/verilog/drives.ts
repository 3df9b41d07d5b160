/**
 * Assignments as text: continuous ones, always blocks, chains. Invariant: what is reset is reset in every register of the
 * block, and every block names the source line of its first statement.
 */
import type { Site } from "../../diagnostics/index.ts";
import { bodiesOf, type ClockDomain, type Expr, expressionsOf, type Statement } from "../../ir/index.ts";
import type { Drive } from "./plan.ts";
import { isContinuous } from "./plan-chains.ts";
import { printTarget, printValue } from "./print.ts";
import type { ModuleScope } from "./scope.ts";
import { StatementWriter } from "./statements.ts";
import { indented, locationText, renderLine, type SourceComments, withComment } from "./text.ts";
import { concatValue, netValue, rangeValue, type Value } from "./value.ts";

interface Block {
  readonly lines: readonly string[];
  /** Stands without a blank line beside others of its kind. */
  readonly isAssign: boolean;
}

/** The drives in order, in sections between which a blank line belongs. */
export function driveSections(
  scope: ModuleScope,
  drives: readonly Drive[],
  options: SourceComments,
): string[][] {
  const sections: string[][] = [];
  let joins = false;
  for (const { lines, isAssign } of drives.flatMap((drive) => driveBlocks(scope, drive, options))) {
    const last = sections.at(-1);
    if (joins && isAssign && last !== undefined) last.push(...lines);
    else sections.push([...lines]);
    joins = isAssign;
  }
  return sections;
}

/** Every expression of the drive, as often as its text mentions it. */
export function driveRoots(drive: Drive): Expr[] {
  switch (drive.kind) {
    case "continuous":
      return drive.pieces.map((piece) => piece.value);
    case "chain":
      return drive.parts.flatMap((part) => statementRoots(part.statements));
    default:
      return statementRoots(drive.statements);
  }
}

function statementRoots(statements: readonly Statement[]): Expr[] {
  return statements.flatMap((statement) => [
    ...expressionsOf(statement),
    ...bodiesOf(statement).flatMap(statementRoots),
  ]);
}

function driveBlocks(scope: ModuleScope, drive: Drive, options: SourceComments): Block[] {
  switch (drive.kind) {
    case "continuous": {
      const net = scope.netOf(drive.signal);
      const isOutput = drive.signal.role === "output";
      const lines = drive.pieces.flatMap(({ high, low, value, statement }) => {
        const where = isOutput ? locationText(statement.site, options) : undefined;
        const lowered = scope.lowering.value(value, drive.signal.name);
        return assignLines(scope, rangeValue(net, high, low), lowered, where);
      });
      return [{ lines, isAssign: true }];
    }
    case "chain":
      return chainBlocks(scope, drive, options);
    case "combinational":
      return [combinationalBlock(scope, drive.statements, locationText(drive.statements[0]?.site, options))];
    case "sequential": {
      const site: Site | undefined = drive.statements[0]?.site ?? drive.signals[0]?.site;
      const lines = sequentialLines(scope, drive, locationText(site, options));
      return lines.length === 0 ? [] : [{ lines, isAssign: false }];
    }
  }
}

/** A block for each part, and the whole as the sum of its parts. */
function chainBlocks(scope: ModuleScope, drive: Drive & { kind: "chain" }, options: SourceComments): Block[] {
  const net = scope.netOf(drive.signal);
  const parts = drive.parts.map(({ high, low, statements }): Block => {
    const [first] = statements;
    if (!isContinuous(statements) || first?.kind !== "assign") {
      return combinationalBlock(scope, statements, locationText(first?.site, options));
    }
    const value = scope.lowering.value(first.value, drive.signal.name);
    return { lines: assignLines(scope, rangeValue(net, high, low), value, undefined), isAssign: true };
  });
  const whole = concatValue((net.pieces ?? []).map((piece) => netValue(piece.net)));
  const where = drive.signal.role === "output" ? locationText(drive.signal.site, options) : undefined;
  return [...parts, { lines: assignLines(scope, netValue(net), whole, where), isAssign: true }];
}

function assignLines(scope: ModuleScope, place: Value, value: Value, where: string | undefined): string[] {
  const right = printValue(value, scope);
  const lines = renderLine("assign ", [printTarget(place, scope), " = ", right], ";", 1);
  return [...lines.slice(0, -1), withComment(lines.at(-1) ?? "", where)];
}

function combinationalBlock(
  scope: ModuleScope,
  statements: readonly Statement[],
  where: string | undefined,
): Block {
  const lines = new StatementWriter(scope, "=").lines(statements, 2);
  return { lines: [withComment("always @* begin", where), ...indented(lines), "end"], isAssign: false };
}

function sequentialLines(
  scope: ModuleScope,
  drive: Drive & { kind: "sequential" },
  where: string | undefined,
): string[] {
  const { domain } = drive;
  const writer = new StatementWriter(scope, "<=");
  scope.readClock(domain.clock);
  if (!drive.isReset || domain.reset === undefined) {
    const lines = writer.lines(drive.statements, 2);
    if (lines.length === 0) return [];
    return [withComment(`always @(posedge ${domain.clock}) begin`, where), ...indented(lines), "end"];
  }
  scope.readClock(domain.reset);
  const resets = drive.signals.flatMap((signal) => {
    const value = printValue(scope.lowering.literal(signal.type, signal.init ?? 0n), scope);
    return renderLine("", [signal.name, " <= ", value], ";", 3);
  });
  const chain = writer.chain(drive.statements, 2);
  const work = chain ?? writer.lines(drive.statements, 3);
  const body = [
    `if (${resetTest(domain)}) begin`,
    ...indented(resets),
    ...(work.length === 0
      ? ["end"]
      : chain !== undefined
        ? [`end else ${work[0]}`, ...work.slice(1)]
        : ["end else begin", ...indented(work), "end"]),
  ];
  return [withComment(`always @(${edges(domain)}) begin`, where), ...indented(body), "end"];
}

const resetTest = (domain: ClockDomain): string =>
  domain.resetActive === "high" ? `${domain.reset}` : `!${domain.reset}`;

function edges(domain: ClockDomain): string {
  const clock = `posedge ${domain.clock}`;
  if (domain.resetKind !== "async") return clock;
  return `${clock} or ${domain.resetActive === "high" ? "posedge" : "negedge"} ${domain.reset}`;
}
