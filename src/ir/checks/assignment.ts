/** Latches, signals nobody drives, registers that never change: every signal against the statements that drive it. */
import { type Diagnostic, diagnostic, type Party } from "../../diagnostics/index.ts";
import type { AssignStatement, Module, Signal } from "../design.ts";
import { bitWidth } from "../types.ts";
import { BitSet } from "./bit-set.ts";
import { assignedOnEveryPath, assignedSomewhere, assignmentsIn, pathWithout } from "./coverage.ts";
import { bitsText, type Choice, choiceText, declared, roleName, signalName } from "./describe.ts";

/** BL0201, BL0203 and BL0209, each with the bits it is about. */
export function checkAssignments(module: Module): Diagnostic[] {
  const assignments = assignmentsIn(module.body);
  const somewhere = assignedSomewhere(assignments);
  const everywhere = assignedOnEveryPath(module.body);
  return module.signals.flatMap((signal) => {
    const width = bitWidth(signal.type);
    const driven = somewhere.get(signal) ?? new BitSet();
    switch (signal.role) {
      case "register":
        return registerProblem(module, signal, driven.complement(width));
      case "wire":
      case "output":
      case "instanceInput": {
        const undriven = driven.complement(width);
        if (!undriven.isEmpty) return [undrivenProblem(module, signal, undriven)];
        const missing = (everywhere.get(signal) ?? new BitSet()).complement(width);
        return missing.isEmpty ? [] : [latchProblem(module, signal, missing, assignments)];
      }
      default:
        return [];
    }
  });
}

function undrivenProblem(module: Module, signal: Signal, undriven: BitSet): Diagnostic {
  const bits = bitsText(undriven, signal.type);
  const details = { role: roleName(signal), name: signalName(signal), module: module.name, bits };
  return diagnostic("BL0203", details, [declared(signal)]);
}

function registerProblem(module: Module, signal: Signal, undriven: BitSet): Diagnostic[] {
  if (undriven.isEmpty) return [];
  if (signal.init === undefined) return [undrivenProblem(module, signal, undriven)];
  const bits = bitsText(undriven, signal.type);
  const details = { name: signal.name, module: module.name, bits, init: `${signal.init}` };
  return [diagnostic("BL0209", details, [declared(signal)])];
}

function latchProblem(
  module: Module,
  signal: Signal,
  missing: BitSet,
  assignments: readonly AssignStatement[],
): Diagnostic {
  const bit = missing.list()[0]?.low ?? 0;
  const path = pathWithout(module.body, signal, bit);
  const own = assignments.filter(({ target }) => target.signal === signal);
  const byIndex = own.find(({ target }) => target.kind === "element");
  const details = {
    role: roleName(signal),
    name: signalName(signal),
    module: module.name,
    bits: bitsText(missing, signal.type),
    path: path.map(choiceText),
    // Without a branch to blame, only assignments at a run-time index reach the bit.
    byIndex: path.length === 0 && byIndex !== undefined,
  };
  const assigned = own[0] === undefined ? [] : [{ label: "assigned here", site: own[0].site }];
  return diagnostic("BL0201", details, [declared(signal), ...assigned, ...path.map(choiceParty)]);
}

function choiceParty(choice: Choice): Party {
  const { site } = choice.of;
  if ("values" in choice) {
    if (choice.values !== undefined) return { label: "in an arm of this match", site };
    const isListed = choice.of.otherwise !== undefined;
    return { label: isListed ? "in the otherwise of this match" : "no arm of this match", site };
  }
  const { otherwise } = choice.of;
  if (choice.taken) return { label: "inside this when", site };
  return {
    label: otherwise.length === 0 ? "no otherwise after this when" : "in the otherwise of this when",
    site,
  };
}
