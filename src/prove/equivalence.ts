/**
 * A combinational module and its specification for all inputs: by Yosys' SAT solver, or by decision diagrams over the gates that Yosys
 * makes of both. Invariant: "proved" is said only of a run that looked at every input that the assumption allows, and that some are;
 * and of every value of every bit that block or specification leaves undefined (x, z, or without a driver).
 */
import { BitloomError, fail } from "../diagnostics/index.ts";
import { bitWidth, type Signal } from "../ir/index.ts";
import { findYosys, type Yosys, type YosysKind } from "../tools/index.ts";
import { parseAndGraph } from "./and-graph.ts";
import { type BitOrder, findDifference } from "./gate-proof.ts";
import type { Transition } from "./transition.ts";

/** sat: Yosys `sat`. diagram: decision diagrams in this process, for sums that a solver does not finish. */
export type ProofMethod = "sat" | "diagram";

export interface Claim {
  readonly transition: Transition;
  /** Verilog of the transition's design, all modules. */
  readonly verilog: string;
  /** Body of a Verilog module with the transition's ports: drives every output and next state. */
  readonly specification: string;
  /** Inputs that the claim gives a value; the others are free. */
  readonly fixed?: Readonly<Record<string, number>>;
  /** Verilog condition over inputs and states; all are allowed unless stated. */
  readonly assumption?: string;
  readonly method: ProofMethod;
  /** Of diagrams. */
  readonly order?: BitOrder;
}

export interface ProofOptions {
  /** Wall clock; 600 unless stated. */
  readonly timeoutSeconds?: number;
  readonly yosys?: YosysKind;
  /** Share of the work, 0 to 1. */
  readonly onProgress?: (done: number, what: string) => void;
}

/** A value of a counterexample. */
export interface PortValue {
  /** The designer's name of port or register. */
  readonly name: string;
  readonly role: "input" | "state" | "output" | "next";
  readonly width: number;
  /** What the block has or gives. */
  readonly value: bigint;
  /** Outputs and next states: what the specification says. */
  readonly specified?: bigint;
  /** Outputs and next states with undefined bits: masks of those of the block and of the specification; they are 0 in the values. */
  readonly undefinedBits?: { readonly value: bigint; readonly specified: bigint };
}

export type ProofResult = {
  /** Of all tools, in order of use. */
  readonly tools: readonly { readonly name: string; readonly version: string }[];
  readonly method: ProofMethod;
  /** Bits of inputs and states that were free. */
  readonly freeBits: number;
} & (
  | { readonly verdict: "proved" }
  | { readonly verdict: "refuted"; readonly counterexample: readonly PortValue[] }
  | { readonly verdict: "undecided"; readonly reason: string }
);

const TIME_LIMIT = 600;

/** Proves or refutes; BL0486 when Yosys refuses the Verilog or the specification, BL0401 without a Yosys. */
export async function proveEquivalence(claim: Claim, options: ProofOptions = {}): Promise<ProofResult> {
  const yosys = await findYosys(options.yosys);
  const inputs = claim.transition.ports.filter(({ role }) => role === "input" || role === "state");
  const common = {
    tools: [{ name: yosys.name, version: yosys.version }],
    method: claim.method,
    freeBits: inputs
      .filter(({ signal }) => claim.fixed?.[signal.name] === undefined)
      .reduce((sum, { signal }) => sum + bitWidth(signal.type), 0),
  };
  const timeoutSeconds = options.timeoutSeconds ?? TIME_LIMIT;
  try {
    const found = await (claim.method === "sat" ? bySolver : byDiagram)(claim, yosys, {
      ...options,
      timeoutSeconds,
    });
    if (found === undefined) return { ...common, verdict: "proved" };
    if (typeof found === "string") return { ...common, verdict: "undecided", reason: found };
    const given = Object.entries(claim.fixed ?? {}).map(([name, value]) => [name, BigInt(value)] as const);
    const counterexample = await completed(claim, yosys, new Map([...found, ...given]), timeoutSeconds);
    return { ...common, verdict: "refuted", counterexample };
  } catch (error) {
    if (!(error instanceof BitloomError) || error.diagnostics[0]?.code !== "BL0405") throw error;
    return { ...common, verdict: "undecided", reason: `${timeoutSeconds} s are over` };
  }
}

/** Values of inputs and states by their names; a text says why nothing was decided. */
type Found = ReadonlyMap<string, bigint> | string | undefined;

type Method = (
  claim: Claim,
  yosys: Yosys,
  options: ProofOptions & { timeoutSeconds: number },
) => Promise<Found>;

