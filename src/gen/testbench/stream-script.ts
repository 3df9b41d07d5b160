/**
 * Turns the script of a stream testbench into Verilog statements, one a line, which run in one process at the falling
 * edge of the main clock.
 */
import { fail } from "../../diagnostics/index.ts";
import { maskOf } from "../../ir/index.ts";
import type { DevicePort } from "./device.ts";
import { type DeviceInterface, requireFit, requirePort } from "./device.ts";
import type { ScriptStep } from "./stream-plan.ts";
import type { RegisterPort } from "./stream-ports.ts";
import { verilogLiteral } from "./vectors.ts";

export interface ScriptContext {
  readonly name: string;
  readonly device: DeviceInterface;
  readonly clock: string;
  readonly registers: Readonly<Record<RegisterPort, DevicePort>> | undefined;
  /** Beats in the plan by stream. */
  readonly streams: ReadonlyMap<string, number>;
  /** Verilog variable that takes the moment of a label. */
  readonly eventOf: (label: string) => string | undefined;
  /** Ports that streams and registers own. */
  readonly taken: ReadonlySet<string>;
}

/** Values that the step compares in a complete run. */
export const checksOf = (step: ScriptStep): number =>
  step.kind === "poll" ||
  step.kind === "expect" ||
  step.kind === "waitFor" ||
  (step.kind === "read" && step.expected !== undefined)
    ? 1
    : 0;

/** Errors: BL0411 unknown port or stream, BL0412 value too wide, BL0415 a limit or a name that makes no sense. */
export function scriptLines(script: readonly ScriptStep[], context: ScriptContext): string[] {
  requireRecordNames(script, context.name);
  return script.flatMap((step) => {
    const lines = stepLines(step, context);
    const event = step.label === undefined ? undefined : context.eventOf(step.label);
    if (event === undefined) return lines;
    return [...lines, `${event} = ${step.kind === "write" ? "tb_accepted" : "tb_cycle - 1"};`];
  });
}

function stepLines(step: ScriptStep, context: ScriptContext): string[] {
  const { device, clock } = context;
  switch (step.kind) {
    case "write": {
      const { awaddr, wdata } = requireRegisters(context);
      return [
        `tb_write(${literal(awaddr, step.address)}, ${literal(wdata, step.data)}, 2'd${step.response ?? 0});`,
      ];
    }
    case "read": {
      const { araddr, rdata } = requireRegisters(context);
      const address = literal(araddr, step.address);
      const print = `$display("BITLOOM READ name=${step.record} value=%h", tb_read_data);`;
      const record = step.record === undefined ? [] : [print];
      if (step.expected === undefined) return [`tb_read(${address}, 2'd${step.response ?? 0});`, ...record];
      const mask = literal(rdata, step.mask ?? maskOf(rdata.width));
      return [
        `tb_check_read(${address}, ${literal(rdata, step.expected)}, ${mask}, 2'd${step.response ?? 0});`,
        ...record,
      ];
    }
    case "poll": {
      const { araddr, rdata } = requireRegisters(context);
      const limit = count(context, "limit", step.limit, 1);
      return [
        `tb_poll(${literal(araddr, step.address)}, ${literal(rdata, step.mask)}, ${literal(rdata, step.value)}, ${limit});`,
      ];
    }
    case "set": {
      const port = requirePort(device, step.port, "input");
      if (context.taken.has(port.name)) requirePort(without(device, context.taken), port.name, "input");
      return [`${port.name} = ${literal(port, step.value)};`];
    }
    case "expect": {
      const port = requirePort(device, step.port, "output");
      const mask = literal(port, step.mask ?? maskOf(port.width));
      const value = literal(port, step.value);
      return [
        "tb_script_checked = tb_script_checked + 1;",
        `if (((${port.name} ^ ${value}) & ${mask}) !== ${verilogLiteral(0n, port.width)}) begin`,
        ...mismatchLines(port, value),
        "end",
      ];
    }
    case "waitFor": {
      const port = requirePort(device, step.port, "output");
      const value = literal(port, step.value);
      return [
        `tb_wait_end = tb_cycle + ${count(context, "limit", step.limit, 1)};`,
        `while (${port.name} !== ${value} && tb_cycle < tb_wait_end) @(negedge ${clock});`,
        "tb_script_checked = tb_script_checked + 1;",
        `if (${port.name} !== ${value}) begin`,
        ...mismatchLines(port, value),
        "  tb_abort = 1'b1;",
        "  wait (!tb_abort);",
        "end",
      ];
    }
    case "await": {
      const planned = context.streams.get(step.stream);
      if (planned === undefined) requirePort({ ...device, ports: [] }, step.stream, "output");
      const beats = count(context, "beats of await", step.beats ?? planned ?? 0, 0);
      return [`while (tb_${step.stream}_count < ${beats}) @(negedge ${clock});`];
    }
    case "delay":
      return [`repeat (${count(context, "cycles of delay", step.cycles, 1)}) @(negedge ${clock});`];
    case "reset": {
      const cycles = count(context, "cycles of reset", step.cycles, 1);
      const resets = device.clocks.flatMap(({ reset, resetActive }) =>
        reset === undefined ? [] : [{ reset, active: resetActive === "low" ? "1'b0" : "1'b1" }],
      );
      return [
        ...resets.map(({ reset, active }) => `${reset} = ${active};`),
        `repeat (${cycles}) @(negedge ${clock});`,
        ...resets.map(({ reset }) => `${reset} = ~${reset};`),
      ];
    }
  }

  function literal(port: DevicePort, value: bigint): string {
    return verilogLiteral(requireFit(device, port, value), port.width);
  }
}

/** Names stand in a line of words and equal signs, and are keys of the result. */
function requireRecordNames(script: readonly ScriptStep[], testbench: string): void {
  const names = new Set<string>();
  for (const step of script) {
    if (step.kind !== "read" || step.record === undefined) continue;
    if (!/^[A-Za-z0-9_.]+$/.test(step.record) || names.has(step.record)) {
      const allowed = "letters, digits, _ and ., each name once";
      fail("BL0415", { name: testbench, parameter: "record of a read", found: step.record, allowed });
    }
    names.add(step.record);
  }
}

const mismatchLines = (port: DevicePort, value: string): string[] => [
  `  $display("BITLOOM MISMATCH cycle=%0d port=${port.name} expected=%h got=%h", tb_cycle - 1, ${value}, ${port.name});`,
  "  tb_script_wrong = tb_script_wrong + 1;",
];

const without = (device: DeviceInterface, names: ReadonlySet<string>): DeviceInterface => ({
  ...device,
  ports: device.ports.filter((port) => !names.has(port.name)),
});

function requireRegisters(context: ScriptContext): Readonly<Record<RegisterPort, DevicePort>> {
  if (context.registers !== undefined) return context.registers;
  return fail("BL0415", {
    name: context.name,
    parameter: "registers",
    found: "not given",
    allowed: "the prefix of the AXI4-Lite ports that the script uses",
  });
}

function count({ name }: ScriptContext, parameter: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  return fail("BL0415", { name, parameter, found: String(value), allowed: `an integer from ${least}` });
}
