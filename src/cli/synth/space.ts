/** Whether a design can fit an FPGA at all, known from its registers and memories before minutes of synthesis. */
import type { BlockEntry } from "../../blocks/index.ts";
import { BitloomError, fail } from "../../diagnostics/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { bitWidth, type Design, type Module } from "../../ir/index.ts";
import type { Target } from "../../synth/index.ts";

/** More than synthesis leaves out of what nothing reads or what never changes. */
const LEFT_OUT = 0.2;

/** What makes a difference for people who look for a smaller design. */
const WORTH_TELLING = 0.1;

/**
 * BL0488 for a design whose state alone is more than the device holds: a flip-flop a logic cell, and block RAMs for memories. `smaller` says what would help.
 */
export function requireStateFits(design: Design, target: Target, smaller: () => string = () => ""): void {
  if (target.kind !== "fpga" || target.place === undefined) return;
  const { place, device } = target;
  const { registers, memories } = stateBits(design.top, new Map());
  const besides = Math.max(0, memories - place.blockRamBits);
  if ((registers + besides) * (1 - LEFT_OUT) <= place.logicCells) return;
  const memory =
    besides === 0 ? "" : ` and ${memories} bits of memory for ${place.blockRamBits} bits of block RAMs`;
  const reason = `it has ${registers} bits of registers${memory}, and there are ${place.logicCells} logic cells with one flip-flop each.${smaller()}`;
  fail("BL0488", { top: design.top.name, device: `${device} (${place.package})`, reason });
}

/** The same for a block of the catalogue; the refusal names the parameters whose half saves most. */
export function requireBlockFits(
  entry: BlockEntry,
  given: Readonly<Record<string, string>>,
  design: Design,
  target: Target,
): void {
  requireStateFits(design, target, () => {
    const now = stateOf(design);
    const savings = Object.entries(entry.values(given)).flatMap(([name, value]) => {
      if (typeof value !== "number" || value < 2) return [];
      const half = String(Math.floor(value / 2));
      const saved = now - (stateOfBlock(entry, { ...given, [name]: half }) ?? now);
      return saved < WORTH_TELLING * now ? [] : [{ name, half, saved }];
    });
    const best = savings.sort((a, b) => b.saved - a.saved || (a.name < b.name ? -1 : 1)).slice(0, 3);
    const each = best.map(({ name, half, saved }) => `${name}=${half} would leave ${now - saved}`);
    return each.length === 0 ? "" : ` Make it smaller with --param: of ${now} bits ${each.join(", ")}.`;
  });
}

/** undefined where the block refuses the parameters. */
function stateOfBlock(entry: BlockEntry, given: Readonly<Record<string, string>>): number | undefined {
  try {
    return stateOf(elaborate(entry.make(given)));
  } catch (error) {
    if (error instanceof BitloomError) return undefined;
    throw error;
  }
}

const stateOf = ({ top }: Design): number => {
  const { registers, memories } = stateBits(top, new Map());
  return registers + memories;
};

interface State {
  readonly registers: number;
  /** At best in block RAMs: Yosys joins a register behind a read with it. */
  readonly memories: number;
}

/** Bits of a module and everything in it; `known` has the modules seen so far. */
function stateBits(module: Module, known: Map<Module, State>): State {
  const found = known.get(module);
  if (found !== undefined) return found;
  let registers = 0;
  let memories = 0;
  for (const { role, type } of module.signals) if (role === "register") registers += bitWidth(type);
  for (const { type, depth, writes } of module.memories) {
    // What is never written is a table, made of logic.
    if (writes.length === 0) continue;
    memories += bitWidth(type) * depth;
  }
  for (const { module: child } of module.instances) {
    const inner = stateBits(child, known);
    registers += inner.registers;
    memories += inner.memories;
  }
  const state = { registers, memories };
  known.set(module, state);
  return state;
}
