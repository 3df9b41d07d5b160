/**
 * Runs generated Verilog of many designs at once under Icarus or Verilator and compares every output at every step with
 * the interpreter. Invariant: one simulator build however many designs, because a Verilator build costs seconds; a run
 * that printed fewer samples than there were steps is an error, never an agreement.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { writeVerilog } from "../gen/index.ts";
import { bitWidth, type Design, type Signal } from "../ir/index.ts";
import { randomStimulus, type StimulusStep, traceOf } from "./trace.ts";

export type Simulator = "icarus" | "verilator";

export interface CosimulationCase {
  readonly design: Design;
  readonly stimulus: readonly StimulusStep[];
  /** Raw bits of every output at every step. */
  readonly expected: readonly Readonly<Record<string, bigint>>[];
}

export interface Disagreement {
  /** Position of the case in the list. */
  readonly index: number;
  readonly design: string;
  readonly step: number;
  readonly port: string;
  readonly expected: string;
  /** As the simulator printed it; may hold x. */
  readonly got: string;
}

/** Stimulus from the seed, and what the interpreter makes of it. */
export function cosimulationCase(design: Design, seed: number, steps: number): CosimulationCase {
  const stimulus = randomStimulus(design, seed, steps);
  return { design, stimulus, expected: traceOf(design, stimulus) };
}

