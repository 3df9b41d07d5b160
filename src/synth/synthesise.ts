/**
 * From Verilog to a report of what it costs. Invariant: a report is only made of a netlist without latches whose every cell the
 * target has.
 */
import { fail } from "../diagnostics/index.ts";
import { findTool } from "../tools/index.ts";
import { refuseLatches, refuseUnmapped, refuseVerilog } from "./messages.ts";
import { areaOf, cellCounts, moduleTree, type Netlist, readNetlist, resourcesOf } from "./netlist/index.ts";
import type { SynthesisReport, TimingPath, TimingReport, ToolReport } from "./report.ts";
import type { VerilogDesign } from "./source.ts";
import { findTarget, type Target } from "./targets.ts";
import { DesignNames, parseLevels, pathsByOpenSta } from "./timing/index.ts";
import { findYosys, type Yosys, type YosysKind, yosysScript } from "./yosys/index.ts";

export interface SynthesisOptions {
  /** A name of `TARGETS`, the path of a Liberty file, or what `findTarget` gave. */
  readonly target: string | Target;
  /** Dissolves modules before the optimization, which then works across them; off for cell libraries, on for FPGAs. */
  readonly flatten?: boolean;
  /** Looks for the longest paths; on unless false. */
  readonly timing?: boolean;
  /** Wall clock of each tool; 1800 unless stated. */
  readonly timeoutSeconds?: number;
  /** The installed Yosys or the npm package; unless stated, the first that is there. */
  readonly yosys?: YosysKind;
  /** `done` of 1, with a word on what is under way. */
  readonly onProgress?: (done: number, what: string) => void;
}

/**
 * Synthesises the design's Verilog. Errors: BL0480 to BL0482 target, BL0401 to BL0403 no usable tool, BL0405 time limit, BL0483
 * Verilog refused, BL0484 latch, BL0485 cell that the target lacks, BL0486 a tool fails.
 */
export async function synthesise(design: VerilogDesign, options: SynthesisOptions): Promise<SynthesisReport> {
  const target = typeof options.target === "string" ? findTarget(options.target) : options.target;
  const flattened = options.flatten ?? target.kind === "fpga";
  const yosys = await findYosys(options.yosys);
  const sta = options.timing !== false && target.kind === "cells" ? await findTool("opensta") : undefined;
  const levels = options.timing !== false && sta === undefined;
  const files = await runYosys(design, target, yosys, { ...options, flatten: flattened, levels });
  const library = target.kind === "cells" ? target.library : undefined;
  const cells = cellCounts(files.netlist, library);
  const names = new DesignNames(design, files.netlist, files.rtl);
  const tools: ToolReport[] = [{ name: yosys.name, version: yosys.version }];
  let timing: TimingReport | undefined;
  if (sta !== undefined && library !== undefined) {
    tools.push({ name: sta.title, version: sta.version });
    options.onProgress?.(0.9, "timing analysis");
    const { timeoutSeconds = TIME_LIMIT } = options;
    timing = timingOf(
      await pathsByOpenSta({
        netlist: files.netlist,
        verilog: files.verilog,
        library,
        names,
        timeoutSeconds,
      }),
    );
  } else if (levels) {
    const path = parseLevels(files.levels, names);
    timing = { by: "Yosys ltp", paths: path === undefined ? [] : [path] };
  }
  return {
    format: "bitloom-synthesis",
    version: 1,
    top: design.top,
    target:
      target.kind === "fpga"
        ? { name: target.name, kind: "fpga", device: target.device }
        : { name: target.name, kind: "cells", library: identityOf(target.library) },
    flattened,
    tools,
    cells,
    hierarchy: moduleTree(files.netlist, library),
    ...(library === undefined ? { resources: resourcesOf(cells) } : { area: areaOf(cells, library) }),
    ...(timing === undefined ? {} : { timing }),
  };
}

/** Seconds. */
const TIME_LIMIT = 1800;

const identityOf = ({ name, file, sha256 }: { name: string; file: string; sha256: string }) => ({
  name,
  file,
  sha256,
});

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
  const library = target.kind === "cells" ? [{ name: "library.lib", text: target.library.text }] : [];
  const answer = await yosys.run({
    script,
    inputs: [...design.files, ...library],
    outputs: ["rtl.json", "netlist.json", "netlist.v", "levels.txt"],
    timeoutSeconds: options.timeoutSeconds ?? TIME_LIMIT,
    onOutput: (text) => {
      const [, command, what] = /(?:^|\n)(\d+)(?:\.\d+)*\. Executing ([^\n(]*)/.exec(text) ?? [];
      if (command !== undefined)
        options.onProgress?.((0.9 * Number(command)) / commands, (what ?? "").trim());
    },
  });
  const rtlText = answer.files.get("rtl.json");
  const rtl = rtlText === undefined ? undefined : readNetlist(rtlText, design.top);
  if (rtl !== undefined) refuseLatches(design, rtl);
  const netlistText = answer.files.get("netlist.json");
  if (!answer.succeeded) refuseVerilog(design, `${yosys.name} ${yosys.version}`, answer.output, rtl);
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

function timingOf(paths: readonly TimingPath[]): TimingReport {
  const period = paths.find(({ kind }) => kind === "register to register")?.delay;
  const limits = period === undefined || period <= 0 ? {} : limitsOf(period);
  return { by: "OpenSTA", paths, ...limits };
}

const limitsOf = (minimumPeriod: number) => ({
  minimumPeriod,
  maximumFrequency: Math.round(1e6 / minimumPeriod) / 1e3,
});
