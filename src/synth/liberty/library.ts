/**
 * A cell library as synthesis needs it: cells with their areas and kinds. Invariant: every cell has an area that is a
 * number, and areas are in the library's own unit (um2 in all libraries known to us; Liberty does not say). Fillers and other
 * cells without outputs may have none: they are left out then.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { fail } from "../../diagnostics/index.ts";
import { type AdderPins, adderPins } from "./adders.ts";
import { isNand2, variablesOf } from "./function.ts";
import { lackingGates } from "./needed.ts";
import { type LibertyGroup, parseLiberty } from "./parse.ts";

export interface LibraryCell {
  readonly name: string;
  /** um2. */
  readonly area: number;
  /** "other" is sequential too: clock gates, described by a table of states. */
  readonly kind: "combinational" | "flip-flop" | "latch" | "other";
  /** Pins in the library's order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Input pins that clock a flip-flop or open a latch. */
  readonly clockPins: readonly string[];
}

export interface CellLibrary {
  readonly name: string;
  /** Without its folder. */
  readonly file: string;
  /** Of the text, unpacked: hexadecimal. */
  readonly sha256: string;
  /** Liberty text, unpacked. */
  readonly text: string;
  readonly cells: ReadonlyMap<string, LibraryCell>;
  /** The smallest two-input NAND, whose area is one gate equivalent. */
  readonly gate: LibraryCell | undefined;
  /** The smallest cell that adds three bits, found by its function. */
  readonly fullAdder: (AdderPins & { readonly cell: LibraryCell }) | undefined;
  /** Some cell has timing; libraries made for area alone have none. */
  readonly hasDelays: boolean;
  /** Gates that mapping needs and that are not there, in words. */
  readonly lacks: readonly string[];
}

/**
 * Reads a Liberty file, gzipped or not. Errors: BL0482 no such file or unreadable; BL0481 not Liberty, no cells, or a cell
 * without an area.
 */
export function readLibrary(path: string): CellLibrary {
  return libraryOf(readText(path), basename(path));
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (isPacked ? gunzipSync(bytes) : bytes).toString("utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    return fail("BL0482", { file: path, reason: error instanceof Error ? error.message : String(error) });
  }
}

/** The same from a text; `file` is the name in reports and messages. */
export function libraryOf(text: string, file: string): CellLibrary {
  const root = parseLiberty(text, file);
  const groups = root.groups.filter((group) => group.name === "cell" && !isOnlyPlaced(group));
  const cells = groups.map((group) => cellOf(group, file));
  if (cells.length === 0) fail("BL0481", { file, place: `line ${root.line}`, reason: "it has no cells" });
  const gates = groups.filter(isNandCell).map((group) => cellOf(group, file));
  const adders = groups.flatMap((group) => {
    const pins = adderPinsOf(group);
    return pins === undefined ? [] : [{ ...pins, cell: cellOf(group, file) }];
  });
  return {
    name: root.arguments[0] ?? file,
    file: file.replace(/\.gz$/, ""),
    sha256: createHash("sha256").update(text).digest("hex"),
    text,
    cells: new Map(cells.map((cell) => [cell.name, cell])),
    gate: gates.sort(bySize)[0],
    fullAdder: adders.sort((a, b) => bySize(a.cell, b.cell))[0],
    hasDelays: groups.some((group) => pinsOf(group).some(hasTiming)),
    lacks: lackingGates(groups.flatMap(gateFunction)),
  };
}

const bySize = (a: LibraryCell, b: LibraryCell): number => a.area - b.area || (a.name < b.name ? -1 : 1);

