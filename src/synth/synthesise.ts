/**
 * From Verilog to a report of what it costs. Invariant: a report is only made of a netlist without latches whose every cell the
 * target has.
 */
import { BitloomError, fail } from "../diagnostics/index.ts";
import {
  findNextpnr,
  findTool,
  findYosys,
  type NextpnrKind,
  type Tool,
  type Yosys,
  type YosysKind,
} from "../tools/index.ts";
import { type EnergyStimulus, estimateEnergy } from "./energy/index.ts";
import type { CellLibrary } from "./liberty/index.ts";
import { abcErrors, refuseLatches, refuseUnmapped, refuseVerilog } from "./messages.ts";
import { areaOf, cellCounts, moduleTree, type Netlist, readNetlist, resourcesOf } from "./netlist/index.ts";
import { pinHarness, placeAndRoute, portBits } from "./place/index.ts";
import type { FpgaResources, SynthesisReport, TargetReport, TimingReport } from "./report.ts";
import type { VerilogDesign } from "./source.ts";
import { type FpgaTarget, findTarget, PLACED_TARGETS, type PlaceDevice, type Target } from "./targets.ts";
import { DesignNames, parseLevels, pathsByOpenSta } from "./timing/index.ts";
import { type AdderStyle, adderStyle, yosysInputs, yosysScript } from "./yosys/index.ts";

export interface SynthesisOptions {
  /** A name of `TARGETS`, the path of a Liberty file, or what `findTarget` gave. */
  readonly target: string | Target;
  /** Dissolves modules before the optimization, which then works across them; off for cell libraries, on for FPGAs. */
  readonly flatten?: boolean;
  /**
   * For cell libraries. cells (unless stated): carries ripple, and the library's full adders are used where it has them; gates: Yosys' own
   * adders, which are larger and faster.
   */
  readonly adders?: AdderStyle;
  /** Looks for the longest paths; on unless false. */
  readonly timing?: boolean;
  /** What the netlist is simulated with for its energy; for cell libraries. No energy unless given. */
  readonly energy?: EnergyStimulus;
  /** A library or netlist that allows no energy is told in the report instead of ending the synthesis; wrong outputs always end it. */
  readonly energyIfPossible?: boolean;
  /** Wall clock of each tool; 1800 unless stated. */
  readonly timeoutSeconds?: number;
  /** The installed Yosys or the npm package; unless stated, the first that is there. */
  readonly yosys?: YosysKind;
  /** `done` of 1, with a word on what is under way. */
  readonly onProgress?: (done: number, what: string) => void;
}

/**
 * Synthesises the design's Verilog. Errors: BL0480 to BL0482 target, BL0401 to BL0403 no usable tool, BL0405 time limit, BL0483
 * Verilog refused, BL0484 latch, BL0485 cell that the target lacks, BL0486 a tool fails; with `energy` BL0477 the netlist computes something
 * else, BL0478 the stimulus does not fit, BL0489 the netlist cannot be simulated.
 */
export async function synthesise(design: VerilogDesign, options: SynthesisOptions): Promise<SynthesisReport> {
  return (await synthesiseOnce(design, options)).report;
}

export interface PlaceOptions extends SynthesisOptions {
  /** Of the placement; 1 unless stated. */
  readonly seed?: number;
  /** A board's pins, as a .pcf file's text; every port of the design must have one. */
  readonly constraints?: string;
  /** The installed nextpnr-ice40 or the npm package; unless stated, the first that is there. */
  readonly nextpnr?: NextpnrKind;
  /** MHz that must be reached (BL0702); unless stated, as fast as it goes. */
  readonly frequency?: number;
}

/**
 * Synthesises for an FPGA, places and routes. Errors: those of `synthesise`, BL0487 a target without place and route, BL0488 the
 * design does not fit, BL0702 it misses `frequency`.
 */
