/**
 * A cell library as the estimate needs it: for each function of up to four bits the smallest cell that computes it. Invariant: an entry is a cell of
 * the library with its pins permuted; complements are the mapper's.
 */
import {
  type CellLibrary,
  evaluateFunction,
  logicCells,
  type PlainFlipFlop,
  variablesOf,
} from "../liberty/index.ts";
import { flipped, negated } from "./cuts.ts";

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
  /** Cells that compute a function of `leaves` variables. */
  readonly matches: (table: number, leaves: number) => readonly Match[];
}

const known = new WeakMap<CellLibrary, GateLibrary>();

export function gateLibrary(library: CellLibrary): GateLibrary {
  const found = known.get(library) ?? makeGateLibrary(library);
  known.set(library, found);
  return found;
}

function makeGateLibrary(library: CellLibrary): GateLibrary {
  const areas = new Map<number, number>();
  const { gates, flipFlops } = logicCells(library);
  for (const { area, function: logic } of gates) {
    const pins = variablesOf(logic);
    if (pins.length === 0 || pins.length > 4) continue;
    for (const order of permutations(pins)) {
      const table = tableOf(logic, order);
      areas.set(table, Math.min(area, areas.get(table) ?? Number.POSITIVE_INFINITY));
    }
  }
  const plain = smallest(flipFlops.filter(({ hasReset }) => !hasReset));
  const withReset = smallest(flipFlops.filter(({ hasReset }) => hasReset));
  const inverter = areas.get(negated(0xaaaa)) ?? library.gate?.area ?? 0;
  addComposites(areas, inverter);
  const memo = new Map<number, readonly Match[]>();
  return {
    inverter,
    flipFlop: plain ?? withReset,
    resetFlipFlop: withReset,
    fullAdder: library.fullAdder?.cell.area,
    matches: (table, leaves) => {
      const key = table * 5 + leaves;
      const ready = memo.get(key) ?? matchesOf(areas, table, leaves);
      memo.set(key, ready);
      return ready;
    },
  };
}

/**
 * What libraries without a multiplexer or an exclusive-or make of two-input gates: three of them, and inverters for what they take
 * in the other phase. BL0481 from the library's reader where there is no such gate either.
 */
function addComposites(areas: Map<number, number>, inverter: number): void {
  const [a, b, c] = [0xaaaa, 0xcccc, 0xf0f0] as const;
  const gates = matchesOf(areas, a & b, 2).map(
    ({ area, phases, isInverted }) => area + (phases === 0 && !isInverted ? 0 : inverter),
  );
  const and = gates.length === 0 ? undefined : Math.min(...gates);
  if (and === undefined) return;
  const made = 3 * and + inverter;
  if (matchesOf(areas, a ^ b, 2).length === 0) areas.set(a ^ b, made);
  const chosen = (c & a) | (negated(c) & b);
  if (matchesOf(areas, chosen, 3).length > 0) return;
  for (const [x, y, z] of permutations([a, b, c])) {
    const [by = 0, high = 0, low = 0] = [x, y, z];
    areas.set((by & high) | (negated(by) & low), made);
  }
}

/** Few pins first, as Yosys' dfflibmap chooses, then the area. */
const smallest = (cells: readonly PlainFlipFlop[]): number | undefined =>
  [...cells].sort((a, b) => a.pins - b.pins || a.area - b.area)[0]?.area;

function matchesOf(areas: ReadonlyMap<number, number>, table: number, leaves: number): Match[] {
  const matches: Match[] = [];
  for (let phases = 0; phases < 1 << leaves; phases++) {
    let now = table;
    for (let at = 0; at < leaves; at++) if ((phases >> at) & 1) now = flipped(now, at);
    for (const isInverted of [false, true]) {
      const area = areas.get(isInverted ? negated(now) : now);
      if (area !== undefined) matches.push({ phases, isInverted, area });
    }
  }
  return matches;
}

function tableOf(logic: string, pins: readonly string[]): number {
  let table = 0;
  for (let row = 0; row < 16; row++) {
    if (evaluateFunction(logic, (name) => ((row >> pins.indexOf(name)) & 1) === 1) === true)
      table |= 1 << row;
  }
  return table;
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) =>
    permutations(items.filter((_, at) => at !== i)).map((rest) => [item, ...rest]),
  );
}
