/**
 * OpenSTA's report_power with the activities that a simulation counted. Invariant: loads, slews and energies are OpenSTA's own, found
 * from the whole netlist; only the number of transitions comes from here.
 *
 * Version 2.0.17 takes no activities of pins: `set_power_activity -pins` calls a procedure that it does not have, and what the command
 * beneath sets is overwritten by what OpenSTA makes of the cells' functions. Its powers are in proportion to activities, though. So each
 * cell is asked for its power with one transition a cycle on all nets, and with none, and the difference is multiplied with what was
 * counted at the cell's output. That version also charges an output's transition with the energies of a rise and of a fall together
 * (later ones take their mean: github.com/The-OpenROAD-Project/OpenSTA, search/Power.cc). Whether it does is found out with an
 * inverter, and then that part is halved. Conditional energies are put right by `conditionsCharged`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "../../tools/index.ts";
import {
  type CellLibrary,
  electricalLibrary,
  evaluateFunction,
  lookUp,
  variablesOf,
} from "../liberty/index.ts";
import type { Netlist } from "../netlist/index.ts";
import { type FlatNetlist, flatten } from "./flatten.ts";
import { gateVerilog, handNetlist, type SynthesisedBlock } from "./netlist-testing.ts";
import type { Counts } from "./simulator.ts";

/** fJ per cycle. */
export interface StaEnergy {
  readonly internal: number;
  readonly switching: number;
  readonly leakage: number;
  /** How many times an output's internal energy was charged, and put right: 2 or 1. */
  readonly outputsCharged: 1 | 2;
}

/** `period` in ns. */
export async function energyByOpenSta(
  block: SynthesisedBlock,
  counts: Counts,
  period: number,
): Promise<StaEnergy> {
  const { flat, library, circuit, netlist } = block;
  const asked = ["every 1 0.5", "all", "every 0 0.5", "all"];
  const powers = await runSta({ flat, library }, netlist.top, [...circuit.clockPorts], period, asked);
  const outputsCharged = await outputsChargedBy(library);
  const inputEnergies = new Map<string, number>();
  const femtojoules = (watts: number): number => watts * period * 1e6;
  const perCycle = (net: number | undefined): number =>
    net === undefined ? 0 : (counts.transitions[net] ?? 0) / counts.cycles;
  const sum = { internal: 0, switching: 0, leakage: 0 };
  for (const [i, { type, pins }] of flat.cells.entries()) {
    const active = powers[i] ?? NOTHING;
    const still = powers[i + flat.cells.length] ?? NOTHING;
    const { outputs = [], kind } = library.cells.get(type) ?? {};
    const transitions = Math.max(...outputs.map((pin) => perCycle(pins[pin])));
    const each = femtojoules(active.internal - still.internal);
    sum.switching += femtojoules(active.switching) * transitions;
    sum.leakage += femtojoules(active.leakage);
    sum.internal += femtojoules(still.internal);
    if (kind !== "flip-flop") {
      sum.internal += (each * transitions) / (outputsCharged * conditionsCharged(library, type));
      continue;
    }
    const ofData = inputEnergies.get(type) ?? (await dataEnergy(library, type));
    inputEnergies.set(type, ofData);
    sum.internal += ofData * perCycle(pins.D) + ((each - ofData) * transitions) / outputsCharged;
  }
  return { ...sum, outputsCharged };
}

/**
 * How many of a gate's conditional energies OpenSTA adds up for a transition: each with the probability of its condition, though only
 * one input has made the transition. Energies without conditions are weighted by their inputs' activities, and add up to one.
 */
function conditionsCharged(library: CellLibrary, type: string): number {
  const [output] = electricalLibrary(library).cell(type).outputs;
  const conditions = (output?.energies ?? []).map(({ when }) => when);
  if (conditions.length === 0 || conditions.includes(undefined)) return 1;
  return conditions.reduce((sum, when = "1") => {
    const names = variablesOf(when);
    const states = Array.from({ length: 1 << names.length }, (_, state) => state);
    const holding = states.filter((state) =>
      evaluateFunction(when, (name) => ((state >> names.indexOf(name)) & 1) === 1),
    );
    return sum + holding.length / states.length;
  }, 0);
}

interface Power {
  readonly internal: number;
  readonly switching: number;
  readonly leakage: number;
}

const NOTHING: Power = { internal: 0, switching: 0, leakage: 0 };

