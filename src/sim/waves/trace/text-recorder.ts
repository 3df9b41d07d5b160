/**
 * Writes the changes of a cycle as text of a value change dump, inside WebAssembly: for every line that differs from the
 * shadow, the cells on it are compared and formatted. Invariant: a cell is written once a cycle, and only when it changed.
 */
import type { EngineInternals } from "../../engine/engine.ts";
import { instantiate } from "../../wasm/index.ts";
import type { LeafCell } from "../leaves.ts";
import { BLOCK_BYTES, LINE_BYTES, type Placement } from "./placement.ts";
import { textModule } from "./text-code.ts";
import { TextTables } from "./text-tables.ts";

export interface TextRecorder {
  /** Appends the changes since the call before and returns the address after them. `stamp` differs from call to call. */
  readonly record: (out: number, stamp: number) => number;
  /** Makes a call that follows at once write every cell. */
  readonly forget: () => void;
  /** Bytes that one call writes at most. */
  readonly mostBytes: number;
}

/** True when this recorder can write all cells: enums of more than 64 bits it cannot. */
export const canRecordText = (cells: readonly LeafCell[], placement: Placement): boolean =>
  cells.every(({ type }, i) => type.kind !== "enum" || placement.fragments[i]?.length === 1);

/** `codes`: the identifier code of each cell, 5 characters at most; cells of equal code are written once. */
export function textRecorder(
  internals: EngineInternals,
  placement: Placement,
  cells: readonly LeafCell[],
  codes: readonly string[],
): TextRecorder {
  const shadow = internals.allocate(placement.shadowBytes + LINE_BYTES);
  const digits = internals.allocate(256 * 8);
  const tables = new TextTables(internals, placement, shadow);
  const seen = new Set<string>();
  cells.forEach((cell, i) => {
    const code = codes[i] ?? "";
    if (!seen.has(code)) tables.add(cell, placement.fragments[i] ?? [], code);
    seen.add(code);
  });
  const byteTable = tables.write();
  const { memory } = internals;
  new Uint8Array(memory.buffer, digits, 256 * 8).set(
    Buffer.from(Array.from({ length: 256 }, (_, byte) => byte.toString(2).padStart(8, "0")).join("")),
  );
  const bytes = textModule(placement, { shadow, digits, byteTable });
  const { record } = instantiate(bytes, { host: { memory } });
  return {
    record: record as (out: number, stamp: number) => number,
    forget() {
      for (const run of placement.runs) {
        const now = new Uint8Array(memory.buffer, run.address, run.blocks * BLOCK_BYTES);
        const copy = new Uint8Array(memory.buffer, shadow + run.shadow, run.blocks * BLOCK_BYTES);
        for (let i = 0; i < now.length; i++) copy[i] = ~(now[i] ?? 0);
      }
    },
    mostBytes: tables.mostBytes,
  };
}
