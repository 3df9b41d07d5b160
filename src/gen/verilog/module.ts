/**
 * One module as Verilog text: ports, constants, declarations, instances, memories, logic, properties and the lint sink,
 * in this order. Invariant: the text depends on the module and the options alone.
 */
import type { Site } from "../../diagnostics/index.ts";
import type { ClockDomain, Expr, Module, Statement } from "../../ir/index.ts";
import { connectInputs, connectOutputs } from "./connections.ts";
import { declarationLines, portLines, sinkLines } from "./declarations.ts";
import type { Dependencies } from "./dependencies.ts";
import { writeInstance } from "./instances.ts";
import { memoryRoots, writeMemory } from "./memories.ts";
import { type Drive, planDrives } from "./plan.ts";
import { printTarget, printValue } from "./print.ts";
import { propertyRoots, writeProperties } from "./properties.ts";
import { ModuleScope } from "./scope.ts";
import { UseCounts } from "./sharing.ts";
import { StatementWriter } from "./statements.ts";
import {
  commentLines,
  indented,
  locationText,
  renderLine,
  type SourceComments,
  withComment,
} from "./text.ts";
import { concatValue, netValue, rangeValue, type Value } from "./value.ts";

export interface ModuleText {
  readonly text: string;
  /** Memory contents that the module loads. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

export function writeModule(module: Module, dependencies: Dependencies, options: SourceComments): ModuleText {
  const planned = planDrives(module, dependencies);
  const uses = countUses(module, planned);
  const procedural = new Set(planned.flatMap((drive) => (drive.kind === "continuous" ? [] : drive.signals)));
  const scope = new ModuleScope(module, uses, procedural);
  for (const drive of planned) {
    if (drive.kind === "continuous" && drive.isChain) scope.split(drive.signal, drive.pieces);
  }
  const connected = connectOutputs(scope, planned, uses);
  const { drives, inline } = connectInputs(scope, connected, uses);

  for (const signal of module.signals) {
    if (!inline.has(signal)) scope.netOf(signal);
  }
  const memories = module.memories.map((memory) => writeMemory(scope, memory, options));
  const logic = drives.map((drive) => driveLines(scope, drive, options));
  const instances = module.instances.map((instance) => writeInstance(scope, instance, inline, options));
  const properties = writeProperties(scope, options);
  const declarations = declarationLines(scope, options);
  const sink = sinkLines(scope);
  const constants = scope.constantsInUse().map(({ name, width, bits }) => {
    const range = width === 1 ? "" : `[${width - 1}:0] `;
    return `localparam ${range}${name} = ${width}'d${bits};`;
  });

  const sections = [
    constants,
    declarations,
    ...instances,
    ...memories.map((memory) => memory.lines.slice(0, -1)),
    ...joinAssigns(logic, drives),
  ];
  const body = [...sections.map(indented), properties, indented(sink)].filter((lines) => lines.length > 0);
  const text = [
    "`default_nettype none",
    "",
    ...commentLines(module.doc),
    ...portLines(scope, options),
    ...body.flatMap((lines) => ["", ...lines]),
    "",
    "endmodule",
    "",
    "`default_nettype wire",
    "",
  ].join("\n");
  return { text, files: memories.flatMap((memory) => memory.file ?? []) };
}

/** Consecutive continuous assignments stand without a blank line between them. */
function joinAssigns(logic: readonly (readonly string[])[], drives: readonly Drive[]): string[][] {
  const sections: string[][] = [];
  logic.forEach((lines, i) => {
    const follows = drives[i]?.kind === "continuous" && drives[i - 1]?.kind === "continuous";
    const last = sections.at(-1);
    if (follows && last !== undefined) last.push(...lines);
    else sections.push([...lines]);
  });
  return sections;
}

function driveLines(scope: ModuleScope, drive: Drive, options: SourceComments): string[] {
  if (drive.kind === "continuous") return continuousLines(scope, drive, options);
  const where = locationText(drive.statements[0]?.site ?? drive.signals[0]?.site, options);
  if (drive.kind === "combinational") {
    const lines = new StatementWriter(scope, "=").lines(drive.statements, 2);
    return [withComment("always @* begin", where), ...indented(lines), "end"];
  }
  return sequentialLines(scope, drive, where);
}

function continuousLines(
  scope: ModuleScope,
  drive: Drive & { kind: "continuous" },
  options: SourceComments,
): string[] {
  const net = scope.netOf(drive.signal);
  const assign = (place: Value, value: Value, site: Site | undefined): string[] => {
    const right = printValue(value, scope);
    const lines = renderLine("assign ", [printTarget(place, scope), " = ", right], ";", 1);
    const where = drive.signal.role === "output" ? locationText(site, options) : undefined;
    return [...lines.slice(0, -1), withComment(lines.at(-1) ?? "", where)];
  };
  const pieces = drive.pieces.flatMap(({ high, low, value, statement }) =>
    assign(
      rangeValue(net, high, low),
      scope.lowering.value(value, drive.signal.name),
      net.pieces === undefined ? statement.site : undefined,
    ),
  );
  if (net.pieces === undefined) return pieces;
  const whole = concatValue(net.pieces.map((piece) => netValue(piece.net)));
  return [...pieces, ...assign(netValue(net), whole, drive.signal.site)];
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

/** Counts every expression from the places where the text will have it. */
function countUses(module: Module, drives: readonly Drive[]): UseCounts {
  const uses = new UseCounts();
  const add = (expr: Expr): void => uses.addRoot(expr);
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.kind === "assign") {
        add(statement.value);
        if (statement.target.kind === "element") add(statement.target.index);
      } else if (statement.kind === "if") {
        add(statement.condition);
        visit(statement.then);
        visit(statement.otherwise);
      } else {
        add(statement.subject);
        for (const arm of statement.arms) visit(arm.body);
        visit(statement.otherwise ?? []);
      }
    }
  };
  for (const signal of module.signals) if (signal.value !== undefined) add(signal.value);
  for (const drive of drives) {
    if (drive.kind === "continuous") for (const piece of drive.pieces) add(piece.value);
    else visit(drive.statements);
  }
  for (const root of module.memories.flatMap(memoryRoots)) add(root);
  for (const root of propertyRoots(module)) add(root);
  return uses;
}
