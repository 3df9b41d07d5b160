/**
 * Where the state of one lane lies: a region of memory whose first byte is the `base` that all code gets; everything is
 * at a constant offset from it. Invariant: places of cells do not overlap, and stay once code has been compiled.
 */
import { CellKind, type Netlist } from "../netlist/netlist.ts";

/** How the bits of a cell of `width` bits lie in its `bytes` bytes (little endian). */
export const Representation = {
  /** Bits above the width are 0. */
  clean: 0,
  /** Cells of 1 bit: all bits of all bytes equal the value's. */
  mask: 1,
  /** Bits above the width are junk, to be ignored by every reader. */
  dirty: 2,
  /** Bits above the width equal the highest bit of the value. */
  signed: 3,
} as const;
export type Representation = (typeof Representation)[keyof typeof Representation];

export class Layout {
  /** By cell: bytes from the lane's base; -1 before it is placed. */
  readonly offset: Int32Array;
  /** By cell: 1, 2, 4 or 8. */
  readonly bytes: Uint8Array;
  /** By cell. */
  readonly representation: Uint8Array;
  /** Bytes of the region used so far. */
  end = 0;

  constructor(cells: number) {
    this.offset = new Int32Array(cells).fill(-1);
    this.bytes = new Uint8Array(cells);
    this.representation = new Uint8Array(cells);
  }

  /** Offset of a new area; `alignment` is a power of two up to 64 (regions start at multiples of 64). */
  reserve(bytes: number, alignment: number): number {
    const offset = (this.end + alignment - 1) & -alignment;
    this.end = offset + bytes;
    return offset;
  }

  place(cell: number, offset: number, bytes: number, representation: Representation): void {
    this.offset[cell] = offset;
    this.bytes[cell] = bytes;
    this.representation[cell] = representation;
  }
}

/** Smallest access that holds the width: 1, 2, 4 or 8 bytes for 1 to 64 bits. */
export const bytesFor = (width: number): 1 | 2 | 4 | 8 =>
  width <= 8 ? 1 : width <= 16 ? 2 : width <= 32 ? 4 : 8;

/**
 * Places every cell that has no place yet, clean, the widest first so that none needs padding, with what the outside
 * drives in front: inputs and resets are poked in every cycle and share a cache line.
 */
export function placeRemaining(netlist: Netlist, layout: Layout): void {
  const { cells } = netlist;
  const isOutside = (cell: number): boolean =>
    cells.kind[cell] === CellKind.input || cells.kind[cell] === CellKind.reset;
  for (const outside of [true, false]) {
    for (const bytes of [8, 4, 2, 1]) {
      for (let cell = 0; cell < cells.count; cell++) {
        if (layout.offset[cell] !== -1 || isOutside(cell) !== outside) continue;
        if (bytesFor(cells.width[cell] ?? 0) !== bytes) continue;
        layout.place(cell, layout.reserve(bytes, bytes), bytes, Representation.clean);
      }
    }
  }
}

/** Where the words of a memory lie: word i at `offset + i * wordBytes`; the word after the last one is always 0. */
export interface MemoryPlace {
  readonly offset: number;
  /** 1, 2, 4, or 8 times the limbs. */
  readonly wordBytes: number;
}

/** Reading past the depth gives 0: addresses are clamped to the one word more than there is. */
export function placeMemories(netlist: Netlist, layout: Layout): readonly MemoryPlace[] {
  return netlist.memories.map(({ width, depth }) => {
    const wordBytes = width <= 64 ? bytesFor(width) : 8 * Math.ceil(width / 64);
    return { offset: layout.reserve((depth + 1) * wordBytes, 8), wordBytes };
  });
}
