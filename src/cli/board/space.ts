/** Whether a design can fit a board at all, known before minutes of synthesis. */
import { fail } from "../../diagnostics/index.ts";
import type { Design, Module } from "../../ir/index.ts";
import { bitWidth } from "../../ir/index.ts";
import type { Target } from "../../synth/index.ts";

/** More than synthesis leaves out of what nothing reads or what never changes; small memories, which become flip-flops too, are not counted. */
const LEFT_OUT = 0.2;

/** BL0488 for a design whose registers alone are more than the device's flip-flops, one a logic cell. */
export function requireRegistersFit(design: Design, target: Target): void {
  if (target.kind !== "fpga" || target.place === undefined) return;
  const { place, device } = target;
  const bits = registerBits(design.top, new Map());
  if (bits * (1 - LEFT_OUT) <= place.logicCells) return;
  const reason = `it has ${bits} bits of registers, and there are ${place.logicCells} logic cells with one flip-flop each.`;
  fail("BL0488", { top: design.top.name, device: `${device} (${place.package})`, reason });
}

/** Of a module and everything in it; `known` has the modules seen so far. */
function registerBits(module: Module, known: Map<Module, number>): number {
  const found = known.get(module);
  if (found !== undefined) return found;
  const own = module.signals
    .filter(({ role }) => role === "register")
    .reduce((sum, { type }) => sum + bitWidth(type), 0);
  const bits = module.instances.reduce((sum, { module: child }) => sum + registerBits(child, known), own);
  known.set(module, bits);
  return bits;
}
