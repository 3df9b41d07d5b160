/**
 * Finds outside tools and checks their versions. Invariant: no tool is used whose version was not read and found new
 * enough in this process.
 */
import { execaSync } from "execa";
import { BitloomError, fail } from "../diagnostics/index.ts";
import { runProcess } from "./process.ts";

export type OutsideTool = "icarus" | "verilator" | "yosys" | "opensta" | "nextpnr-ice40";

export interface Tool {
  readonly name: OutsideTool;
  /** For people. */
  readonly title: string;
  /** As the tool prints it, such as "11.0" or "5.006". */
  readonly version: string;
}

interface ToolDescription {
  readonly title: string;
  /** Prints the version. */
  readonly command: readonly [string, ...string[]];
  readonly pattern: RegExp;
  /** Lowest version, compared number by number. */
  readonly needed: string;
  /** Programs that the tool calls. */
  readonly companions: readonly string[];
  readonly install: string;
}

const tools: Readonly<Record<OutsideTool, ToolDescription>> = {
  icarus: {
    title: "Icarus Verilog",
    command: ["iverilog", "-V"],
    pattern: /Icarus Verilog version (\d+(?:\.\d+)*)/,
    needed: "11.0",
    companions: ["vvp"],
    install: "sudo apt-get install iverilog",
  },
  verilator: {
    title: "Verilator",
    command: ["verilator", "--version"],
    pattern: /Verilator (\d+(?:\.\d+)*)/,
    needed: "5.0",
    companions: ["make", "g++"],
    install: "sudo apt-get install verilator g++ make",
  },
  yosys: {
    title: "Yosys",
    command: ["yosys", "-V"],
    pattern: /Yosys (\d+(?:\.\d+)*)/,
    needed: "0.23",
    companions: ["yosys-abc"],
    install: "sudo apt-get install yosys, or npm install @yowasp/yosys",
  },
  opensta: {
    title: "OpenSTA",
    command: ["sta", "-version"],
    pattern: /^(\d+(?:\.\d+)*)\s*$/m,
    needed: "2.0",
    companions: [],
    install: "sudo apt-get install opensta",
  },
  "nextpnr-ice40": {
    title: "nextpnr-ice40",
    command: ["nextpnr-ice40", "--version"],
    pattern: /Version (?:nextpnr-)?(\d+(?:\.\d+)*)/,
    needed: "0.4",
    companions: ["icepack"],
    install: "sudo apt-get install nextpnr-ice40 fpga-icestorm, or npm install @yowasp/nextpnr-ice40",
  },
};

const found = new Map<string, Promise<Tool>>();

/**
 * Errors, all of kind "tool": BL0401 missing (the tool or a program it calls), BL0402 too old, BL0403 no version
 * printed. The answer is remembered for this process and PATH.
 */
export function requireTool(name: OutsideTool): Promise<Tool> {
  const key = `${name}:${process.env.PATH ?? ""}`;
  let answer = found.get(key);
  if (answer === undefined) {
    answer = lookUp(name);
    found.set(key, answer);
    // A tool may be installed while this process lives, so only success is remembered.
    answer.catch(() => found.delete(key));
  }
  return answer;
}

async function lookUp(name: OutsideTool): Promise<Tool> {
  const description = tools[name];
  const [program, ...parameters] = description.command;
  const result = await runProcess(program, parameters, { timeoutSeconds: 20 });
  const tool = judge(name, result);
  for (const companion of description.companions) {
    const answer = await runProcess(companion, [versionFlag(companion)], { timeoutSeconds: 20 });
    if (answer.notFound) missing(name, companion);
  }
  return tool;
}

/** The tool, or undefined where it or a program it calls is missing. Errors: BL0402 and BL0403, as `requireTool`. */
export async function findTool(name: OutsideTool): Promise<Tool | undefined> {
  try {
    return await requireTool(name);
  } catch (error) {
    if (error instanceof BitloomError && error.diagnostics.every(({ code }) => code === "BL0401"))
      return undefined;
    throw error;
  }
}

const foundNow = new Map<string, Tool>();

/** The same without waiting, for what cannot: the end of a `using` block. */
export function requireToolNow(name: OutsideTool): Tool {
  const key = `${name}:${process.env.PATH ?? ""}`;
  const known = foundNow.get(key);
  if (known !== undefined) return known;
  const description = tools[name];
  const [program, ...parameters] = description.command;
  const tool = judge(name, runNow(program, parameters));
  for (const companion of description.companions) {
    if (runNow(companion, [versionFlag(companion)]).notFound) missing(name, companion);
  }
  foundNow.set(key, tool);
  return tool;
}

function runNow(program: string, parameters: readonly string[]): VersionAnswer {
  const result = execaSync(program, parameters, {
    all: true,
    reject: false,
    stdin: "ignore",
    timeout: 20_000,
  });
  return { notFound: result.code === "ENOENT", output: result.all ?? "" };
}

interface VersionAnswer {
  readonly notFound: boolean;
  readonly output: string;
}

const versionFlag = (program: string): string => (program === "vvp" ? "-V" : "--version");

const missing = (name: OutsideTool, command: string): never =>
  fail("BL0401", { tool: tools[name].title, command, install: tools[name].install });

function judge(name: OutsideTool, { notFound, output }: VersionAnswer): Tool {
  const { title, command, pattern, needed, install } = tools[name];
  if (notFound) missing(name, command[0]);
  const version = pattern.exec(output)?.[1];
  if (version === undefined) {
    return fail("BL0403", { tool: title, command: command.join(" "), output: output.trim().slice(0, 400) });
  }
  if (compareVersions(version, needed) < 0) fail("BL0402", { tool: title, found: version, needed, install });
  return { name, title, version };
}

/** Dotted versions number by number: negative, zero or positive as a is older, the same or newer. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