export async function synthesiseAndPlace(
  design: VerilogDesign,
  options: PlaceOptions,
): Promise<{ readonly report: SynthesisReport; readonly bitstream: Uint8Array }> {
  const target = typeof options.target === "string" ? findTarget(options.target) : options.target;
  if (target.kind !== "fpga" || target.place === undefined) {
    return fail("BL0487", { target: target.name, allowed: PLACED_TARGETS.join(", ") });
  }
  const { timeoutSeconds = TIME_LIMIT, seed = 1, onProgress } = options;
  const nextpnr = await findNextpnr(options.nextpnr);
  const third = (from: number) => (done: number, what: string) => onProgress?.((from + done) / 3, what);
  const { report, files } = await synthesiseOnce(design, { ...options, target, onProgress: third(0) });
  requireSpace(design, target, target.place, report.resources);
  const harness =
    options.constraints === undefined && portBits(files.netlist) > target.place.pins
      ? pinHarness(design, files.rtl)
      : { design, flipFlops: 0 };
  const again = { ...options, target, timing: false, onProgress: third(1) };
  const placed = harness.flipFlops === 0 ? files : (await synthesiseOnce(harness.design, again)).files;
  const { report: result, bitstream } = await placeAndRoute({
    nextpnr,
    top: design.top,
    netlist: placed.netlistText,
    device: target.place,
    deviceName: target.device,
    seed,
    names: new DesignNames(harness.design, placed.netlist, placed.rtl),
    harnessFlipFlops: harness.flipFlops,
    timeoutSeconds,
    onProgress: (what) => third(2)(0, what),
    constraints: options.constraints,
    frequency: options.frequency,
  });
  const tools = [...report.tools, { name: nextpnr.name, version: nextpnr.version }];
  return { report: { ...report, tools, placed: result }, bitstream };
}

/** BL0488 before a placement that cannot end well: a logic cell has one look-up table and one flip-flop. */
function requireSpace(
  design: VerilogDesign,
  target: FpgaTarget,
  { logicCells, package: packageName }: PlaceDevice,
  resources: FpgaResources | undefined,
): void {
  const needed = Math.max(resources?.luts ?? 0, resources?.flipFlops ?? 0);
  if (needed <= logicCells) return;
  const reason = `it needs ${needed} logic cells at least, and there are ${logicCells}.`;
  fail("BL0488", { top: design.top, device: `${target.device} (${packageName})`, reason });
}

async function synthesiseOnce(
  design: VerilogDesign,
  options: SynthesisOptions,
): Promise<{ readonly report: SynthesisReport; readonly files: YosysFiles }> {
  const target = typeof options.target === "string" ? findTarget(options.target) : options.target;
  if (options.energy !== undefined && target.kind !== "cells") {
    return fail("BL0478", {
      what: "The target of an energy estimate",
      found: target.name,
      expected: "a cell library",
    });
  }
  const flattened = options.flatten ?? target.kind === "fpga";
  const yosys = await findYosys(options.yosys);
  const hasDelays = target.kind === "cells" && target.library.hasDelays;
  const sta = options.timing !== false && hasDelays ? await findTool("opensta") : undefined;
  const levels = options.timing !== false && sta === undefined;
  const adders = adderStyle(target, options.adders);
  const style = adders === undefined ? {} : { adders };
  const files = await runYosys(design, target, yosys, { ...options, ...style, flatten: flattened, levels });
  const library = target.kind === "cells" ? target.library : undefined;
  const cells = cellCounts(files.netlist, library);
  const timing = options.timing === false ? undefined : await timingOf(design, files, library, sta, options);
  const energy = energyOf(files.netlist, target, options);
  const found = sta === undefined ? [] : [{ name: sta.title, version: sta.version }];
  const report: SynthesisReport = {
    format: "bitloom-synthesis",
    version: 1,
    top: design.top,
    target: descriptionOf(target),
    flattened,
    ...style,
    tools: [{ name: yosys.name, version: yosys.version }, ...found],
    cells,
    hierarchy: moduleTree(files.netlist, library),
    ...(library === undefined ? { resources: resourcesOf(cells) } : { area: areaOf(cells, library) }),
    ...(timing === undefined ? {} : { timing }),
    ...energy,
  };
  return { report, files };
}

function energyOf(
  netlist: Netlist,
  target: Target,
  { energy, energyIfPossible = false, onProgress }: SynthesisOptions,
): Pick<SynthesisReport, "energy" | "noEnergy"> {
  if (energy === undefined || target.kind !== "cells") return {};
  const progress = (done: number, what: string) => onProgress?.(0.95 + 0.05 * done, what);
  try {
    return {
      energy: estimateEnergy({ ...energy, netlist, library: target.library, onProgress: progress }).report,
    };
  } catch (error) {
    const [found] = error instanceof BitloomError ? error.diagnostics : [];
    if (!energyIfPossible || found === undefined || !UNKNOWN_ENERGY.includes(found.code)) throw error;
    return { noEnergy: found.message };
  }
}

