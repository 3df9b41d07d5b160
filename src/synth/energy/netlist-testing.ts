/** Netlists by hand and as Verilog, and a library of round numbers, for tests whose energies are worked out on paper. */
import { blockCatalogue } from "../../blocks/index.ts";
import { elaborate, type ModuleDefinition } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { randomPortCycles } from "../../harness/index.ts";
import { findYosys } from "../../tools/index.ts";
import { type CellLibrary, libraryOf } from "../liberty/index.ts";
import { type Bit, type Netlist, readNetlist } from "../netlist/index.ts";
import { findTarget } from "../targets.ts";
import { type AdderStyle, yosysInputs, yosysScript } from "../yosys/index.ts";
import { buildCircuit } from "./build-circuit.ts";
import { CellModels } from "./cell-model.ts";
import type { Circuit } from "./circuit.ts";
import { type FlatNetlist, flatten } from "./flatten.ts";
import type { EnergyStimulus } from "./stimulus.ts";

interface HandModule {
  /** By name, lowest bit first; bits are numbers of nets. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  /** Type, then pins. */
  readonly cells: Readonly<Record<string, readonly [string, Readonly<Record<string, Bit | readonly Bit[]>>]>>;
}

/** The first module is the top. */
export function handNetlist(modules: Readonly<Record<string, HandModule>>): Netlist {
  const written = Object.entries(modules).map(([name, { inputs, outputs, cells }]) => {
    const ports = (direction: string, of: HandModule["inputs"]) =>
      Object.entries(of).map(([port, bits]) => [port, { direction, bits }]);
    const connected = Object.entries(cells).map(([cell, [type, pins]]) => {
      const connections = Object.entries(pins).map(([pin, bit]) => [
        pin,
        typeof bit === "object" ? bit : [bit],
      ]);
      return [cell, { type, attributes: {}, connections: Object.fromEntries(connections) }];
    });
    const all = [...ports("input", inputs), ...ports("output", outputs)];
    return [
      name,
      { attributes: {}, ports: Object.fromEntries(all), cells: Object.fromEntries(connected), netnames: {} },
    ];
  });
  return readNetlist(JSON.stringify({ modules: Object.fromEntries(written) }), Object.keys(modules)[0] ?? "");
}

const delay = (value: number): string =>
  ["cell_rise", "cell_fall"].map((name) => `${name} (scalar) { values ("${value}"); }`).join(" ") +
  ' rise_transition (scalar) { values ("0.01"); } fall_transition (scalar) { values ("0.01"); }';

const energy = (rise: number, fall: number): string =>
  `rise_power (scalar) { values ("${rise}"); } fall_power (scalar) { values ("${fall}"); }`;

/**
 * 2 V, fF, ns, nW: an inverter of 10 ps and 3 fF, NAND gates of 4 ps and of 20 ps, an XOR of 4 ps whose energies depend on the other input,
 * and flip-flops. Each number is different, so that no two can be mistaken for each other.
 */
export const PAPER = libraryOf(
  `library (paper) {
  time_unit : "1ns"; capacitive_load_unit (1, ff); voltage_unit : "1V"; leakage_power_unit : "1nW"; nom_voltage : 2;
  cell (INV) { area : 1; cell_leakage_power : 7;
    leakage_power () { when : "A"; value : 9; }
    pin (A) { direction : input; capacitance : 3; }
    pin (Y) { direction : output; function : "!A";
      timing () { related_pin : "A"; timing_sense : negative_unate; ${delay(0.01)} }
      internal_power () { related_pin : "A"; ${energy(0.5, 0.25)} } } }
  ${["FAST", "SLOW"]
    .map(
      (name, i) => `cell (${name}) { area : 2; cell_leakage_power : 0;
    pin (A) { direction : input; capacitance : 5; } pin (B) { direction : input; capacitance : 6; }
    pin (Y) { direction : output; function : "!(A & B)";
      ${["A", "B"]
        .map(
          (
            pin,
          ) => `timing () { related_pin : "${pin}"; timing_sense : negative_unate; ${delay(i === 0 ? 0.004 : 0.02)} }
      internal_power () { related_pin : "${pin}"; ${energy(1, 2)} }`,
        )
        .join("\n")} } }`,
    )
    .join("\n")}
  cell (XOR) { area : 3; cell_leakage_power : 0;
    pin (A) { direction : input; capacitance : 4; } pin (B) { direction : input; capacitance : 4; }
    pin (Y) { direction : output; function : "A ^ B";
      timing () { related_pin : "A"; timing_sense : non_unate; ${delay(0.004)} }
      timing () { related_pin : "B"; timing_sense : non_unate; ${delay(0.004)} }
      internal_power () { related_pin : "A"; when : "B"; ${energy(11, 12)} }
      internal_power () { related_pin : "A"; when : "!B"; ${energy(13, 14)} }
      internal_power () { related_pin : "B"; ${energy(15, 16)} } } }
  cell (FF) { area : 9; cell_leakage_power : 4; ff (IQ, IQN) { next_state : "D"; clocked_on : "CK"; clear : "!RN"; }
    pin (D) { direction : input; capacitance : 2;
      internal_power () { when : "CK"; ${energy(0.125, 0.0625)} } internal_power () { when : "!CK"; ${energy(0.75, 0.375)} } }
    pin (RN) { direction : input; capacitance : 1; }
    pin (CK) { direction : input; clock : true; capacitance : 8;
      internal_power () { when : "D & !Q"; ${energy(20, 21)} } internal_power () { when : "!D & Q"; ${energy(22, 23)} }
      internal_power () { when : "D & Q"; ${energy(24, 25)} } internal_power () { when : "!D & !Q"; ${energy(26, 27)} } }
    pin (Q) { direction : output; function : "IQ";
      timing () { related_pin : "CK"; timing_type : rising_edge; timing_sense : non_unate; ${delay(0.03)} }
      timing () { related_pin : "RN"; timing_type : clear; timing_sense : positive_unate; ${delay(0.05)} }
      internal_power () { related_pin : "CK"; ${energy(40, 41)} }
      internal_power () { related_pin : "RN"; ${energy(42, 43)} } } }
  cell (FFN) { area : 9; cell_leakage_power : 0; ff (IQ, IQN) { next_state : "D"; clocked_on : "!CK"; }
    pin (D) { direction : input; capacitance : 2; } pin (CK) { direction : input; clock : true; capacitance : 8; }
    pin (Q) { direction : output; function : "IQ";
      timing () { related_pin : "CK"; timing_type : falling_edge; ${delay(0.03)} } } }
  cell (GATE) { area : 9; latch (IQ, IQN) { data_in : "D"; enable : "G"; }
    pin (D) { direction : input; capacitance : 2; } pin (G) { direction : input; capacitance : 8; }
    pin (Q) { direction : output; function : "IQ"; } }
}`,
  "paper.lib",
);