/** The first disagreement of each case; top modules must have different names. */
export async function cosimulate(
  cases: readonly CosimulationCase[],
  simulator: Simulator,
): Promise<Disagreement[]> {
  const directory = mkdtempSync(join(tmpdir(), "bitloom-cosimulation-"));
  try {
    const sources = writeSources(cases, directory);
    const samples = parseSamples(await run(simulator, sources, directory));
    return cases.flatMap((one, index) => firstDisagreement(one, index, samples) ?? []);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function writeSources(cases: readonly CosimulationCase[], directory: string): string[] {
  mkdirSync(directory, { recursive: true });
  const sources = ["bench.v"];
  const benches = cases.map(({ design, stimulus }, index) => {
    const { files } = writeVerilog(design, { sourceComments: false });
    for (const { name, text } of files) writeFileSync(join(directory, name), text);
    sources.push(...files.map(({ name }) => name).filter((name) => name.endsWith(".v")));
    writeFileSync(join(directory, `stimulus_${index}.hex`), stimulusText(design, stimulus));
    return benchText(design, index, stimulus.length);
  });
  writeFileSync(join(directory, "bench.v"), `module bench;\n${benches.join("\n")}\nendmodule\n`);
  return sources;
}

const inputs = ({ top }: Design): readonly Signal[] => top.ports.filter((port) => port.role === "input");
const outputs = ({ top }: Design): readonly Signal[] => top.ports.filter((port) => port.role === "output");

/** Ports in the order of the packed vectors, lowest first: clocks, resets, inputs. */
function inputFields(design: Design): { readonly name: string; readonly width: number }[] {
  const { domains } = design.top;
  return [
    ...domains.map(({ clock }) => ({ name: clock, width: 1 })),
    ...domains.flatMap(({ reset }) => (reset === undefined ? [] : [{ name: reset, width: 1 }])),
    ...inputs(design).map(({ name, type }) => ({ name, width: bitWidth(type) })),
  ];
}

function stimulusText(design: Design, stimulus: readonly StimulusStep[]): string {
  const fields = inputFields(design);
  const clockOf = new Map(design.top.domains.map(({ name, clock }) => [clock, name]));
  const lines = stimulus.map((step) => {
    let vector = 0n;
    for (const { name, width } of fields.toReversed()) {
      const domain = clockOf.get(name);
      const bits = domain === undefined ? (step.inputs[name] ?? 0n) : step.edges.includes(domain) ? 1n : 0n;
      vector = (vector << BigInt(width)) | bits;
    }
    return vector.toString(16);
  });
  return `${lines.join("\n")}\n`;
}

function benchText(design: Design, index: number, steps: number): string {
  const fields = inputFields(design);
  const clocks = design.top.domains.length;
  const total = fields.reduce((sum, { width }) => sum + width, 0);
  const shown = outputs(design).map(({ name, type }) => ({ name, width: bitWidth(type) }));
  const connections = [...connect(fields, `in_${index}`), ...connect(shown, `out_${index}`)];
  const width = shown.reduce((sum, field) => sum + field.width, 0);
  const pulse =
    clocks === 0 ? "" : `in_${index}[${clocks - 1}:0] = stimulus_${index}[step_${index}][${clocks - 1}:0]`;
  const settle = clocks === 0 ? "" : `in_${index}[${clocks - 1}:0] = 0`;
  return `
  reg [${total - 1}:0] in_${index};
  reg [${total - 1}:0] stimulus_${index} [0:${steps - 1}];
  wire [${width - 1}:0] out_${index};
  integer step_${index};
  ${design.top.name} dut_${index} (${connections.join(", ")});
  initial begin
    $readmemh("stimulus_${index}.hex", stimulus_${index});
    in_${index} = 0;
    for (step_${index} = 0; step_${index} < ${steps}; step_${index} = step_${index} + 1) begin
      in_${index} = stimulus_${index}[step_${index}];
      ${settle};
      #1 $display("SAMPLE ${index} %0d %b", step_${index}, out_${index});
      #1 ${pulse};
      #1 ${settle};
    end
  end`;
}

function connect(
  fields: readonly { readonly name: string; readonly width: number }[],
  vector: string,
): string[] {
  let low = 0;
  return fields.map(({ name, width }) => {
    const text = `.${name}(${vector}[${low + width - 1}:${low}])`;
    low += width;
    return text;
  });
}

/** Verilog of random designs compares signals with themselves; only real mistakes may stop a build. */
async function run(simulator: Simulator, sources: readonly string[], directory: string): Promise<string> {
  const options = { cwd: directory };
  if (simulator === "icarus") {
    await execa("iverilog", ["-g2005", "-s", "bench", "-o", "bench.vvp", ...sources], options);
    return (await execa("vvp", ["-n", "bench.vvp"], options)).stdout;
  }
  // Every expression runs a few dozen times only, so the least compile time wins: no optimisation, no unrolled loops.
  const flags = ["--cc", "--main", "--exe", "--timing", "--unroll-count", "1", "-Wno-lint", "-Wno-fatal"];
  // Verilator 5.006 aborts in its removal of duplicate logic ("Consumer doesn't match lhs of assign") on a random design.
  const safety = ["-fno-dedup"];
  const layout = ["--output-split", "100000", "--top-module", "bench", "-Mdir", "build"];
  await execa("verilator", [...flags, ...safety, ...layout, ...sources], options);
  const make = ["-j", "2", "-f", "Vbench.mk", "OPT_FAST=-O0", "OPT_SLOW=-O0", "OPT_GLOBAL=-O0"];
  await execa("make", make, { cwd: join(directory, "build") });
  return (await execa("./build/Vbench", [], options)).stdout;
}

/** Printed vectors by case and step. */
function parseSamples(output: string): ReadonlyMap<string, string> {
  const samples = new Map<string, string>();
  for (const [, index, step, vector] of output.matchAll(/^SAMPLE (\d+) (\d+) (\S+)$/gm)) {
    samples.set(`${index} ${step}`, vector ?? "");
  }
  return samples;
}

function firstDisagreement(
  { design, stimulus, expected }: CosimulationCase,
  index: number,
  samples: ReadonlyMap<string, string>,
): Disagreement | undefined {
  const ports = outputs(design);
  for (const [step, { compare }] of stimulus.entries()) {
    const printed = samples.get(`${index} ${step}`);
    if (printed === undefined) throw new RangeError(`${design.top.name} printed nothing at step ${step}`);
    let end = printed.length;
    for (const { name: port, type } of ports) {
      const got = printed.slice(end - bitWidth(type), end);
      end -= bitWidth(type);
      const wanted = (expected[step]?.[port] ?? 0n).toString(2).padStart(bitWidth(type), "0");
      if (compare && got !== wanted) {
        return { index, design: design.top.name, step, port, expected: wanted, got };
      }
    }
  }
  return undefined;
}
