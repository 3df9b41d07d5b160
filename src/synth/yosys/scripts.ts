/**
 * Scripts for Yosys from the templates beside this file. Invariant: names that go into a script are Verilog identifiers or
 * plain file names, so that nothing in them is a command.
 */
import type { LibraryCell } from "../liberty/index.ts";
import type { VerilogDesign } from "../source.ts";
import type { FpgaTarget, Target } from "../targets.ts";
import { loadTemplate } from "../template.ts";

interface ScriptData {
  readonly sources: readonly string[];
  readonly top: string;
  readonly levels: boolean;
  /** Types of cells where a path ends; wildcards allowed. */
  readonly registers: readonly string[];
}

const cellsScript = loadTemplate<ScriptData & { readonly flatten: boolean }>(
  new URL("cells.ys.hbs", import.meta.url),
);
const fpgaScript = loadTemplate<ScriptData & { readonly command: string; readonly cells: string }>(
  new URL("fpga.ys.hbs", import.meta.url),
);

export interface ScriptOptions {
  readonly flatten: boolean;
  /** Counts the cells of the longest path. */
  readonly levels: boolean;
}

/** Reads the design's `.v` files and writes rtl.json, netlist.json, for cells netlist.v, with `levels` levels.txt. */
export function yosysScript(design: VerilogDesign, target: Target, options: ScriptOptions): string {
  const common = {
    sources: design.files.map(({ name }) => name).filter((name) => name.endsWith(".v")),
    top: design.top,
    levels: options.levels,
  };
  if (target.kind === "cells") {
    const isRegister = ({ kind }: LibraryCell): boolean => kind !== "combinational";
    const registers = [...target.library.cells.values()].filter(isRegister).map(({ name }) => name);
    return cellsScript({ ...common, flatten: options.flatten, registers });
  }
  const { command, registers } = commandOf(target, options.flatten);
  return fpgaScript({ ...common, command, registers, cells: cellsOf(design, target) });
}

/** The family's own cells as black boxes, for a design that names some of them, as the top of a board does; else empty. */
const cellsOf = ({ files }: VerilogDesign, { family }: FpgaTarget): string =>
  family === "ice40" && files.some(({ text }) => /^\s*SB_[A-Z0-9_]+\b/m.test(text)) ? "+/ice40/cells_sim.v" : "";

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
