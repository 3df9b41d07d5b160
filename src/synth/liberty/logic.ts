/** What the cells of a library compute, for those with one output of logic and for plain flip-flops. Invariant: cells that the library warns of are left out. */
import { variablesOf } from "./function.ts";
import type { CellLibrary } from "./library.ts";
import { type LibertyGroup, parseLiberty } from "./parse.ts";

/** One output, combinational. */
export interface LogicCell {
  readonly area: number;
  /** Liberty's text, of the input pins. */
  readonly function: string;
}

/** Takes one pin as it is at the clock's edge: neither scan nor enable. */
export interface PlainFlipFlop {
  readonly area: number;
  readonly pins: number;
  /** Has a clear or a preset. */
  readonly hasReset: boolean;
}

/** Parses the library's text again: a few hundred milliseconds for a large one. */
export function logicCells(library: CellLibrary): {
  readonly gates: readonly LogicCell[];
  readonly flipFlops: readonly PlainFlipFlop[];
} {
  const cells = parseLiberty(library.text, library.file).groups.filter(
    ({ name, attributes }) => name === "cell" && attributes.get("dont_use") !== "true",
  );
  return { gates: cells.flatMap(gateOf), flipFlops: cells.flatMap(flipFlopOf) };
}

const isState = ({ name }: LibertyGroup): boolean => /^(ff|latch|statetable)/.test(name);
const areaOf = ({ attributes }: LibertyGroup): number => Number(attributes.get("area"));
const pinsOf = ({ groups }: LibertyGroup): LibertyGroup[] => groups.filter(({ name }) => name === "pin");

function gateOf(cell: LibertyGroup): LogicCell[] {
  if (cell.groups.some(isState)) return [];
  const [output, ...more] = pinsOf(cell).filter(({ attributes }) => attributes.get("direction") === "output");
  const text = output?.attributes.get("function");
  // A pin that enables a bus driver does not show in the function.
  if (text === undefined || more.length > 0 || output?.attributes.has("three_state")) return [];
  return [{ area: areaOf(cell), function: text }];
}

function flipFlopOf(cell: LibertyGroup): PlainFlipFlop[] {
  const state = cell.groups.find(({ name }) => name === "ff");
  if (state === undefined) return [];
  if (variablesOf(state.attributes.get("next_state") ?? "").length !== 1) return [];
  const controls = ["clear", "preset"].filter((name) => state.attributes.has(name));
  if (controls.length > 1) return [];
  return [{ area: areaOf(cell), pins: pinsOf(cell).length, hasReset: controls.length === 1 }];
}