/** fJ of a transition of a flip-flop's D, by two runs of one flip-flop whose outputs stand still. */
async function dataEnergy(library: CellLibrary, type: string): Promise<number> {
  const { outputs = [], clockPins = [] } = library.cells.get(type) ?? {};
  const nets = Object.fromEntries(outputs.map((name, i) => [name, 4 + i]));
  const netlist = handNetlist({
    one: {
      inputs: { clock: [2], d: [3] },
      outputs: Object.fromEntries(outputs.map((name) => [`out_${name}`, [nets[name] ?? 0]])),
      cells: { c: [type, { [clockPins[0] ?? ""]: 2, D: 3, ...nets }] },
    },
  });
  const still = outputs.map(
    (name) => `foreach pin [get_pins c0/${name}] { sta::set_power_pin_activity $pin 0 0.5 }`,
  );
  const [active, quiet] = await runSta(single(netlist, library), "one", ["clock"], 1, [
    ...still,
    "data 1 0.5",
    "all",
    "data 0 0.5",
    "all",
  ]);
  return ((active?.internal ?? 0) - (quiet?.internal ?? 0)) * 1e6;
}

const single = (netlist: Netlist, library: CellLibrary) => ({ flat: flatten(netlist), library });

/** An inverter whose energies are in the library's text tells whether a transition costs their mean or their sum. */
async function outputsChargedBy(library: CellLibrary): Promise<1 | 2> {
  const type = ["INV_X1", "INVX1"].find((name) => library.cells.has(name)) ?? "";
  const { inputs, outputs } = electricalLibrary(library).cell(type);
  const [input] = inputs;
  const [output] = outputs;
  const [energy] = output?.energies ?? [];
  if (
    input === undefined ||
    output === undefined ||
    energy?.rise === undefined ||
    energy.fall === undefined
  ) {
    throw new Error(`${library.name} has no inverter with energies`);
  }
  const cell = [type, { [input.name]: 2, [output.name]: 3 }] as const;
  const netlist = handNetlist({ one: { inputs: { a: [2] }, outputs: { y: [3] }, cells: { i: cell } } });
  const [power] = await runSta(single(netlist, library), "one", [], 1, ["every 1 0.5", "all"]);
  const mean = (lookUp(energy.rise, 0, 0) + lookUp(energy.fall, 0, 0)) / 2;
  const ratio = ((power?.internal ?? 0) * 1e6) / mean;
  if (Math.abs(ratio - 1) < 0.1) return 1;
  if (Math.abs(ratio - 2) < 0.2) return 2;
  throw new Error(`an inverter's transition costs ${ratio} times the mean of its energies`);
}

/** Powers of all cells in W, for each `all` among the commands; `every` and `data` set activities. */
async function runSta(
  block: { readonly flat: FlatNetlist; readonly library: CellLibrary },
  top: string,
  clocks: readonly string[],
  period: number,
  commands: readonly string[],
): Promise<Power[]> {
  const cells = block.flat.cells.length;
  const script = [
    "read_liberty library.lib",
    "read_verilog gates.v",
    `link_design ${top}`,
    ...clocks.map((port) => `create_clock -name ${port} -period ${period} [get_ports ${port}]`),
    `create_clock -name ports -period ${period}`,
    "set_input_delay 0 -clock ports [all_inputs]",
    "sta::set_power_input_activity 0 0",
    "proc every {activity high} { sta::set_power_global_activity $activity $high }",
    "proc data {activity high} { foreach port [get_ports d] { sta::set_power_input_port_activity $port $activity $high } }",
    `proc all {} { for {set i 0} {$i < ${cells}} {incr i} { report_power -instances [get_cells c$i] -digits 9 } }`,
    ...commands,
    "",
  ];
  const folder = mkdtempSync(join(tmpdir(), "bitloom-power-"));
  try {
    // Without the library's wire loads: the estimate has no wires.
    writeFileSync(
      join(folder, "library.lib"),
      block.library.text.replace(/^\s*default_wire_load\s*:.*$/gm, ""),
    );
    writeFileSync(join(folder, "gates.v"), gateVerilog(top, block));
    writeFileSync(join(folder, "power.tcl"), script.join("\n"));
    const given = ["-no_splash", "-no_init", "-exit", "power.tcl"];
    const result = await runProcess("sta", given, { cwd: folder, timeoutSeconds: 300 });
    const rows = [...result.output.matchAll(/^\s*(\S+)\s+(\S+)\s+(\S+)\s+\S+\s+c\d+$/gm)];
    const wanted = cells * commands.filter((command) => command === "all").length;
    if (rows.length !== wanted) throw new Error(`sta ${result.exitCode}: ${result.output.slice(0, 2000)}`);
    return rows.map(([, internal, switching, leakage]) => ({
      internal: Number(internal),
      switching: Number(switching),
      leakage: Number(leakage),
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
