/**
 * Place and route for iCE40 by nextpnr, and the bitstream by icepack. Invariant: one seed gives one result, so a report can be
 * made again.
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import { inTemporaryFolder, type Nextpnr, runProcess } from "../../tools/index.ts";
import { rounded } from "../netlist/index.ts";
import type { PathPoint, PathStep, PlacedReport, TimingPath } from "../report.ts";
import type { PlaceDevice } from "../targets.ts";
import type { DesignNames } from "../timing/index.ts";
import { DEVICE } from "./pins.ts";

export interface PlaceJob {
  readonly nextpnr: Nextpnr;
  readonly top: string;
  /** As Yosys wrote it. */
  readonly netlist: string;
  readonly device: PlaceDevice;
  /** For messages and the report. */
  readonly deviceName: string;
  readonly seed: number;
  readonly names: DesignNames;
  /** Flip-flops of a harness at the ports. */
  readonly harnessFlipFlops: number;
  readonly timeoutSeconds: number;
  readonly onProgress: (what: string) => void;
  /** A board's pins and frequencies; without, pins wherever nextpnr likes. */
  readonly constraints?: string | undefined;
  /** MHz that must be reached; without, as fast as it goes. */
  readonly frequency?: number | undefined;
}

export interface Placed {
  readonly report: PlacedReport;
  readonly bitstream: Uint8Array;
}

/** MHz; asked for, so that nextpnr tries harder than its default of 12 MHz. What it reaches is in the report. */
const WANTED_FREQUENCY = 200;

/**
 * Errors: BL0405 time limit, BL0486 a tool fails, BL0488 the design does not fit or cannot be routed, BL0702 it does not reach the
 * frequency.
 */
export function placeAndRoute(job: PlaceJob): Promise<Placed> {
  const { device, seed, timeoutSeconds } = job;
  return inTemporaryFolder("place", async (directory) => {
    await writeFile(join(directory, "netlist.json"), job.netlist);
    if (job.constraints !== undefined) await writeFile(join(directory, "pins.pcf"), job.constraints);
    const parameters = [
      device.option,
      ...["--package", device.package, "--seed", String(seed)],
      ...["--freq", String(job.frequency ?? WANTED_FREQUENCY)],
      ...["--json", "netlist.json", "--asc", "design.asc", "--report", "report.json"],
      ...(job.constraints === undefined ? ["--pcf-allow-unconstrained"] : ["--pcf", "pins.pcf"]),
      "--timing-allow-fail",
    ];
    const step = "place and route";
    job.onProgress(step);
    const [program, ...start] = job.nextpnr.place;
    const result = await runProcess(program, [...start, ...parameters], {
      cwd: directory,
      timeoutSeconds,
      onOutput: (text) => {
        const [, what] = /^Info: ([A-Z][a-z]+ing [a-z ]+)/m.exec(text) ?? [];
        if (what !== undefined) job.onProgress(`nextpnr: ${what.trim()}`);
      },
    });
    if (result.timedOut) fail("BL0405", { tool: "nextpnr-ice40", step, seconds: timeoutSeconds });
    if (result.exitCode !== 0) {
      const errors = result.output.split("\n").filter((line) => line.startsWith("ERROR:"));
      const [first] = errors;
      if (first === undefined) {
        return fail("BL0486", { tool: "nextpnr-ice40", step, output: result.output.slice(-2000).trim() });
      }
      const reason = first.replace(/^ERROR:\s*/, "");
      return fail("BL0488", { top: job.top, device: `${job.deviceName} (${device.package})`, reason });
    }
    const text = await readFile(join(directory, "report.json"), "utf8");
    refuseSlow(job, text);
    const pack = { tool: "icepack", step: "writing the bitstream" };
    const [packer, ...packing] = job.nextpnr.pack;
    const packed = await runProcess(packer, [...packing, "design.asc", "design.bin"], {
      cwd: directory,
      timeoutSeconds,
    });
    if (packed.exitCode !== 0) return fail("BL0486", { ...pack, output: packed.output.slice(-2000).trim() });
    const bitstream = await readFile(join(directory, "design.bin"));
    return { report: reportOf(job, text, bitstream), bitstream };
  });
}

/** nextpnr's own report, as far as it is read. */
interface NextpnrReport {
  readonly fmax: Readonly<Record<string, { readonly achieved: number }>>;
  readonly utilization: Readonly<Record<string, { readonly used: number; readonly available: number }>>;
  readonly critical_paths: readonly NextpnrPath[];
}

