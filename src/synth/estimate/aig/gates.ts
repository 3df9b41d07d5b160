/**
 * A cell library as the estimate needs it: for each function of up to six bits the cells that compute it. Invariant: an entry is a cell of the library with its pins permuted; complements
 * are the mapper's.
 */
import {
  type CellLibrary,
  evaluateFunction,
  logicCells,
  type PlainFlipFlop,
  variablesOf,
} from "../../liberty/index.ts";
import { complemented, swapped, VARIABLES } from "./tables.ts";

export interface Match {
  /** Bit i: the cell takes the complement of leaf i. */
  readonly phases: number;
  /** The cell gives the complement of the function. */
  readonly isInverted: boolean;
  readonly area: number;
}

export interface GateLibrary {
  readonly inverter: number;
  /**
   * Area of the flip-flop that is used without and with asynchronous reset; the other one of the two where the library has only
   * that, undefined where it has none.
   */
  readonly flipFlop: number | undefined;
  readonly resetFlipFlop: number | undefined;
  readonly fullAdder: number | undefined;
  /** Cells for a function of two to six variables, as a table in two words. */
  readonly matches: (low: number, high: number) => readonly Match[];
}

const known = new WeakMap<CellLibrary, GateLibrary>();

export function gateLibrary(library: CellLibrary): GateLibrary {
  const found = known.get(library) ?? makeGateLibrary(library);
  known.set(library, found);
  return found;
}

/** Pins of the widest gate that is used, as in ABC's `&nf`. */
const MOST_PINS = 6;

function makeGateLibrary(library: CellLibrary): GateLibrary {
  const { gates, flipFlops } = logicCells(library);
  const smallest = new Map<string, Gate>();
  const seen = new Map<string, number>();
  for (const { area, function: logic } of gates) {
    if (area >= (seen.get(logic) ?? Number.POSITIVE_INFINITY)) continue;
    seen.set(logic, area);
    const pins = variablesOf(logic);
    if (pins.length === 0 || pins.length > MOST_PINS) continue;
    const gate = { ...tableOf(logic, pins), pins: pins.length, area };
    const key = `${gate.low} ${gate.high}`;
    const other = smallest.get(key);
    if (other === undefined || area < other.area) smallest.set(key, gate);
  }
  const inverter = smallest.get(`${~VARIABLES[0]} ${~VARIABLES[0]}`)?.area ?? library.gate?.area ?? 0;
  const all = new Map<number, Map<number, Match[]>>();
  for (const gate of smallest.values()) if (gate.pins > 1) addMatches(all, gate);
  const plain = fewestPins(flipFlops.filter(({ hasReset }) => !hasReset));
  const withReset = fewestPins(flipFlops.filter(({ hasReset }) => hasReset));
  return {
    inverter,
    flipFlop: plain ?? withReset,
    resetFlipFlop: withReset,
    fullAdder: library.fullAdder?.cell.area,
    matches: (low, high) => all.get(low)?.get(high) ?? NONE,
  };
}

const NONE: readonly Match[] = [];

interface Gate {
  readonly low: number;
  readonly high: number;
  readonly pins: number;
  readonly area: number;
}

/** Few pins first, as Yosys' dfflibmap chooses, then the area. */
const fewestPins = (cells: readonly PlainFlipFlop[]): number | undefined =>
  [...cells].sort((a, b) => a.pins - b.pins || a.area - b.area)[0]?.area;

/** The gate with its pins in every order, any of them and its output complemented. */
function addMatches(all: Map<number, Map<number, Match[]>>, gate: Gate): void {
  const { pins, area } = gate;
  const orders = new Map([[`${gate.low} ${gate.high}`, gate as Pick<Gate, "low" | "high">]]);
  for (const { low, high } of orders.values()) {
    for (let v = 0; v < pins - 1; v++) {
      const next = exchanged(low, high, v);
      const key = `${next.low} ${next.high}`;
      if (!orders.has(key)) orders.set(key, next);
    }
  }
  for (const order of orders.values()) {
    for (let phases = 0; phases < 1 << pins; phases++) {
      let { low, high } = order;
      for (let v = 0; v < Math.min(pins, 5); v++) {
        if (((phases >> v) & 1) === 0) continue;
        low = complemented(low, v);
        high = complemented(high, v);
      }
      if ((phases >> 5) & 1) [low, high] = [high, low];
      put(all, low, high, { phases, isInverted: false, area });
      put(all, ~low, ~high, { phases, isInverted: true, area });
    }
  }
}

function put(all: Map<number, Map<number, Match[]>>, low: number, high: number, match: Match): void {
  const inner = all.get(low) ?? new Map<number, Match[]>();
  all.set(low, inner);
  const list = inner.get(high) ?? [];
  inner.set(high, list);
  const same = list.findIndex(
    ({ phases, isInverted }) => phases === match.phases && isInverted === match.isInverted,
  );
  if (same < 0) list.push(match);
  else if (match.area < (list[same] as Match).area) list[same] = match;
}

/** Variables v and v + 1 in each other's place. */
function exchanged(low: number, high: number, v: number): { low: number; high: number } {
  if (v < 4) return { low: swapped(low, v), high: swapped(high, v) };
  return { low: (low & 0xffff) | (high << 16), high: (low >>> 16) | (high & ~0xffff) };
}

function tableOf(logic: string, pins: readonly string[]): { low: number; high: number } {
  const values = Array.from(
    { length: 1 << pins.length },
    (_, row) => evaluateFunction(logic, (name) => ((row >> pins.indexOf(name)) & 1) === 1) === true,
  );
  const word = (above: number): number => {
    let table = 0;
    for (let row = 0; row < 32; row++) if (values[(row + above) % values.length]) table |= 1 << row;
    return table;
  };
  return { low: word(0), high: word(32) };
}