const bySolver: Method = async (claim, yosys, { timeoutSeconds, onProgress }) => {
  onProgress?.(0, "Yosys sat");
  const gates = "opt -full; techmap; opt; abc -g AND,XOR; opt_clean";
  const solve = `sat -timeout ${Math.ceil(timeoutSeconds)} -show-inputs`;
  const answer = await runYosys(yosys, claim, timeoutSeconds, [
    ...PREPARE,
    gates,
    `tee -o allowed.txt ${solve} -set allowed 1 miter`,
    `tee -o proof.txt ${solve} -prove differs 0 miter`,
  ]);
  requireInputs(claim, /SAT solving finished - model found/.test(answer.get("allowed.txt") ?? ""));
  const text = answer.get("proof.txt") ?? "";
  if (text.includes("SAT proof finished - no model found: SUCCESS!")) return undefined;
  if (text.includes("SAT proof finished - model found: FAIL!")) {
    const rows = text.matchAll(/^\s*\\?(\S+)\s+\S+\s+\S+\s+([01x-]+)\s*$/gm);
    return new Map(
      [...rows].map(([, name, bits]) => [name as string, BigInt(`0b${bits?.replace(/[x-]/g, "0")}`)]),
    );
  }
  return /TIMEOUT|Interrupted/i.test(text) ? `${timeoutSeconds} s are over` : failed(yosys, text);
};

const byDiagram: Method = async (claim, yosys, { timeoutSeconds, onProgress }) => {
  const graphOf = async (output: string) => {
    const other = output === "differs" ? "allowed" : "differs";
    const answer = await runYosys(yosys, claim, timeoutSeconds, [
      ...PREPARE,
      `delete -output miter/${other}`,
      "opt -full; techmap; opt; aigmap; opt_clean",
      "write_aiger -ascii -map graph.map graph.aag",
    ]);
    return parseAndGraph(answer.get("graph.aag") ?? "", answer.get("graph.map") ?? "");
  };
  onProgress?.(0, "gates by Yosys");
  if (claim.assumption !== undefined) {
    const allowed = await findDifference(await graphOf("allowed"), { order: claim.order, timeoutSeconds });
    requireInputs(claim, allowed instanceof Map);
  }
  const graph = await graphOf("differs");
  return findDifference(graph, { order: claim.order, timeoutSeconds, onProgress });
};

/** A proof over no input is none. */
function requireInputs(claim: Claim, areSome: boolean): void {
  const block = claim.transition.design.top.name;
  if (!areSome) fail("BL0499", { block, reason: "its assumption allows no input" });
}

const READ = ["read_verilog design.v specification.v miter.v", "hierarchy -check -top miter"];

/**
 * Undefined bits become free ones, each by itself, before anything can choose a value for them: optimization takes `x != s` to be x, which
 * counts as 0, so that everything would equal x. First what is written, in processes too; then what indices and divisions may give,
 * and wires without a driver. A wire with two drivers, or a loop, has no value to prove anything of, and a solver would find none.
 */
const PREPARE = [
  ...READ,
  // z becomes x.
  "setundef -undef",
  "setundef -anyseq",
  "proc; flatten; memory",
  "techmap t:$shiftx t:$div t:$mod t:$divfloor t:$modfloor",
  "setundef -undriven -anyseq",
  "check -assert",
  "opt_clean",
];

const OUTPUTS = ["allowed.txt", "proof.txt", "graph.aag", "graph.map", "values.txt"];

async function runYosys(
  yosys: Yosys,
  claim: Claim,
  timeoutSeconds: number,
  commands: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const answer = await yosys.run({
    step: "a proof",
    script: `${commands.join("\n")}\n`,
    inputs: [
      { name: "design.v", text: claim.verilog },
      { name: "specification.v", text: specificationModule(claim) },
      { name: "miter.v", text: miterModule(claim) },
    ],
    outputs: OUTPUTS,
    timeoutSeconds,
    onOutput: () => {},
  });
  return answer.succeeded ? answer.files : failed(yosys, answer.output);
}

const failed = (yosys: Yosys, output: string): never =>
  fail("BL0486", { tool: yosys.name, step: "a proof", output: output.slice(-2000) });

