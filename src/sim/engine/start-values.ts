/** The state that a lane starts with: init values, memory content, and random bits in the order the interpreter draws them. */
import type { ClockDomain } from "../../ir/index.ts";
import { inactiveLevel } from "../interpreter/module-state.ts";
import { CellKind, type Netlist } from "../netlist/netlist.ts";
import { randomBits } from "../random.ts";
import { type Layout, type MemoryPlace, Representation } from "./layout.ts";
import type { State } from "./state.ts";

/** What writing needs to know of the places. */
export interface Places {
  readonly netlist: Netlist;
  readonly layout: Layout;
  readonly memories: readonly MemoryPlace[];
}

export function writeStartValues(places: Places, state: State, lane: number, seed: number): void {
  const { netlist } = places;
  const { cells } = netlist;
  const base = state.base(lane);
  for (let cell = 0; cell < cells.count; cell++) {
    if (cells.hasInit[cell] === 1) writeCell(places, state, base, cell, initOf(netlist, cell));
  }
  for (const [cell, level] of inactiveResets(netlist)) {
    writeCell(places, state, base, cell, BigInt(level));
  }
  netlist.memories.forEach(({ memory }, index) => {
    memory.init?.forEach((word, address) => {
      if (address < memory.depth) writeWord(places, state, base, index, address, word);
    });
  });
  const random = randomBits(seed);
  for (const item of netlist.fill) {
    if (item.kind === "memory") {
      const { depth, width } = netlist.memories[item.memory] as Netlist["memories"][number];
      for (let address = 0; address < depth; address++) {
        writeWord(places, state, base, item.memory, address, random(width));
      }
      continue;
    }
    let bits = random(item.width);
    for (const cell of item.cells) {
      const width = cells.width[cell] as number;
      if (cells.kind[cell] !== CellKind.input)
        writeCell(places, state, base, cell, BigInt.asUintN(width, bits));
      bits >>= BigInt(width);
    }
  }
}

/** The cells of the top's reset ports, with the level at which they reset nothing. */
export function inactiveResets(netlist: Netlist): ReadonlyMap<number, number> {
  const { domains } = netlist.design.top;
  const found = netlist.resetCells.map(
    (cell, index) => [cell, Number(inactiveLevel(domains[index] as ClockDomain))] as const,
  );
  return new Map(found.filter(([cell]) => cell >= 0));
}

/** Raw bits of a cell's init value. */
export function initOf(netlist: Netlist, cell: number): bigint {
  const { initLow, initHigh } = netlist.cells;
  return (BigInt((initHigh[cell] as number) >>> 0) << 32n) | BigInt((initLow[cell] as number) >>> 0);
}

/** Stores canonical bits of a cell in its representation. */
export function writeCell(
  { netlist, layout }: Places,
  state: State,
  base: number,
  cell: number,
  bits: bigint,
): void {
  const bytes = layout.bytes[cell] as number;
  const width = netlist.cells.width[cell] as number;
  const representation = layout.representation[cell];
  const isSigned = representation === Representation.signed || representation === Representation.mask;
  const value = isSigned ? BigInt.asUintN(64, BigInt.asIntN(width, bits)) : bits;
  state.write(base + (layout.offset[cell] as number), bytes, value);
}

/** Canonical bits of a cell. */
export function readCell({ netlist, layout }: Places, state: State, base: number, cell: number): bigint {
  const bits = state.read(base + (layout.offset[cell] as number), layout.bytes[cell] as number);
  return BigInt.asUintN(netlist.cells.width[cell] as number, bits);
}

export function writeWord(
  { memories }: Places,
  state: State,
  base: number,
  memory: number,
  address: number,
  bits: bigint,
): void {
  const { offset, wordBytes } = memories[memory] as MemoryPlace;
  const at = base + offset + address * wordBytes;
  if (wordBytes <= 8) {
    state.write(at, wordBytes, bits);
    return;
  }
  for (let limb = 0; limb < wordBytes; limb += 8) {
    state.write(at + limb, 8, BigInt.asUintN(64, bits >> BigInt(8 * limb)));
  }
}

export function readWord(
  { memories }: Places,
  state: State,
  base: number,
  memory: number,
  address: number,
): bigint {
  const { offset, wordBytes } = memories[memory] as MemoryPlace;
  const at = base + offset + address * wordBytes;
  if (wordBytes <= 8) return state.read(at, wordBytes);
  let bits = 0n;
  for (let limb = wordBytes - 8; limb >= 0; limb -= 8) bits = (bits << 64n) | state.read(at + limb, 8);
  return bits;
}
