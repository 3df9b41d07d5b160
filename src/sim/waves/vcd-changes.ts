/** The two ways in which the values of a cycle become text of a value change dump: by probes, or inside WebAssembly. */
import type { Engine, EngineInternals, Probe } from "../engine/engine.ts";
import type { AtomicFile } from "./atomic-file.ts";
import type { LeafCell } from "./leaves.ts";
import { type Placement, placeCells } from "./trace/placement.ts";
import { canRecordText, type TextRecorder, textRecorder } from "./trace/text-recorder.ts";
import { NUMBER_BITS, partOf, type WaveBits } from "./value.ts";
import { vcdChange, vcdCode } from "./vcd-text.ts";

/** Writes in the order of its calls. */
export interface VcdChanges {
  /** Identifier code of each cell. */
  readonly codes: readonly string[];
  /** ASCII. */
  readonly text: (text: string) => void;
  /** Every cell that changed since the call before; all of them at the first. */
  readonly changes: () => void;
  /** Passes on what is still kept back. */
  readonly flush: () => void;
}

/** Any engine. */
export function plainChanges(
  file: AtomicFile,
  engine: Engine,
  cells: readonly LeafCell[],
  lane: number,
): VcdChanges {
  interface Column {
    readonly probe: Probe;
    readonly whole: number;
    readonly cells: { readonly cell: LeafCell; readonly code: string }[];
    last: WaveBits | undefined;
  }
  const codes = cells.map((_, i) => vcdCode(i));
  const byPath = new Map<string, Column>();
  cells.forEach((cell, i) => {
    const { path, whole } = cell;
    const column = byPath.get(path) ?? { probe: engine.probe(path), whole, cells: [], last: undefined };
    byPath.set(path, column);
    column.cells.push({ cell, code: codes[i] ?? "" });
  });
  const columns = [...byPath.values()];
  return {
    codes,
    text: (text) => file.write(text),
    changes() {
      for (const column of columns) {
        const { probe, whole, last } = column;
        const bits = whole <= NUMBER_BITS ? probe.getNumber(lane) : probe.getBits(lane);
        if (bits === last) continue;
        column.last = bits;
        for (const { cell, code } of column.cells) {
          const { low, width } = cell;
          const part = partOf(bits, low, width, whole);
          const before = last === undefined ? undefined : partOf(last, low, width, whole);
          if (part !== before) file.write(vcdChange(cell.type, part, code));
        }
      }
    },
    flush: () => {},
  };
}

/** Bytes kept back before they go to the file. */
const BUFFER_BYTES = 1 << 20;
/** Room for the times and clocks of a step. */
const TEXT_BYTES = 1 << 14;

/** Compiled engines; undefined for designs with enums of more than 64 bits. */
export function fastChanges(
  file: AtomicFile,
  internals: EngineInternals,
  cells: readonly LeafCell[],
  lane: number,
): VcdChanges | undefined {
  const placement = placeCells(internals, cells, lane);
  if (!canRecordText(cells, placement)) return undefined;
  const codes = sharedCodes(cells, placement);
  const recorder: TextRecorder = textRecorder(internals, placement, cells, codes);
  const { memory } = internals;
  const start = internals.allocate(BUFFER_BYTES + recorder.mostBytes + TEXT_BYTES);
  let view = new Uint8Array(memory.buffer);
  let end = start;
  let stamp = 0;
  const flush = (): void => {
    file.write(new Uint8Array(memory.buffer, start, end - start));
    end = start;
  };
  return {
    codes,
    text(text) {
      if (text.length > TEXT_BYTES) {
        flush();
        file.write(text);
        return;
      }
      if (view.buffer !== memory.buffer) view = new Uint8Array(memory.buffer);
      for (let i = 0; i < text.length; i++) view[end++] = text.charCodeAt(i);
      if (end - start >= BUFFER_BYTES) flush();
    },
    changes() {
      placement.settle();
      if (stamp === 0) recorder.forget();
      stamp = (stamp + 1) | 0 || 1;
      end = recorder.record(end, stamp);
      if (end - start >= BUFFER_BYTES) flush();
    },
    flush,
  };
}

/** Cells that lie in the same place and are written alike share a code. */
function sharedCodes(cells: readonly LeafCell[], { fragments }: Placement): string[] {
  const known = new Map<string, string>();
  return cells.map(({ type }, i) => {
    const place = (fragments[i] ?? []).map(({ byte, shift, width }) => `${byte}.${shift}.${width}`).join();
    const names =
      type.kind === "enum" ? type.members.map(({ name, value }) => `${name}=${value}`).join() : "";
    const key = `${place} ${names}`;
    const code = known.get(key) ?? vcdCode(known.size);
    known.set(key, code);
    return code;
  });
}
