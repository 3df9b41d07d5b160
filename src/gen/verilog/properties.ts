/**
 * Inline assertions, assumptions and covers: concurrent checks for Yosys under FORMAL, a message for simulators
 * otherwise, nothing for synthesis. Invariant: a failed property prints `failedProperty` and goes on; the run's harness
 * fails on that text, because Verilog-2005 has no `$error` and `$finish` would hide every later failure.
 */
import { type ClockDomain, type Module, type Property, propertyOperands } from "../../ir/index.ts";
import { printValue, silent } from "./print.ts";
import type { ModuleScope } from "./scope.ts";
import { isTrivial } from "./sharing.ts";
import { indented, locationText, renderLine, type SourceComments, withComment } from "./text.ts";
import { invertedValue, type Value } from "./value.ts";

/** What a simulation prints at the start of the line when an assertion or assumption does not hold. */
export const failedProperty = "BITLOOM PROPERTY FAILED";

/** Expressions that the blocks print; twice, because the formal and the simulated check both mention them. */
export const propertyRoots = (module: Module): Property["condition"][] =>
  module.properties.flatMap((property) => [...propertyOperands(property), ...propertyOperands(property)]);

/** Blocks that check the module's properties at their clocks, in simulation and under FORMAL; none without properties. */
export function writeProperties(scope: ModuleScope, options: SourceComments): string[] {
  const { module } = scope;
  const blocks = module.domains.flatMap((domain) => {
    const checks = module.properties
      .filter((property) => property.domain === domain.name)
      .map((property) => lowerProperty(scope, property));
    return checks.length === 0 ? [] : [{ domain, checks }];
  });
  if (blocks.length === 0) return [];
  const formal = blocks.flatMap(({ domain, checks }) => [
    ...block(
      scope,
      domain,
      checks.flatMap((check) => formalLines(scope, check, options)),
      false,
    ),
    "",
  ]);
  const simulated = blocks.flatMap(({ domain, checks }) => {
    const lines = checks.flatMap((check) => simulationLines(scope, check, options));
    return lines.length === 0 ? [] : [...block(scope, domain, lines, true), ""];
  });
  const simulation = simulated.length === 0 ? [] : ["`elsif SYNTHESIS", "`else", ...simulated.slice(0, -1)];
  return ["`ifdef FORMAL", ...formal.slice(0, -1), ...simulation, "`endif"];
}

interface Check {
  readonly property: Property;
  readonly label: string;
  readonly enable: Value | undefined;
  readonly condition: Value;
}

function lowerProperty(scope: ModuleScope, property: Property): Check {
  const { lowering } = scope;
  return {
    property,
    label: scope.names.claim(property.name),
    enable: property.enable && lowering.leaf(property.enable, property.name),
    // A cover is not read outside FORMAL, so it gets a wire that the lint sink can read.
    condition:
      property.kind !== "cover" && isTrivial(property.condition)
        ? lowering.value(property.condition, property.name)
        : lowering.leaf(property.condition, property.name),
  };
}

/** `isSimulated`: not read by Yosys, which would look for an asynchronous reset value behind the second edge. */
function block(
  scope: ModuleScope,
  domain: ClockDomain,
  body: readonly string[],
  isSimulated: boolean,
): string[] {
  // What FORMAL alone reads still counts as unread: a lint run does not look there.
  if (isSimulated) scope.readClock(domain.clock);
  if (domain.reset === undefined) {
    return indented([`always @(posedge ${domain.clock}) begin`, ...indented(body), "end"]);
  }
  if (isSimulated) scope.readClock(domain.reset);
  const isHigh = domain.resetActive === "high";
  // Verilator wants a reset that is asynchronous somewhere to be so everywhere (SYNCASYNCNET).
  const isAsynchronous = isSimulated && domain.resetKind === "async";
  const edges = isAsynchronous ? ` or ${isHigh ? "posedge" : "negedge"} ${domain.reset}` : "";
  const lines = [`if (${isHigh ? "!" : ""}${domain.reset}) begin`, ...indented(body), "end"];
  return indented([`always @(posedge ${domain.clock}${edges}) begin`, ...indented(lines), "end"]);
}

function formalLines(scope: ModuleScope, check: Check, options: SourceComments): string[] {
  const { property, label, enable, condition } = check;
  const observer = property.kind === "cover" ? silent : scope;
  const guard = enable === undefined ? "" : `if (${text(printValue(enable, observer))}) `;
  const statement = `${label}: ${property.kind} (${text(printValue(condition, observer))});`;
  return [withComment(guard + statement, locationText(property.site, options))];
}

function simulationLines(scope: ModuleScope, check: Check, options: SourceComments): string[] {
  const { property, enable, condition } = check;
  if (property.kind === "cover") return [];
  const fails = invertedValue(condition);
  const test: Value =
    enable === undefined
      ? fails
      : { kind: "binary", width: 1, symbol: "&&", signed: false, left: enable, right: fails };
  const where = locationText(property.site, options);
  const message = `${property.message}${where === undefined ? "" : ` (${where})`}`;
  const quoted = message.replace(/[\\"]/g, "\\$&").replaceAll("%", "%%").replaceAll("\n", "\\n");
  const display = `$display("${failedProperty} %m.${check.label}: ${quoted}");`;
  return [`if (${text(printValue(test, scope))}) begin`, ...indented([display]), "end"];
}

/** Conditions here are names or their opposites, far too short to break. */
const text = (doc: ReturnType<typeof printValue>): string => renderLine("", doc, "", 0).join(" ");