export interface SynthesisedBlock {
  readonly netlist: Netlist;
  readonly flat: FlatNetlist;
  readonly circuit: Circuit;
  readonly library: CellLibrary;
  readonly definition: ModuleDefinition;
}

const made = new Map<string, Promise<SynthesisedBlock>>();

/** A block through Yosys, down to a circuit; made once in a run of tests. */
export function synthesisedBlock(
  definition: ModuleDefinition,
  targetName: string,
  adders: AdderStyle = "gates",
): Promise<SynthesisedBlock> {
  const key = `${definition.name} ${targetName} ${adders}`;
  const found = made.get(key) ?? synthesise(definition, targetName, adders);
  made.set(key, found);
  return found;
}

async function synthesise(
  definition: ModuleDefinition,
  targetName: string,
  adders: AdderStyle,
): Promise<SynthesisedBlock> {
  const target = findTarget(targetName);
  if (target.kind !== "cells") throw new Error(`${targetName} has no cells`);
  const elaborated = elaborate(definition);
  const design = { top: elaborated.top.name, files: writeVerilog(elaborated).files };
  const yosys = await findYosys(undefined);
  const answer = await yosys.run({
    step: "synthesis",
    script: yosysScript(design, target, { flatten: false, levels: false, adders }),
    inputs: [...design.files, ...yosysInputs(target, { adders })],
    outputs: ["netlist.json"],
    timeoutSeconds: 600,
    onOutput: () => undefined,
  });
  const netlist = readNetlist(answer.files.get("netlist.json") ?? "", design.top);
  const flat = flatten(netlist);
  const circuit = buildCircuit(flat, new CellModels(target.library));
  return { netlist, flat, circuit, library: target.library, definition };
}

/** The flat netlist as Verilog of cells c0, c1, ... on nets n0, n1, ...; every output has a net, also those that drive nothing. */
export function gateVerilog(
  top: string,
  { flat, library }: Pick<SynthesisedBlock, "flat" | "library">,
): string {
  const ports = [
    ...[...flat.inputs].map(([name, nets]) => ({ name, nets, direction: "input" })),
    ...[...flat.outputs].map(([name, nets]) => ({ name, nets, direction: "output" })),
  ];
  let unused = 0;
  const bit = (net: number): string => (net === 0 ? "1'b0" : net === 1 ? "1'b1" : `n[${net}]`);
  const cells = flat.cells.map(({ type, pins }, i) => {
    const { inputs = [], outputs = [] } = library.cells.get(type) ?? {};
    const connected = [...inputs, ...outputs].map((pin) => {
      const net = pins[pin];
      return `.${pin}(${net === undefined ? `u[${unused++}]` : bit(net)})`;
    });
    return `  ${type} c${i} (${connected.join(", ")});`;
  });
  return [
    `module ${top} (${ports.map(({ name }) => name).join(", ")});`,
    ...ports.map(({ name, nets, direction }) => `  ${direction} [${nets.length - 1}:0] ${name};`),
    `  wire [${flat.nets}:0] n;`,
    `  wire [${unused}:0] u;`,
    ...ports.flatMap(({ name, nets, direction }) =>
      nets.map((net, i) =>
        direction === "input"
          ? `  assign n[${net}] = ${name}[${i}];`
          : `  assign ${name}[${i}] = ${bit(net)};`,
      ),
    ),
    ...cells,
    "endmodule",
    "",
  ].join("\n");
}

/** A block of the catalogue. */
export function catalogueBlock(name: string, given: Readonly<Record<string, string>> = {}): ModuleDefinition {
  const entry = blockCatalogue.find((block) => block.name === name);
  if (entry === undefined) throw new Error(`no block ${name}`);
  return entry.make(given);
}

/** Random inputs and what the design gives in process; energy is counted after ten cycles. */
export function randomStimulus(definition: ModuleDefinition, cycles: number, period: number): EnergyStimulus {
  const random = randomPortCycles(elaborate(definition), { cycles, seed: 5 });
  return { ...random, from: 10, to: random.cycles.length, period };
}
