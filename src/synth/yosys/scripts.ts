/**
 * Scripts for Yosys from the templates beside this file. Invariant: names that go into a script are Verilog identifiers or
 * plain file names, so that nothing in them is a command.
 */
import { readFileSync } from "node:fs";
import { loadTemplate } from "../../templates/index.ts";
import type { AdderPins, LibraryCell } from "../liberty/index.ts";
import type { VerilogDesign } from "../source.ts";
import type { FpgaTarget, Target } from "../targets.ts";

interface ScriptData {
  readonly sources: readonly string[];
  readonly top: string;
  readonly levels: boolean;
  /** Types of cells where a path ends; wildcards allowed. */
  readonly registers: readonly string[];
}

const cellsScript = loadTemplate<ScriptData & { readonly flatten: boolean; readonly adderCells: boolean }>(
  new URL("cells.ys.hbs", import.meta.url),
);
const fpgaScript = loadTemplate<ScriptData & { readonly command: string; readonly cells: string }>(
  new URL("fpga.ys.hbs", import.meta.url),
);

/** What the library's full adder looks like, and how Yosys' own cell becomes it. */
interface AdderData extends AdderPins {
  readonly cell: string;
}
const cellStub = loadTemplate<AdderData>(new URL("cell.v.hbs", import.meta.url));
const cellMap = loadTemplate<AdderData>(new URL("adder.v.hbs", import.meta.url));
const RIPPLE = readFileSync(new URL("ripple.v", import.meta.url), "utf8");

/**
 * How sums are mapped to a cell library. cells: carries ripple, and what adds three bits becomes the library's full adder
 * where both of its outputs are used. gates: Yosys' `synth` as it is.
 */
export type AdderStyle = "cells" | "gates";

export interface ScriptOptions {
  readonly flatten: boolean;
  /** Counts the cells of the longest path. */
  readonly levels: boolean;
  /** For cell libraries; gates unless given. */
  readonly adders?: AdderStyle;
}

/** The style that a target gets: gates where the library has no full adder; undefined for FPGAs. */
export function adderStyle(target: Target, wanted: AdderStyle | undefined): AdderStyle | undefined {
  if (target.kind !== "cells") return undefined;
  return target.library.fullAdder === undefined ? "gates" : (wanted ?? "cells");
}

/** Files that the script reads beside the design's. */
export function yosysInputs(
  target: Target,
  { adders }: Pick<ScriptOptions, "adders">,
): { readonly name: string; readonly text: string }[] {
  if (target.kind !== "cells") return [];
  const { text, fullAdder } = target.library;
  const library = { name: "library.lib", text };
  if (adders !== "cells" || fullAdder === undefined) return [library];
  const data = { ...fullAdder, cell: fullAdder.cell.name };
  return [
    library,
    { name: "bitloom-cell.v", text: cellStub(data) },
    { name: "bitloom-adder.v", text: cellMap(data) },
    { name: "bitloom-ripple.v", text: RIPPLE },
  ];
}

/** Reads the design's `.v` files and those of `yosysInputs`, and writes rtl.json, netlist.json, for cells netlist.v, with `levels` levels.txt. */
export function yosysScript(design: VerilogDesign, target: Target, options: ScriptOptions): string {
  const common = {
    sources: design.files.map(({ name }) => name).filter((name) => name.endsWith(".v")),
    top: design.top,
    levels: options.levels,
  };
  if (target.kind === "cells") {
    const isRegister = ({ kind }: LibraryCell): boolean => kind !== "combinational";
    const registers = [...target.library.cells.values()].filter(isRegister).map(({ name }) => name);
    return cellsScript({
      ...common,
      flatten: options.flatten,
      adderCells: options.adders === "cells",
      registers,
    });
  }
  const { command, registers } = commandOf(target, options.flatten);
  return fpgaScript({ ...common, command, registers, cells: cellsOf(design, target) });
}

/** What `synthesiseAndPlace` runs without a harness at the pins, to be run by hand beside the design's files: it writes netlist.json. */
export const placementScript = (design: VerilogDesign, target: FpgaTarget): string =>
  yosysScript(design, target, { flatten: true, levels: false });

/** The family's own cells as black boxes, for a design that names some of them, as the top of a board does; else empty. */
const cellsOf = ({ files }: VerilogDesign, { family }: FpgaTarget): string =>
  family === "ice40" && files.some(({ text }) => /^\s*SB_[A-Z0-9_]+\b/m.test(text))
    ? "+/ice40/cells_sim.v"
    : "";

function commandOf({ family, name }: FpgaTarget, flatten: boolean) {
  const keep = flatten ? "" : " -noflatten";
  switch (family) {
    case "ice40":
      return {
        // Only the UltraPlus has multipliers.
        command: `synth_ice40${name === "ice40-up5k" ? " -dsp -device u" : ""}${keep}`,
        registers: ["SB_DFF*", "SB_RAM*", "SB_MAC16"],
      };
    case "ecp5":
      return { command: `synth_ecp5${keep}`, registers: ["TRELLIS_FF", "DP16KD", "PDPW16KD", "MULT18X18D"] };
    case "xc7":
      // Pads and clock buffers belong to a board's top.
      return {
        command: `synth_xilinx -family xc7 -noiopad -noclkbuf${flatten ? " -flatten" : ""}`,
        registers: ["FD*", "RAMB*", "DSP48E1"],
      };
  }
}
