/**
 * OpenSTA's report_power with the activities that a simulation counted. Invariant: every output pin of a cell that drives a net has
 * its own number of transitions and its own share of time at 1, so that nothing is guessed by propagation.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "../../tools/index.ts";
import type { CellLibrary } from "../liberty/index.ts";
import type { Circuit } from "./circuit.ts";
import type { FlatCell } from "./flatten.ts";
import type { Counts } from "./simulator.ts";

export interface PowerQuestion {
  readonly top: string;
  readonly verilog: string;
  readonly library: CellLibrary;
  readonly circuit: Circuit;
  readonly counts: Counts;
  /** ns. */
  readonly period: number;
}

/** W. */
export interface PowerAnswer {
  readonly internal: number;
  readonly switching: number;
  readonly leakage: number;
  /** By cell, as in the flat netlist. */
  readonly cells: ReadonlyMap<string, { readonly internal: number; readonly switching: number }>;
}

const pathOf = ({ name }: FlatCell): string => name.replaceAll(".", "/");

export async function powerByOpenSta(question: PowerQuestion): Promise<PowerAnswer> {
  const { top, verilog, library, circuit, counts, period } = question;
  const { flat, clockNets, clockPorts } = circuit;
  const pins: string[] = [];
  const activity = (net: number): string => {
    const perCycle = (counts.transitions[net] ?? 0) / counts.cycles;
    return `${perCycle} ${(counts.highs[net] ?? 0) / counts.cycles}`;
  };
  for (const [name, nets] of flat.inputs) {
    for (const [i, net] of nets.entries()) {
      if (clockNets.has(net)) continue;
      pins.push(`set_port {${nets.length === 1 ? name : `${name}[${i}]`}} ${activity(net)}`);
    }
  }
  for (const cell of flat.cells) {
    for (const output of library.cells.get(cell.type)?.outputs ?? []) {
      const net = cell.pins[output];
      if (net !== undefined) pins.push(`set_pin {${pathOf(cell)}/${output}} ${activity(net)}`);
    }
  }
  const script = [
    "read_liberty library.lib",
    "read_verilog netlist.v",
    `link_design ${top}`,
    // set_power_activity -pins of version 2.0.17 asks for a procedure that it does not have; this is what it would call.
    "proc set_port {name activity duty} { foreach port [get_ports $name] { sta::set_power_input_port_activity $port $activity $duty } }",
    "proc set_pin {name activity duty} { foreach pin [get_pins $name] { sta::set_power_pin_activity $pin $activity $duty } }",
    ...[...clockPorts].map((port) => `create_clock -name ${port} -period ${period} [get_ports ${port}]`),
    `create_clock -name every_port -period ${period}`,
    "set_input_delay 0 -clock every_port [all_inputs]",
    ...pins,
    "report_power -digits 9",
    'puts "INSTANCES"',
    ...flat.cells.map((cell) => `report_power -instances [get_cells {${pathOf(cell)}}] -digits 9`),
    "",
  ];
  const folder = mkdtempSync(join(tmpdir(), "bitloom-power-"));
  try {
    writeFileSync(join(folder, "library.lib"), library.text);
    writeFileSync(join(folder, "netlist.v"), verilog);
    writeFileSync(join(folder, "power.tcl"), script.join("\n"));
    const given = ["-no_splash", "-no_init", "-exit", "power.tcl"];
    const { output } = await runProcess("sta", given, { cwd: folder, timeoutSeconds: 600 });
    if (output.includes("Error") || !output.includes("INSTANCES")) throw new Error(output.slice(0, 2000));
    const [total = "", instances = ""] = output.split("INSTANCES");
    const [, internal, switching, leakage] = /^Total\s+(\S+)\s+(\S+)\s+(\S+)/m.exec(total) ?? [];
    const rows = [...instances.matchAll(/^\s*(\S+)\s+(\S+)\s+\S+\s+\S+\s+(\S+)$/gm)];
    return {
      internal: Number(internal),
      switching: Number(switching),
      leakage: Number(leakage),
      cells: new Map(
        rows
          .filter(([, first]) => Number.isFinite(Number(first)))
          .map(([, inside, net, name = ""]) => [
            name.replaceAll("/", "."),
            { internal: Number(inside), switching: Number(net) },
          ]),
      ),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
