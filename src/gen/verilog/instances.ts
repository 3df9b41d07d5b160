/** Instances of modules and black boxes. Invariant: every port of the child is connected, by name. */
import { fail } from "../../diagnostics/index.ts";
import type { ClockDomain, Instance, Signal } from "../../ir/index.ts";
import { literalText, printTarget, printValue } from "./print.ts";
import type { ModuleScope } from "./scope.ts";
import {
  commentLines,
  indented,
  locationText,
  renderLine,
  type SourceComments,
  withComment,
} from "./text.ts";
import type { Value } from "./value.ts";

/** `inline`: values of inputs and places for outputs that stand in the port connection itself. */
export function writeInstance(
  scope: ModuleScope,
  instance: Instance,
  inline: ReadonlyMap<Signal, Value>,
  options: SourceComments,
): string[] {
  const { module } = instance;
  const parameters = [...(module.external?.parameters ?? [])].map(
    ([name, value]) => [name, [parameterText(value)]] as const,
  );
  const connections = [
    ...module.domains.flatMap((domain) => clockConnections(scope, instance, domain)),
    ...instance.ports.map((signal) => {
      const name = signal.instance?.port.name ?? signal.name;
      return [name, connectionText(scope, signal, inline)] as const;
    }),
  ];
  const name = module.external?.verilogName ?? module.name;
  const head = parameters.length === 0 ? `${name} ` : `${name} #(`;
  const tail = connections.length === 0 ? `${instance.name} ();` : `${instance.name} (`;
  const where = locationText(instance.site, options);
  const opening =
    parameters.length === 0
      ? [withComment(head + tail, where)]
      : [withComment(head, where), ...indented(connectionList(parameters)), `) ${tail}`];
  const closing = connections.length === 0 ? [] : [...indented(connectionList(connections)), ");"];
  return [...commentLines(instance.doc), ...opening, ...closing];
}

type Connection = readonly [name: string, text: readonly string[]];

function connectionList(connections: readonly Connection[]): string[] {
  const longest = Math.max(...connections.map(([name]) => name.length));
  return connections.flatMap(([name, text], i) => {
    const end = i === connections.length - 1 ? ")" : "),";
    const lines = [`.${name.padEnd(longest)} (${text[0]}`, ...text.slice(1)];
    lines[lines.length - 1] += end;
    return lines;
  });
}

function connectionText(
  scope: ModuleScope,
  signal: Signal,
  inline: ReadonlyMap<Signal, Value>,
): readonly string[] {
  const value = inline.get(signal);
  if (value !== undefined) {
    const isInput = signal.role === "instanceInput";
    return renderLine("", isInput ? printValue(value, scope) : printTarget(value, scope), "", 2);
  }
  const net = scope.netOf(signal);
  if (signal.role === "instanceInput") scope.readBits(net, net.width - 1, 0);
  return [net.name];
}

/** Clock and reset of a child's domain from the parent's domain that it is mapped to. */
function clockConnections(scope: ModuleScope, instance: Instance, inner: ClockDomain): Connection[] {
  const outerName = instance.domains.get(inner.name) ?? inner.name;
  const outer = scope.module.domains.find((domain) => domain.name === outerName);
  if (outer === undefined) {
    const violations = [`${instance.name} has no clock for ${inner.name}`];
    return fail("BL0290", { module: scope.module.name, violations }, [
      { label: "instance", site: instance.site },
    ]);
  }
  scope.readClock(outer.clock);
  const clock: Connection = [inner.clock, [outer.clock]];
  if (inner.reset === undefined) return [clock];
  if (outer.reset === undefined)
    return [clock, [inner.reset, [inner.resetActive === "high" ? "1'b0" : "1'b1"]]];
  scope.readClock(outer.reset);
  const inverts = inner.resetActive !== outer.resetActive;
  return [clock, [inner.reset, [inverts ? `!${outer.reset}` : outer.reset]]];
}

/** Verilog takes a plain integer up to 31 bits; wider ones need their size said. */
function parameterText(value: bigint | string): string {
  if (typeof value === "string") return `"${value.replace(/["\\]/g, "\\$&")}"`;
  if (-(2n ** 31n) <= value && value < 2n ** 31n) return `${value}`;
  const width = value.toString(2).length + 1;
  return literalText(width, BigInt.asUintN(width, value), "hex");
}