interface NextpnrPath {
  /** "posedge clock$SB_IO_IN_$glb_clk" or "<async>". */
  readonly from: string;
  readonly to: string;
  readonly path: readonly {
    readonly type: string;
    /** ns. */
    readonly delay: number;
    readonly net?: string;
    readonly from: { readonly cell: string };
    readonly to: { readonly cell: string };
  }[];
}

/** BL0702 for the clock that misses the wanted frequency by most. */
function refuseSlow({ top, frequency }: PlaceJob, text: string): void {
  if (frequency === undefined) return;
  const { fmax } = JSON.parse(text) as NextpnrReport;
  const [slowest] = Object.entries(fmax)
    .map(([clock, { achieved }]) => ({ clock: clockName(clock), achieved }))
    .filter(({ achieved }) => achieved < frequency)
    .sort((a, b) => a.achieved - b.achieved);
  if (slowest === undefined) return;
  const { clock, achieved } = slowest;
  fail("BL0702", { top, clock, achieved: achieved.toFixed(2), wanted: String(frequency) });
}

function reportOf(job: PlaceJob, text: string, bitstream: Uint8Array): PlacedReport {
  // nextpnr's own format, written a moment ago by the tool that was checked.
  const { fmax, utilization, critical_paths: paths } = JSON.parse(text) as NextpnrReport;
  const delayOf = ({ path }: NextpnrPath): number => path.reduce((sum, { delay }) => sum + delay, 0);
  const [longest] = paths
    .filter(({ from, to }) => from === to && from !== "<async>")
    .sort((a, b) => delayOf(b) - delayOf(a));
  return {
    device: job.deviceName,
    package: job.device.package,
    seed: job.seed,
    utilisation: Object.entries(utilization)
      .filter(([, { used }]) => used > 0)
      .map(([element, { used, available }]) => ({ element, used, available })),
    clocks: Object.entries(fmax).map(([clock, { achieved }]) => ({
      clock: clockName(clock),
      maximumFrequency: Math.round(achieved * 100) / 100,
    })),
    ...(longest === undefined ? {} : { longestPath: pathOf(longest, job.names) }),
    ...(job.harnessFlipFlops === 0 ? {} : { harness: { flipFlops: job.harnessFlipFlops } }),
    bitstream: {
      bytes: bitstream.length,
      sha256: createHash("sha256").update(bitstream).digest("hex"),
    },
  };
}

/** nextpnr names a clock by its net behind pad and global buffer. */
const clockName = (net: string): string => net.replace(/^posedge /, "").replace(/\$SB_IO_IN.*$/, "");

const withoutHarness = (name: string): string => (name.startsWith(DEVICE) ? name.slice(DEVICE.length) : name);

/** A net between logic and a pad or a global buffer is that of the design. */
const withoutPad = (net: string): string => net.replace(/(?:\$SB_IO_(?:IN|OUT)|_\$glb_).*$/, "");

/** What nextpnr made itself, as the way through a look-up table, keeps its name. */
const pointOf = (point: PathPoint | undefined, name: string): PathPoint => ({
  ...(point ?? { name }),
  name: withoutHarness(point?.name ?? name),
});

const netPoint = (net: string, names: DesignNames): PathPoint =>
  pointOf(names.netNamed(withoutPad(net)) ?? names.netNamed(net), net);

function pathOf({ to, path }: NextpnrPath, names: DesignNames): TimingPath {
  const routes = path.filter(({ type }) => type === "routing");
  let arrival = 0;
  let since = 0;
  const steps: PathStep[] = [];
  for (const { type, delay, net, from } of path) {
    since += delay;
    arrival += delay;
    if (type !== "routing" || net === undefined) continue;
    steps.push({
      cell: elementOf(from.cell),
      ...netPoint(net, names),
      delay: rounded(since),
      arrival: rounded(arrival),
    });
    since = 0;
  }
  const first = routes[0]?.net;
  const last = path.at(-1)?.to.cell ?? "";
  return {
    kind: "register to register",
    clock: clockName(to),
    from: first === undefined ? pointOf(undefined, last) : netPoint(first, names),
    to: pointOf(names.registerOf(last.replace(PACKED, "")), last.replace(PACKED, "")),
    levels: path.filter(({ type }) => type === "logic").length,
    delay: rounded(arrival),
    steps,
  };
}

/** What packing adds to the names of Yosys' cells. */
const PACKED = /(?:_DFFLC|_LC|_RAM|_DSP)$/;

const elementOf = (cell: string): string =>
  cell.endsWith("_RAM") ? "ICESTORM_RAM" : cell.endsWith("_DSP") ? "ICESTORM_DSP" : "ICESTORM_LC";
