/** What a module is made of on a cell library, before calibration: flip-flops, full adders, and gates by a cover of their own. */
import type { Module } from "../../ir/index.ts";
import { fullAdders, usedNodes } from "./adders.ts";
import { controlled, ENABLES } from "./control.ts";
import type { GateLibrary } from "./gates.ts";
import type { BitGraph, Literal } from "./graph.ts";
import { lowerModule } from "./lower.ts";
import type { FlipFlop } from "./lowered.ts";
import { type GateAreas, gateArea, totalArea } from "./map-cells.ts";
import { cleaned } from "./netlist.ts";

/** Of one module without those inside. */
export interface CellCounts {
  readonly flipFlops: number;
  /** Of those, with an asynchronous reset. */
  readonly resetFlipFlops: number;
  readonly fullAdders: number;
  readonly gates: GateAreas;
}

export function countCells(module: Module, library: GateLibrary): CellCounts {
  const lowered = lowerModule(module, "cells");
  const { graph, flipFlops, outputs } = cleaned(lowered);
  const isAsync = flipFlops.filter(({ reset }) => reset?.isAsync === true);
  const resets = isAsync.map(({ reset }) => reset?.when ?? 0);
  // Synthesis draws enables out of registers and then shares what is shared: the better of both.
  const covers = new Map<string, Cover>();
  for (const enables of ENABLES) {
    const roots = [...outputs, ...takenBy(graph, flipFlops, enables), ...resets];
    const key = roots.join();
    if (!covers.has(key)) covers.set(key, coverOf(graph, roots, library));
  }
  const best = [...covers.values()].reduce((least, cover) => (cover.area < least.area ? cover : least));
  return {
    flipFlops: flipFlops.length,
    resetFlipFlops: isAsync.length,
    fullAdders: best.fullAdders,
    gates: best.gates,
  };
}

/** What the flip-flops' pins take, with what resets them at the edge. */
function takenBy(
  graph: BitGraph,
  flipFlops: readonly FlipFlop[],
  enables: (typeof ENABLES)[number],
): Literal[] {
  return controlled(graph, flipFlops, enables).map(({ enable, data }, i) => {
    const { output, reset } = flipFlops[i] as FlipFlop;
    const kept = graph.mux(enable, data, output);
    return reset === undefined || reset.isAsync ? kept : graph.mux(reset.when, reset.value, kept);
  });
}

interface Cover {
  readonly fullAdders: number;
  readonly gates: GateAreas;
  readonly area: number;
}

function coverOf(graph: BitGraph, roots: readonly Literal[], library: GateLibrary): Cover {
  const adders = library.fullAdder === undefined ? [] : fullAdders(graph, roots);
  const outside = adders.flatMap(({ sums, carries }) => [...sums, ...carries]);
  const given = new Map(outside.map(({ node, phase }) => [node, phase]));
  const used = usedNodes(graph, roots, adders);
  const all = [...roots, ...adders.flatMap(({ inputs }) => inputs)];
  const gates = gateArea(graph, all, library, { given, used });
  return {
    fullAdders: adders.length,
    gates,
    area: totalArea(gates) + adders.length * (library.fullAdder ?? 0),
  };
}
