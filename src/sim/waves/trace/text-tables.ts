/**
 * The tables that `textRecorder`'s code works from, in the engine's memory: for every byte of the shadow the first of a list
 * of records of the cells that lie in it. Invariant: addresses are absolute, and the layout is that of `Field`.
 */
import type { EngineInternals } from "../../engine/engine.ts";
import type { LeafCell } from "../leaves.ts";
import { BLOCK_BYTES, LINE_BYTES, type PlacedFragment, type Placement } from "./placement.ts";

/** How a cell is written; the order is that of the branches in `emitCell`. */
export const Kind = { bit: 0, vector: 1, enumeration: 2, wide: 3 } as const;

/**
 * Fields of a record, for a cell or, when it is wide, for each of its fragments. A wide cell's table has, from the highest
 * bits down, the first five fields of each fragment, and after them the stamp of the call that wrote it last.
 */
export const Field = {
  address: 0,
  shadow: 4,
  mask: 8,
  shift: 16,
  width: 24,
  /** Bits of the line's bytes that this and all other records of the list lie in. */
  extent: 28,
  suffix: 32,
  suffixLength: 40,
  kind: 44,
  table: 48,
  count: 52,
  /** The next record of the list, 0 after the last. */
  next: 56,
} as const;
export const RECORD_BYTES = 64;
export const FRAGMENT_BYTES = 32;
export const MEMBER_BYTES = 16;

interface PlacedCell {
  readonly cell: LeafCell;
  readonly fragments: readonly PlacedFragment[];
  readonly code: string;
}

/** Cells are gathered here and then laid out in the engine's memory. */
export class TextTables {
  mostBytes = 16;
  private readonly internals: EngineInternals;
  private readonly shadow: number;
  private readonly placement: Placement;
  private readonly cells: PlacedCell[] = [];

  constructor(internals: EngineInternals, placement: Placement, shadow: number) {
    this.internals = internals;
    this.placement = placement;
    this.shadow = shadow;
  }

  add(cell: LeafCell, fragments: readonly PlacedFragment[], code: string): void {
    this.cells.push({ cell, fragments, code });
    const names = cell.type.kind === "enum" ? cell.type.members.map(({ name }) => name.length) : [];
    // The digits are stored eight at a time.
    this.mostBytes += 8 + cell.width + code.length + Math.max(16, ...names);
  }

  /** Address of the table by byte of the shadow: 4 bytes each, 0 where no cell lies. */
  write(): number {
    const { cells, placement, internals } = this;
    const count = cells.reduce((sum, { fragments }) => sum + fragments.length, 0);
    const records = internals.allocate(count * RECORD_BYTES);
    const byteTable = internals.allocate(4 * placement.shadowBytes);
    const tables = cells.map(({ cell, fragments }) => this.writeTable(cell, fragments));
    const view = new DataView(internals.memory.buffer);
    let at = records;
    cells.forEach((one, i) => {
      for (const fragment of one.fragments) {
        this.writeRecord(view, at, one, fragment, tables[i] ?? 0);
        const first = byteTable + 4 * fragment.byte;
        view.setUint32(at + Field.next, view.getUint32(first, true), true);
        for (let byte = 0; byte < fragment.bytes; byte++) view.setUint32(first + 4 * byte, at, true);
        at += RECORD_BYTES;
      }
    });
    return byteTable;
  }

  /** Names of an enum or fragments of a wide cell. */
  private writeTable({ type }: LeafCell, fragments: readonly PlacedFragment[]): number {
    const { internals } = this;
    if (type.kind === "enum") {
      const texts = type.members.map(({ name }) => Buffer.from(`s${name}`));
      const table = internals.allocate(MEMBER_BYTES * texts.length);
      let at = internals.allocate(texts.reduce((sum, text) => sum + text.length, 0));
      const view = new DataView(internals.memory.buffer);
      texts.forEach((text, i) => {
        view.setBigUint64(table + MEMBER_BYTES * i, type.members[i]?.value ?? 0n, true);
        view.setUint32(table + MEMBER_BYTES * i + 8, at, true);
        view.setUint32(table + MEMBER_BYTES * i + 12, text.length, true);
        new Uint8Array(internals.memory.buffer, at, text.length).set(text);
        at += text.length;
      });
      return table;
    }
    if (fragments.length < 2) return 0;
    const table = internals.allocate(FRAGMENT_BYTES * fragments.length + 4);
    const view = new DataView(internals.memory.buffer);
    fragments.toReversed().forEach((fragment, i) => {
      this.writePlace(view, table + FRAGMENT_BYTES * i, fragment);
    });
    return table;
  }

  private writeRecord(
    view: DataView,
    at: number,
    { cell, fragments, code }: PlacedCell,
    fragment: PlacedFragment,
    table: number,
  ): void {
    const { type } = cell;
    const isBit = type.width === 1 && type.kind !== "enum";
    const kind =
      fragments.length > 1
        ? Kind.wide
        : type.kind === "enum"
          ? Kind.enumeration
          : isBit
            ? Kind.bit
            : Kind.vector;
    this.writePlace(view, at, fragment);
    const extent = ((1 << fragment.bytes) - 1) << (fragment.byte % LINE_BYTES);
    view.setUint32(at + Field.extent, extent, true);
    const suffix = Buffer.from(`${isBit ? "" : " "}${code}\n`);
    suffix.forEach((byte, i) => {
      view.setUint8(at + Field.suffix + i, byte);
    });
    view.setUint32(at + Field.suffixLength, suffix.length, true);
    view.setUint32(at + Field.kind, kind, true);
    view.setUint32(at + Field.table, table, true);
    view.setUint32(at + Field.count, type.kind === "enum" ? type.members.length : fragments.length, true);
  }

  private writePlace(view: DataView, at: number, { byte, shift, width }: PlacedFragment): void {
    const run = this.placement.runs.find(
      (one) => byte >= one.shadow && byte < one.shadow + one.blocks * BLOCK_BYTES,
    );
    view.setUint32(at + Field.address, (run?.address ?? 0) + byte - (run?.shadow ?? 0), true);
    view.setUint32(at + Field.shadow, this.shadow + byte, true);
    view.setBigUint64(at + Field.mask, (1n << BigInt(width)) - 1n, true);
    view.setBigUint64(at + Field.shift, BigInt(shift), true);
    view.setUint32(at + Field.width, width, true);
  }
}
