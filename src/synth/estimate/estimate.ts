/**
 * What a design will cost, from the elaborated design alone. Invariant: no tool runs; on cell libraries a module is counted once, however often it is used, and for FPGAs,
 * whose flow dissolves modules, the design is counted as a whole.
 */
import { fail } from "../../diagnostics/index.ts";
import type { Design, Module } from "../../ir/index.ts";
import type { CellLibrary } from "../liberty/index.ts";
import { findTarget, type Target } from "../targets.ts";
import { type GateLibrary, gateLibrary } from "./aig/index.ts";
import { type CellCounts, countCells } from "./cell-counts.ts";
import { countFpga } from "./fpga-counts.ts";

import type { EstimatedModule, EstimatedResources, EstimateReport } from "./report.ts";

/**
 * Estimates what `synthesise` would report with its usual options. `target`: a cell library, or an iCE40 without multipliers, by name, path or as `findTarget` gave it.
 * Errors: those of `findTarget`, BL0485 a flip-flop that the library lacks, BL0490 another FPGA.
 */
export function estimateDesign(design: Design, target: string | Target): EstimateReport {
  const found = typeof target === "string" ? findTarget(target) : target;
  const common = { format: "bitloom-estimate", version: 1, top: design.top.name } as const;
  if (found.kind === "cells") {
    const { name, file, sha256 } = found.library;
    const library = { name, file, sha256 };
    return {
      ...common,
      target: { name: found.name, kind: "cells", library },
      ...areaOf(design, found.library),
    };
  }
  if (!ESTIMATED_FPGAS.includes(found.name)) {
    const known = ["cell libraries", ...ESTIMATED_FPGAS].join(", ");
    return fail("BL0490", { target: found.name, known });
  }
  const { name, device } = found;
  return { ...common, target: { name, kind: "fpga", device }, resources: resourcesOf(design) };
}

/** The UltraPlus has multipliers, which the count does not know. */
const ESTIMATED_FPGAS: readonly string[] = ["ice40", "ice40-hx8k"];

function resourcesOf({ top }: Design): EstimatedResources {
  const { tables, flipFlops, carries, blockRams } = countFpga(top);
  return { luts: tables, flipFlops, carries, blockRams };
}

function areaOf(design: Design, cells: CellLibrary): Pick<EstimateReport, "area" | "modules"> {
  const library = gateLibrary(cells);
  const instances = instancesOf(design);
  const parts = design.modules
    .filter(({ external }) => external === undefined)
    .map((module) => {
      const counts = countCells(module, library);
      return {
        module: module.name,
        instances: instances.get(module) ?? 0,
        counts,
        ...areasOf(counts, library, { target: cells.name, module: module.name }),
      };
    });
  const sum = (area: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((total, part) => total + part.instances * area(part), 0);
  const areas = {
    flipFlops: sum((part) => part.flipFlops),
    fullAdders: sum((part) => part.fullAdders),
    gates: sum((part) => part.gates),
  };
  const total = areas.flipFlops + areas.fullAdders + areas.gates;
  const modules = parts.map(
    (part): EstimatedModule => ({
      module: part.module,
      instances: part.instances,
      flipFlops: part.counts.flipFlops,
      fullAdders: part.counts.fullAdders,
      area: part.flipFlops + part.fullAdders + part.gates,
    }),
  );
  const gate = cells.gate?.area;
  return { area: { total, ...areas, ...(gate ? { gateEquivalents: total / gate } : {}) }, modules };
}

/** Areas of one instance. BL0485: a flip-flop that the library lacks. */
function areasOf(
  { flipFlops, resetFlipFlops, fullAdders, gates }: CellCounts,
  library: GateLibrary,
  where: { readonly target: string; readonly module: string },
) {
  const registers = (count: number, area: number | undefined, cell: string): number =>
    count === 0 ? 0 : count * (area ?? fail("BL0485", { ...where, cell, others: count - 1 }));
  return {
    flipFlops:
      registers(flipFlops - resetFlipFlops, library.flipFlop, "a flip-flop") +
      registers(resetFlipFlops, library.resetFlipFlop, "a flip-flop with asynchronous reset"),
    fullAdders: fullAdders * (library.fullAdder ?? 0),
    gates,
  };
}

/** Times that the design holds each module. */
function instancesOf({ top, modules }: Design): Map<Module, number> {
  const times = new Map<Module, number>([[top, 1]]);
  // Children stand before their parents.
  for (const module of modules.toReversed()) {
    const own = times.get(module) ?? 0;
    for (const { module: child } of module.instances) times.set(child, (times.get(child) ?? 0) + own);
  }
  return times;
}