/** The library states too little, a cell or clock that cannot be simulated. */
const UNKNOWN_ENERGY = ["BL0481", "BL0489"];

function descriptionOf(target: Target): TargetReport {
  if (target.kind === "fpga") return { name: target.name, kind: "fpga", device: target.device };
  const { name, file, sha256 } = target.library;
  return { name: target.name, kind: "cells", library: { name, file, sha256 } };
}

async function timingOf(
  design: VerilogDesign,
  files: YosysFiles,
  library: CellLibrary | undefined,
  sta: Tool | undefined,
  { onProgress, timeoutSeconds = TIME_LIMIT }: SynthesisOptions,
): Promise<TimingReport> {
  const { netlist, verilog } = files;
  const names = new DesignNames(design, netlist, files.rtl, library);
  if (sta === undefined || library === undefined) {
    const path = parseLevels(files.levels, names);
    return { by: "Yosys ltp", paths: path === undefined ? [] : [path] };
  }
  onProgress?.(0.9, "timing analysis");
  const paths = await pathsByOpenSta({ netlist, verilog, library, names, timeoutSeconds });
  const period = paths.find(({ kind }) => kind === "register to register")?.delay;
  if (period === undefined || period <= 0) return { by: "OpenSTA", paths };
  const maximumFrequency = Math.round(1e6 / period) / 1e3;
  return { by: "OpenSTA", paths, minimumPeriod: period, maximumFrequency };
}

/** Seconds. */
const TIME_LIMIT = 1800;

interface YosysFiles {
  readonly netlist: Netlist;
  /** As Yosys wrote it. */
  readonly netlistText: string;
  /** Before any optimization, with every name of the designer's. */
  readonly rtl: Netlist;
  /** The netlist as Verilog; empty for FPGAs. */
  readonly verilog: string;
  /** What `ltp` printed; empty if it was not asked. */
  readonly levels: string;
}

interface RunOptions extends SynthesisOptions {
  readonly flatten: boolean;
  readonly levels: boolean;
}

async function runYosys(
  design: VerilogDesign,
  target: Target,
  yosys: Yosys,
  options: RunOptions,
): Promise<YosysFiles> {
  const script = yosysScript(design, target, options);
  const commands = script.trim().split("\n").length;
  const answer = await yosys.run({
    step: "synthesis",
    script,
    inputs: [...design.files, ...yosysInputs(target, options)],
    outputs: ["rtl.json", "netlist.json", "netlist.v", "levels.txt", "abc.txt"],
    timeoutSeconds: options.timeoutSeconds ?? TIME_LIMIT,
    onOutput: (text) => {
      const [, command, part = "0", what = ""] =
        /(?:^|\n)(\d+)(?:\.(\d+))?\. Executing ([^\n(]*)/.exec(text) ?? [];
      if (command === undefined) return;
      // How many parts a command has shows only at its end; twenty of them count as half of it.
      const share = Number(part) / (Number(part) + 20);
      options.onProgress?.((0.9 * (Number(command) - 1 + share)) / commands, what.trim());
    },
  });
  const rtlText = answer.files.get("rtl.json");
  const rtl = rtlText === undefined ? undefined : readNetlist(rtlText, design.top);
  if (rtl !== undefined) refuseLatches(design, rtl);
  const netlistText = answer.files.get("netlist.json");
  if (!answer.succeeded) {
    const output = [answer.output.trimEnd(), ...abcErrors(answer.files.get("abc.txt") ?? "")].join("\n");
    refuseVerilog(design, target, `${yosys.name} ${yosys.version}`, output, rtl);
  }
  if (netlistText === undefined) {
    return fail("BL0486", { tool: yosys.name, step: "synthesis", output: answer.output.slice(-2000) });
  }
  const netlist = readNetlist(netlistText, design.top);
  refuseUnmapped(design, netlist, target);
  return {
    netlist,
    rtl: rtl ?? netlist,
    netlistText,
    verilog: answer.files.get("netlist.v") ?? "",
    levels: answer.files.get("levels.txt") ?? "",
  };
}
