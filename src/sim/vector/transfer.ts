/**
 * Values that only change their place: neighbour transfers of systolic arrays as moves of memory. Invariant: a run
 * writes exactly its places, whatever lies beside them, also when source and target overlap.
 */
import { Access, type FunctionBuilder, Wasm } from "../wasm/index.ts";
import type { Region, Spot } from "./region.ts";

/** Places `from.place + i` go to `to.place + i` for 0 <= i < length. */
export interface Run {
  readonly from: Spot;
  readonly to: Spot;
  readonly length: number;
}

export interface Transfer {
  readonly from: Spot;
  readonly to: Spot;
}

/** Short pieces between two runs that move along: cheaper than to start anew. */
const widestGap = 16;

/**
 * Joins transfers between neighbouring places; any order. `isFree` tells of a place that it may be overwritten, so that a
 * run may pass over it.
 */
export function runsOf(
  transfers: readonly Transfer[],
  isFree: (region: Region, place: number) => boolean = () => false,
): Run[] {
  const byTarget = new Map<Region, Transfer[]>();
  for (const transfer of transfers) {
    const before = byTarget.get(transfer.to.region);
    if (before === undefined) byTarget.set(transfer.to.region, [transfer]);
    else before.push(transfer);
  }
  const runs: Run[] = [];
  for (const group of byTarget.values()) {
    group.sort((x, y) => x.to.place - y.to.place);
    let open: { from: Spot; to: Spot; length: number } | undefined;
    for (const { from, to } of group) {
      const next = open === undefined ? 0 : open.to.place + open.length;
      const gap = to.place - next;
      const continues =
        open !== undefined &&
        open.from.region === from.region &&
        open.from.place - open.to.place === from.place - to.place &&
        gap <= widestGap &&
        Array.from({ length: gap }, (_, at) => next + at).every((place) => isFree(to.region, place));
      if (open !== undefined && continues) open.length += gap + 1;
      else {
        open = { from, to, length: 1 };
        runs.push(open);
      }
    }
  }
  return runs;
}

/** From this many bytes on the host's copy is faster than 16 bytes at a time (measured on Node 20, x86-64). */
const bulkBytes = 1024;

/** Copies a run; local 0 of the function is the lane's base. */
export function emitRun(code: FunctionBuilder, { from, to, length }: Run): void {
  const bytes = length * to.region.bytes;
  const source = from.region.offsetOf(from.place);
  const target = to.region.offsetOf(to.place);
  if (source === target) return;
  if (bytes >= bulkBytes) {
    for (const offset of [target, source]) {
      code.get(0);
      code.i32(offset);
      code.op(Wasm.i32_add);
    }
    code.i32(bytes);
    code.memoryCopy();
    return;
  }
  const pieces: { readonly at: number; readonly size: number }[] = [];
  for (let at = 0; at < bytes; ) {
    const size = [16, 8, 4, 2, 1].find((each) => each <= bytes - at) ?? 1;
    pieces.push({ at, size });
    at += size;
  }
  // A target above its source is written from the end, so that nothing is read after it was overwritten.
  if (target > source) pieces.reverse();
  for (const { at, size } of pieces) {
    const [load, store] = accessOf(size);
    code.get(0);
    code.get(0);
    code.access(load, source + at);
    code.access(store, target + at);
  }
}

function accessOf(size: number): readonly [Access, Access] {
  switch (size) {
    case 16:
      return [Access.v128_load, Access.v128_store];
    case 8:
      return [Access.i64_load, Access.i64_store];
    case 4:
      return [Access.i32_load, Access.i32_store];
    case 2:
      return [Access.i32_load16_u, Access.i32_store16];
    default:
      return [Access.i32_load8_u, Access.i32_store8];
  }
}