function cellOf(group: LibertyGroup, file: string): LibraryCell {
  const name = group.arguments[0] ?? "";
  const area = Number(group.attributes.get("area") ?? Number.NaN);
  if (name === "" || !(area >= 0)) {
    const reason =
      name === "" ? "a cell has no name" : `cell ${name} has no area, or one that is not a number from 0`;
    fail("BL0481", { file, place: `line ${group.line}`, reason });
  }
  const pins = pinsOf(group);
  const state = group.groups.find(({ name }) => /^(ff|latch|statetable)/.test(name));
  const clocks = variablesOf(state?.attributes.get("clocked_on") ?? state?.attributes.get("enable") ?? "");
  return {
    name,
    area,
    kind: kindOf(state?.name),
    inputs: pins.filter((pin) => directionOf(pin) === "input").flatMap(({ arguments: names }) => names),
    outputs: pins.filter((pin) => directionOf(pin) === "output").flatMap(({ arguments: names }) => names),
    clockPins: clocks,
  };
}

/** `ff`, `ff_bank`, `latch`, `latch_bank` and `statetable` are the groups that make a cell sequential. */
function kindOf(state: string | undefined): LibraryCell["kind"] {
  if (state === undefined) return "combinational";
  return state.startsWith("ff") ? "flip-flop" : state.startsWith("latch") ? "latch" : "other";
}

/** Pins of buses and bundles too; `pin (A, B)` names two. */
function pinsOf(cell: LibertyGroup): LibertyGroup[] {
  return cell.groups.flatMap((group) =>
    group.name === "pin" ? [group] : /^(bus|bundle)$/.test(group.name) ? pinsOf(group) : [],
  );
}

const directionOf = (pin: LibertyGroup): string | undefined => pin.attributes.get("direction");

const hasTiming = ({ groups }: LibertyGroup): boolean => groups.some(({ name }) => name === "timing");

/** A cell that no netlist has, without an area: a filler, a tap. */
const isOnlyPlaced = (cell: LibertyGroup): boolean =>
  !cell.attributes.has("area") && !pinsOf(cell).some((pin) => directionOf(pin) === "output");

/** Outputs of a combinational cell with their functions; none of others. */
function functionsOf(cell: LibertyGroup): { readonly name: string; readonly function: string }[] {
  if (cell.groups.some(({ name }) => /^(ff|latch|statetable)/.test(name))) return [];
  return pinsOf(cell)
    .filter((pin) => directionOf(pin) === "output")
    .map((pin) => ({ name: pin.arguments[0] ?? "", function: pin.attributes.get("function") ?? "" }));
}

function isNandCell(cell: LibertyGroup): boolean {
  const [output, ...more] = functionsOf(cell);
  return output !== undefined && more.length === 0 && isNand2(output.function);
}

/** The function of a cell that logic may be mapped to; none of others. */
function gateFunction(cell: LibertyGroup): string[] {
  const [output, ...more] = functionsOf(cell);
  const isDriver = pinsOf(cell).some(({ attributes }) => attributes.has("three_state"));
  const isAvoided = cell.attributes.get("dont_use") === "true";
  return output === undefined || more.length > 0 || isDriver || isAvoided ? [] : [output.function];
}

/** Cells that their library warns of are left out. Their names must be Verilog's. */
function adderPinsOf(cell: LibertyGroup): AdderPins | undefined {
  if (cell.attributes.get("dont_use") === "true") return undefined;
  const pins = adderPins(functionsOf(cell));
  const names = pins && [cell.arguments[0] ?? "", ...pins.inputs, pins.sum, pins.carry];
  return names?.every((name) => /^[A-Za-z_]\w*$/.test(name)) ? pins : undefined;
}

/**
 * The text for OpenSTA: without the default wire load, which it would put on every net, since numbers before layout have no wires; and
 * without comments, because it does not know those that begin with `//`.
 */
export const textForOpenSta = ({ text }: CellLibrary): string =>
  text
    .replace(/"(?:[^"\\]|\\[\s\S])*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (piece) =>
      piece.startsWith('"') ? piece : piece.replace(/[^\n]+/g, " "),
    )
    .replace(/^[ \t]*default_wire_load[ \t]*:[^\n]*$/gm, "");
