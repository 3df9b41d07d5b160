/**
 * Walks over the metadata of a GGUF file without keeping any of it. Invariant: it ends within the file or fails, in time
 * proportional to the file's length; a library that takes lengths at their word can then be let loose on it.
 */
import { fail } from "../../diagnostics/index.ts";
import type { BinaryFile } from "../binary-file.ts";

/** Bytes of the values of fixed size, by the number of their type. */
const SIZES = new Map([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [7, 1],
  [10, 8],
  [11, 8],
  [12, 8],
]);
const STRING = 8;
const ARRAY = 9;
/** Arrays in arrays that the library follows. */
const DEEPEST = 4;
/** Bytes that are read at a time. */
const WINDOW = 2 ** 20;

/**
 * Checks that `entries` metadata entries from byte `start` lie within the file. BL0505 when they do not, and what `malformed`
 * throws for a type that there is not.
 */
export function checkMetadataExtent(
  file: BinaryFile,
  start: number,
  entries: number,
  malformed: (problem: string) => never,
): void {
  let at = start;
  let windowStart = 0;
  let view = new DataView(new ArrayBuffer(0));

  /** Passes over `size` bytes and returns where they were. */
  function pass(size: number): number {
    const from = at;
    at += size;
    if (at > file.size) fail("BL0505", { file: file.path, expected: at, found: file.size });
    return from;
  }

  function viewAt(from: number, size: number): number {
    if (from < windowStart || from + size > windowStart + view.byteLength) {
      windowStart = from;
      view = new DataView(file.read(from, Math.min(WINDOW, file.size - from)).buffer);
    }
    return from - windowStart;
  }

  const u32 = (): number => {
    const place = viewAt(pass(4), 4);
    return view.getUint32(place, true);
  };
  const u64 = (): number => {
    const place = viewAt(pass(8), 8);
    return Number(view.getBigUint64(place, true));
  };

  function value(type: number, count: number, depth: number): void {
    const size = SIZES.get(type);
    if (size !== undefined) {
      pass(size * count);
      return;
    }
    if (type !== STRING && type !== ARRAY) malformed(`it has a value of the unknown type ${type}`);
    if (depth > DEEPEST) malformed(`its arrays are nested deeper than ${DEEPEST}`);
    // Each turn passes over eight bytes or more, so a wild count ends at the end of the file.
    for (let item = 0; item < count; item++) {
      if (type === STRING) pass(u64());
      else value(u32(), u64(), depth + 1);
    }
  }

  for (let entry = 0; entry < entries; entry++) {
    pass(u64());
    value(u32(), 1, 0);
  }
}
