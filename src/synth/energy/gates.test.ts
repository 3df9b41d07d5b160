/** The netlists of real blocks: what they compute, by the designs in process and by Icarus with Verilog models of the cells. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { runProcess } from "../../tools/index.ts";
import { type CellLibrary, electricalLibrary } from "../liberty/index.ts";
import type { Netlist } from "../netlist/index.ts";
import { missing } from "../testing.ts";
import { simulateStimulus } from "./estimate.ts";
import { estimateEnergy } from "./index.ts";
import {
  catalogueBlock,
  gateVerilog,
  randomStimulus,
  type SynthesisedBlock,
  synthesisedBlock,
} from "./netlist-testing.ts";
import type { EnergyStimulus, PortValues } from "./stimulus.ts";

const BLOCKS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["fineq-pe", {}],
  ["multiply-accumulate", {}],
  ["fineq-array", { rows: "3", cols: "2" }],
  ["fifo", {}],
];

describe.each(["nangate45", "osu018"] as const)("for %s", (target) => {
  it.for(BLOCKS)("%s computes as gates what it computes in process", async ([name, given], context) => {
    if (missing[target] !== undefined) context.skip(missing[target]);
    const definition = catalogueBlock(name, given);
    const { circuit } = await synthesisedBlock(definition, target);
    const stimulus = randomStimulus(definition, 150, 20);
    expect(stimulus.expected.length).toBeGreaterThan(100);
    const { compared, counts } = simulateStimulus(circuit, stimulus);
    expect(compared).toBe(stimulus.expected.length);
    expect(counts.settled).toBeGreaterThan(0);
  });
});

/** Verilog of a cell, from the text of its functions alone. Nangate writes them with `!`, `&`, `|` and `^`. */
function cellVerilog(library: CellLibrary, type: string): string {
  const { inputs, outputs, register } = electricalLibrary(library).cell(type);
  const verilog = (text: string): string => text.replaceAll("!", "~");
  const names = [...inputs, ...outputs].map(({ name }) => name);
  const state =
    register === undefined
      ? []
      : [
          `reg ${register.state} = 0; wire ${register.inverse} = ~${register.state};`,
          `always @(posedge ${register.clockedOn}) ${register.state} <= ${verilog(register.nextState)};`,
        ];
  return [
    `module ${type} (${names.join(", ")});`,
    ...inputs.map(({ name }) => `input ${name};`),
    ...outputs.map(({ name }) => `output ${name};`),
    ...state,
    ...outputs.map(({ name, function: text }) => `assign ${name} = ${verilog(text)};`),
    "endmodule\n",
  ].join("\n");
}

/** Outputs of the gates in Icarus, before each rising edge. */
async function icarusOutputs(block: SynthesisedBlock, { cycles }: EnergyStimulus): Promise<PortValues[]> {
  const { flat, library, circuit, netlist } = block;
  const types = [...new Set(flat.cells.map(({ type }) => type))];
  const inputs = [...flat.inputs].filter(([name]) => !circuit.clockPorts.has(name));
  const outputs = [...flat.outputs];
  const clocks = [...circuit.clockPorts];
  const port = (name: string) => `.${name}(${name})`;
  const bench = [
    "module bench;",
    ...clocks.map((name) => `reg ${name} = 0;`),
    ...inputs.map(([name, nets]) => `reg [${nets.length - 1}:0] ${name} = 0;`),
    ...outputs.map(([name, nets]) => `wire [${nets.length - 1}:0] ${name};`),
    `${netlist.top} dut (${[...clocks, ...inputs.map(([name]) => name), ...outputs.map(([name]) => name)].map(port).join(", ")});`,
    "initial begin",
    // Gates settle before the first edge.
    "#1;",
    ...cycles.flatMap((values) => [
      ...clocks.map((name) => `${name} = 1;`),
      "#1;",
      ...Object.entries(values).map(
        ([name, value]) => `${name} = ${flat.inputs.get(name)?.length}'h${value.toString(16)};`,
      ),
      `#4; ${clocks.map((name) => `${name} = 0;`).join(" ")} #4;`,
      `$display("${outputs.map(() => "%h").join(" ")}", ${outputs.map(([name]) => name).join(", ")});`,
      "#1;",
    ]),
    "$finish; end",
    "endmodule\n",
  ];
  const folder = mkdtempSync(join(tmpdir(), "bitloom-gates-"));
  try {
    writeFileSync(join(folder, "cells.v"), types.map((type) => cellVerilog(library, type)).join("\n"));
    writeFileSync(join(folder, "gates.v"), gateVerilog(netlist.top, block));
    writeFileSync(join(folder, "bench.v"), bench.join("\n"));
    const limits = { cwd: folder, timeoutSeconds: 120 };
    const built = await runProcess("iverilog", ["-o", "bench", "cells.v", "gates.v", "bench.v"], limits);
    if (built.exitCode !== 0) throw new Error(built.output);
    const { output } = await runProcess("vvp", ["bench"], limits);
    const lines = output.split("\n").filter((line) => /^[0-9a-f ]+$/.test(line));
    return lines.map((line) => {
      const words = line.trim().split(" ");
      return Object.fromEntries(outputs.map(([name], i) => [name, BigInt(`0x${words[i] ?? "x"}`)]));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the simulation with delays", () => {
  it.for(BLOCKS)("ends each cycle of %s as Icarus does without", async ([name, given], context) => {
    if (missing.nangate45 !== undefined) context.skip(missing.nangate45);
    const definition = catalogueBlock(name, given);
    const block = await synthesisedBlock(definition, "nangate45");
    const stimulus = randomStimulus(definition, 100, 5);
    const { outputs } = simulateStimulus(block.circuit, stimulus);
    const found = await icarusOutputs(block, stimulus);
    expect(found).toHaveLength(102);
    expect(found).toEqual(outputs);
  });

  it("notices any cell of another function", async (context) => {
    if (missing.nangate45 !== undefined) context.skip(missing.nangate45);
    const definition = catalogueBlock("multiply-accumulate");
    const { netlist, library } = await synthesisedBlock(definition, "nangate45");
    const stimulus = { ...randomStimulus(definition, 100, 5), netlist, library };
    expect(() => estimateEnergy(stimulus)).not.toThrow();
    const swaps: Readonly<Record<string, string>> = {
      NAND2_X1: "NOR2_X1",
      XOR2_X1: "XNOR2_X1",
      AOI21_X1: "OAI21_X1",
    };
    let swapped = 0;
    for (const [from, to] of Object.entries(swaps)) {
      const broken = withOneCell(netlist, from, to);
      if (broken === undefined) continue;
      swapped++;
      expect(() => estimateEnergy({ ...stimulus, netlist: broken })).toThrowError(BitloomError);
    }
    expect(swapped).toBeGreaterThan(0);
  });
});

/** The netlist with the first cell of a type replaced. */
function withOneCell(netlist: Netlist, from: string, to: string): Netlist | undefined {
  for (const [name, module] of netlist.modules) {
    const found = Object.entries(module.cells).find(([, { type }]) => type === from);
    if (found === undefined) continue;
    const [cell, old] = found;
    const cells = { ...module.cells, [cell]: { ...old, type: to } };
    return { ...netlist, modules: new Map([...netlist.modules, [name, { ...module, cells }]]) };
  }
  return undefined;
}
