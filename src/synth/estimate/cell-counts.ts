/** What a module is made of on a cell library: flip-flops, full adders, and gates by a cover of their own. */
import type { Module } from "../../ir/index.ts";
import { aigOf, around, fullAdders, type GateLibrary, gateArea, optimised } from "./aig/index.ts";
import { lowerModule } from "./lower.ts";
import { cleaned } from "./netlist.ts";

/** Of one module without those inside. */
export interface CellCounts {
  readonly flipFlops: number;
  /** Of those, with an asynchronous reset. */
  readonly resetFlipFlops: number;
  readonly fullAdders: number;
  /** Area of all other cells, in the library's unit. */
  readonly gates: number;
}

export function countCells(module: Module, library: GateLibrary): CellCounts {
  const { graph, flipFlops, outputs } = cleaned(lowerModule(module, "cells"));
  // What resets a register at the edge is logic; enables are choices that hold.
  const taken = flipFlops.map(({ next, reset }) =>
    reset === undefined || reset.isAsync ? next : graph.mux(reset.when, reset.value, next),
  );
  const asyncResets = flipFlops.flatMap(({ reset }) => (reset?.isAsync === true ? [reset.when] : []));
  const { aig } = aigOf(graph, [...outputs, ...taken, ...asyncResets]);
  const adders = library.fullAdder === undefined ? [] : fullAdders(aig);
  return {
    flipFlops: flipFlops.length,
    resetFlipFlops: asyncResets.length,
    fullAdders: adders.length,
    gates: gateArea(optimised(around(aig, adders)), library),
  };
}
