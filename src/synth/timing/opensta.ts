/**
 * Longest paths by OpenSTA, with the library's delays. Invariant: every kind of path is asked for by itself, so a long one
 * through the ports never hides the one that limits the clock.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import { loadTemplate } from "../../templates/index.ts";
import { inTemporaryFolder, runProcess } from "../../tools/index.ts";
import { type CellLibrary, textForOpenSta } from "../liberty/index.ts";
import { clockPorts, type Netlist, rounded } from "../netlist/index.ts";
import type { PathKind, PathPoint, PathStep, TimingPath } from "../report.ts";
import type { DesignNames } from "./names.ts";

/** ns. Slack may well be negative; a short period keeps the digits of OpenSTA's 32-bit times for the paths. */
const PERIOD = 1;

const REGISTERS = { from: "-from [all_registers -clock_pins]", to: "-to [all_registers -data_pins]" };
const PORTS = { from: "-from [all_inputs]", to: "-to [all_outputs]" };

const QUERIES: readonly { readonly kind: PathKind; readonly from: string; readonly to: string }[] = [
  { kind: "register to register", from: REGISTERS.from, to: REGISTERS.to },
  { kind: "input to register", from: PORTS.from, to: REGISTERS.to },
  { kind: "register to output", from: REGISTERS.from, to: PORTS.to },
  { kind: "input to output", from: PORTS.from, to: PORTS.to },
];

const script = loadTemplate<{
  readonly top: string;
  readonly period: number;
  readonly clocks: readonly string[];
  readonly areSeveral: boolean;
  readonly queries: typeof QUERIES;
}>(new URL("paths.tcl.hbs", import.meta.url));

export interface StaJob {
  readonly netlist: Netlist;
  /** The same as Verilog. */
  readonly verilog: string;
  readonly library: CellLibrary;
  readonly names: DesignNames;
  readonly timeoutSeconds: number;
}

/** Errors: BL0405 the time limit, BL0486 OpenSTA fails or does not understand all that it is given. */
export async function pathsByOpenSta(job: StaJob): Promise<TimingPath[]> {
  const { netlist, library, timeoutSeconds } = job;
  const clocks = clockPorts(netlist, ({ type }) => library.cells.get(type)?.clockPins ?? []);
  // A design without registers has no paths that begin or end in one, and OpenSTA dislikes the question.
  const queries = clocks.length > 0 ? QUERIES : QUERIES.filter(({ kind }) => kind === "input to output");
  const text = script({ top: netlist.top, period: PERIOD, clocks, areSeveral: clocks.length > 1, queries });
  return inTemporaryFolder("timing", async (directory) => {
    await writeFile(join(directory, "library.lib"), textForOpenSta(library));
    await writeFile(join(directory, "netlist.v"), job.verilog);
    await writeFile(join(directory, "paths.tcl"), text);
    const parameters = ["-no_splash", "-no_init", "-exit", "paths.tcl"];
    const result = await runProcess("sta", parameters, { cwd: directory, timeoutSeconds });
    const step = "timing analysis";
    if (result.timedOut) fail("BL0405", { tool: "OpenSTA", step, seconds: timeoutSeconds });
    // It goes on after an error in the library or in the netlist, with what it has read; errors come by another pipe, between any two letters.
    const errors = result.output.match(/Error: [^\n]*/g) ?? [];
    if (errors.length > 0) fail("BL0486", { tool: "OpenSTA", step, output: shownErrors(errors) });
    if (result.exitCode !== 0 || !result.output.includes("BITLOOM END")) {
      fail("BL0486", { tool: "OpenSTA", step, output: result.output.trim().slice(-2000) });
    }
    return parsePaths(result.output, clocks, library, job.names);
  });
}

const shownErrors = (errors: readonly string[]): string =>
  [...errors.slice(0, 5), ...(errors.length > 5 ? [`and ${errors.length - 5} more`] : [])].join("\n");

/** Reads the answers to the script's questions; `clocks` in the script's order. */
export function parsePaths(
  output: string,
  clocks: readonly string[],
  library: CellLibrary,
  names: DesignNames,
): TimingPath[] {
  return output
    .split("BITLOOM PATH ")
    .slice(1)
    .flatMap((section) => {
      const kind = QUERIES.find((query) => section.startsWith(query.kind))?.kind;
      if (kind === undefined) return [];
      // OpenSTA gives one path a group: of each clock, and of asynchronous resets.
      const paths = section
        .split("Startpoint:")
        .flatMap((text) => pathOf(kind, text, clocks, library, names) ?? []);
      const sorted = paths.sort((a, b) => (b.delay ?? 0) - (a.delay ?? 0));
      return kind === "register to register" ? sorted.filter(isFirstOfClock) : sorted.slice(0, 1);
    });
}

const isFirstOfClock = (path: TimingPath, i: number, all: readonly TimingPath[]): boolean =>
  all.findIndex(({ clock }) => clock === path.clock) === i;

/** A line of a path: delay, time, edge, pin, and the cell's type or `in` or `out`. */
const ROW = /^\s*(-?[\d.]+)\s+(-?[\d.]+) [v^] (\S+) \((\S+)\)$/;

/** Setup, or recovery of an asynchronous reset: a negative part of the required time. */
const CHECK = /^\s*(-?[\d.]+)\s+-?[\d.]+\s+library (?:setup|recovery) time/m;

function pathOf(
  kind: PathKind,
  section: string,
  clocks: readonly string[],
  library: CellLibrary,
  names: DesignNames,
): TimingPath | undefined {
  const rows = section.split("\n").flatMap((line) => {
    const [, delay, arrival, pin, type] = ROW.exec(line) ?? [];
    return pin === undefined || type === undefined
      ? []
      : [{ delay: Number(delay), arrival: Number(arrival), pin, type }];
  });
  const [first, ...others] = rows;
  const last = others.pop();
  if (first === undefined || last === undefined) return undefined;
  const [, index] = /Path Group: bitloom_clock_(\d+)/.exec(section) ?? [];
  const clock = index === undefined ? undefined : clocks[Number(index)];
  const endOf = ({ pin, type }: typeof first): PathPoint =>
    type === "in" || type === "out" ? names.portNamed(pin) : registerAt(pin, names);
  const steps = others.map(({ delay, arrival, pin, type }): PathStep => {
    const instances = pin.split("/");
    const output = instances.pop() ?? "";
    const place = names.cellAt(instances);
    const point = place === undefined ? { name: instances.join(".") } : names.netAt(place, output);
    return { cell: type, ...point, delay: rounded(delay), arrival: rounded(arrival) };
  });
  const isLogic = ({ cell }: PathStep): boolean => library.cells.get(cell)?.kind === "combinational";
  return {
    kind,
    ...(clock === undefined ? {} : { clock }),
    from: endOf(first),
    to: endOf(last),
    levels: steps.filter(isLogic).length,
    delay: rounded(last.arrival - Number(CHECK.exec(section)?.[1] ?? 0)),
    steps,
  };
}

/** A register by the name of what it holds, which one of its outputs drives. */
function registerAt(pin: string, names: DesignNames): PathPoint {
  const instances = pin.split("/").slice(0, -1);
  const place = names.cellAt(instances);
  return place === undefined ? { name: instances.join(".") } : names.netAt(place);
}