/** What block and specification give for the inputs that were found. */
async function completed(
  claim: Claim,
  yosys: Yosys,
  inputs: ReadonlyMap<string, bigint>,
  timeoutSeconds: number,
): Promise<PortValue[]> {
  const { ports } = claim.transition;
  const isInput = (role: string): boolean => role === "input" || role === "state";
  const sets = ports
    .filter(({ role }) => isInput(role))
    .map(({ signal }) => `-set ${signal.name} ${constant(signal, inputs.get(signal.name) ?? 0n)}`);
  const outputs = ports.filter(({ role }) => !isInput(role));
  const shows = outputs.flatMap(({ signal: { name } }) => [`-show found_${name}`, `-show specified_${name}`]);
  const answer = await runYosys(yosys, claim, timeoutSeconds, [
    ...READ,
    // Undefined bits stay x, and are shown as such.
    "proc; flatten; memory; opt_clean; setundef -undriven -undef",
    `tee -o values.txt eval ${sets.join(" ")} ${shows.join(" ")} miter`,
  ]);
  const values = new Map<string, { value: bigint; undefinedBits: bigint }>();
  for (const [, name, width, text] of (answer.get("values.txt") ?? "").matchAll(
    /\\(\S+) = (?:(\d+)')?([01x]+)/g,
  )) {
    // Yosys writes 4'x for 4'bxxxx.
    const bits = text === "x" ? "x".repeat(Number(width ?? 1)) : text;
    values.set(name as string, {
      value: BigInt(`0b${bits?.replace(/x/g, "0")}`),
      undefinedBits: BigInt(`0b${bits?.replace(/1/g, "0").replace(/x/g, "1")}`),
    });
  }
  return ports.map((port): PortValue => {
    const { role, signal } = port;
    const name = "register" in port ? port.register : signal.name;
    const common = { name, role, width: bitWidth(signal.type) };
    if (isInput(role)) return { ...common, value: inputs.get(signal.name) ?? 0n };
    const value = values.get(`found_${signal.name}`);
    const specified = values.get(`specified_${signal.name}`);
    if (value === undefined || specified === undefined) {
      return failed(yosys, `no value of ${signal.name}\n${answer.get("values.txt") ?? ""}`);
    }
    const undefinedBits = { value: value.undefinedBits, specified: specified.undefinedBits };
    const isDefined = undefinedBits.value === 0n && undefinedBits.specified === 0n;
    return {
      ...common,
      value: value.value,
      specified: specified.value,
      ...(isDefined ? {} : { undefinedBits }),
    };
  });
}

const constant = ({ type }: Signal, value: bigint): string =>
  `${bitWidth(type)}'b${value.toString(2).padStart(bitWidth(type), "0")}`;

const range = ({ type }: Signal): string => (bitWidth(type) === 1 ? "" : `[${bitWidth(type) - 1}:0] `);

function specificationModule({ transition, specification }: Claim): string {
  const ports = transition.ports.map(({ role, signal }) => {
    const direction = role === "input" || role === "state" ? "input" : "output";
    return `  ${direction} wire ${range(signal)}${signal.name}`;
  });
  return `module specification (\n${ports.join(",\n")}\n);\n${specification}\nendmodule\n`;
}

/** `allowed` is the assumption, `differs` says that block and specification do where it holds. */
function miterModule({ transition, fixed = {}, assumption = "1'b1" }: Claim): string {
  const { ports, design } = transition;
  const inputs = ports.filter(({ role }) => role === "input" || role === "state").map(({ signal }) => signal);
  const outputs = ports
    .filter(({ role }) => role === "output" || role === "next")
    .map(({ signal }) => signal);
  const header = inputs.map((signal) => `  input wire ${range(signal)}${signal.name},\n`).join("");
  const wires = outputs.map(
    (signal) => `  wire ${range(signal)}found_${signal.name}, specified_${signal.name};\n`,
  );
  const instance = (module: string, name: string, prefix: string): string =>
    `  ${module} ${name} (${[
      ...inputs.map((signal) => {
        const value = fixed[signal.name];
        return `.${signal.name}(${value === undefined ? signal.name : `${bitWidth(signal.type)}'d${value}`})`;
      }),
      ...outputs.map((signal) => `.${signal.name}(${prefix}_${signal.name})`),
    ].join(", ")});\n`;
  const differences = outputs.map(({ name }) => `(found_${name} != specified_${name})`).join(" || ");
  return [
    `module miter (\n${header}  output wire allowed,\n  output wire differs\n);\n`,
    ...wires,
    instance(design.top.name, "block", "found"),
    instance("specification", "expected", "specified"),
    `  assign allowed = ${assumption};\n  assign differs = allowed && (${differences});\nendmodule\n`,
  ].join("");
}
