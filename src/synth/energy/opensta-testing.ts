/**
 * OpenSTA's report_power with the activities that a simulation counted. Invariant: loads, slews and energies are OpenSTA's own, found
 * from the whole netlist; only the number of transitions comes from here.
 *
 * Version 2.0.17 takes no activities of pins: `set_power_activity -pins` calls a procedure that it does not have, and what the command
 * beneath sets is overwritten by what OpenSTA makes of the cells' functions. Its powers are in proportion to activities, though. So each
 * cell is asked for its power with one transition a cycle on all nets, and with none, and the difference is multiplied with what was
 * counted at the cell's output. That version also charges an output's transition with the energies of a rise and of a fall together
 * (later ones take their mean: github.com/The-OpenROAD-Project/OpenSTA, search/Power.cc), and weights of conditions do not add up to one.
 * How much that is, is found with a single cell of each type, and taken out.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "../../tools/index.ts";
import {
  type CellLibrary,
  type ElectricalCell,
  electricalLibrary,
  type LookupTable,
  lookUp,
  type OutputPin,
  textForOpenSta,
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
  const types = [...new Set(flat.cells.map(({ type }) => type))];
  const isRegister = (type: string): boolean => library.cells.get(type)?.kind === "flip-flop";
  const charges = await chargesOf(library, [INVERTER, ...types.filter((type) => !isRegister(type))]);
  const ofData = new Map<string, number>();
  for (const type of types.filter(isRegister)) ofData.set(type, await dataEnergy(library, type));
  const femtojoules = (watts: number): number => watts * period * 1e6;
  const perCycle = (net: number | undefined): number =>
    net === undefined ? 0 : (counts.transitions[net] ?? 0) / counts.cycles;
  const sum = { internal: 0, switching: 0, leakage: 0 };
  for (const [i, { type, pins }] of flat.cells.entries()) {
    const active = powers[i] ?? NOTHING;
    const still = powers[i + flat.cells.length] ?? NOTHING;
    const { outputs = [] } = library.cells.get(type) ?? {};
    const each = outputs.map((pin) => perCycle(pins[pin]));
    // Both outputs of a flip-flop move at once, those of a full adder when they like.
    const transitions = isRegister(type)
      ? Math.max(...each)
      : each.reduce((sum, count) => sum + count, 0) / each.length;
    const moved = femtojoules(active.internal - still.internal);
    sum.switching += femtojoules(active.switching) * transitions;
    sum.leakage += femtojoules(active.leakage);
    sum.internal += femtojoules(still.internal);
    const data = ofData.get(type) ?? 0;
    // A flip-flop's outputs depend on its clock alone, as an inverter's on its input.
    const times = charges.get(ofData.has(type) ? INVERTER : type) ?? 1;
    sum.internal += data * perCycle(pins.D) + ((moved - data) * transitions) / times;
  }
  return sum;
}

interface Power {
  readonly internal: number;
  readonly switching: number;
  readonly leakage: number;
}

const INVERTER = "INV_X1";

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

/**
 * Means of the energies in the library's text that OpenSTA charges for one transition of an output, found with a cell of each type by itself: rises and falls
 * together make 2, and weights of conditions that do not add up to one make other numbers.
 */
async function chargesOf(library: CellLibrary, types: readonly string[]): Promise<Map<string, number>> {
  let net = 2;
  const inputs: Record<string, number[]> = {};
  const outputs: Record<string, number[]> = {};
  const cells: Record<string, [string, Record<string, number>]> = {};
  const gates = types.map((type) => electricalLibrary(library).cell(type));
  for (const [i, gate] of gates.entries()) {
    const pins = [...gate.inputs, ...gate.outputs].map(({ name }) => [name, net++] as const);
    for (const [name, own] of pins)
      (gate.inputs.some((pin) => pin.name === name) ? inputs : outputs)[`p${i}_${name}`] = [own];
    cells[`c${i}`] = [gate.name, Object.fromEntries(pins)];
  }
  const block = single(handNetlist({ one: { inputs, outputs, cells } }), library);
  const powers = await runSta(block, "one", [], 1, ["every 1 0.5", "all"]);
  return new Map(
    gates.map((gate, i) => {
      const mean = gate.outputs.reduce((sum, output) => sum + meanOf(gate, output), 0);
      return [gate.name, ((powers[i]?.internal ?? 0) * 1e6) / mean];
    }),
  );
}

/** fJ of a transition of the output, over all of its energies. */
function meanOf({ inputs }: ElectricalCell, { energies }: OutputPin): number {
  const means = inputs.map(({ name }) => {
    const own = energies.filter(({ from }) => from === name);
    const sum = own.reduce((all, { rise, fall }) => all + at(rise) + at(fall), 0);
    return sum / (2 * Math.max(own.length, 1));
  });
  return means.reduce((sum, value) => sum + value, 0) / means.length;
}

/** Without slew and load. */
const at = (table: LookupTable | undefined): number => (table === undefined ? 0 : lookUp(table, 0, 0));

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
    writeFileSync(join(folder, "library.lib"), textForOpenSta(block.library));
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
