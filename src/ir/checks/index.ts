/** The checks on an elaborated design. Each file owns one family; this one runs them in a fixed order. */
import type { Diagnostic } from "../../diagnostics/index.ts";
import type { Design, Module } from "../design.ts";
import { checkAssignments } from "./assignment.ts";
import { checkDomains } from "./domains.ts";
import { checkDoubleDrivers } from "./double-driver.ts";
import { checkLoops } from "./loops.ts";
import { checkNames } from "./names.ts";
import { checkShapes } from "./shapes.ts";
import { Summaries } from "./summaries.ts";
import { checkUnused } from "./unused.ts";

/**
 * Every problem of the design, errors and warnings, module by module in the design's order: latches, double drivers,
 * undriven and unused signals, combinational loops, clock crossings, name clashes, empty and unreachable things. Throws
 * nothing; the design must obey the invariants that `verifyDesign` checks.
 */
export function checkDesign(design: Design): Diagnostic[] {
  const summaries = new Summaries();
  return [...checkNames(design), ...design.modules.flatMap((module) => checkModule(module, summaries))];
}

function checkModule(module: Module, summaries: Summaries): Diagnostic[] {
  if (module.external !== undefined) return checkShapes(module);
  return [
    ...checkShapes(module),
    ...checkAssignments(module),
    ...checkDoubleDrivers(module),
    ...checkLoops(module, summaries),
    ...checkDomains(module, summaries),
    ...checkUnused(module, summaries),
  ];
}
