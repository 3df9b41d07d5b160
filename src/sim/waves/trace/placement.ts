/**
 * Where the cells of a wave file lie in the memory of a compiled engine, and the blocks of memory that hold them all.
 * Invariant: a fragment lies within one line of 16 bytes, and lines are numbered in the order of the shadow copy.
 */
import type { EngineInternals, PlacedPart } from "../../engine/engine.ts";
import type { LeafCell } from "../leaves.ts";

export const LINE_BYTES = 16;
/** Compared at once; also the alignment of regions, so that none shares a block with another lane. */
export const BLOCK_BYTES = 64;
export const LINES_OF_BLOCK = BLOCK_BYTES / LINE_BYTES;
/** Blocks whose number fits the 12 bits that a change has for it. */
export const PAGE_BLOCKS = 4096;

/** Some bits of a cell: `width` bits from bit `shift` of the 8 bytes at `byte` of the shadow copy, little endian. */
export interface Fragment {
  readonly byte: number;
  readonly shift: number;
  readonly width: number;
}

/** Consecutive blocks of memory, copied to the shadow from byte `shadow` on. */
export interface Run {
  readonly address: number;
  readonly blocks: number;
  readonly shadow: number;
}

/** A fragment in an engine's memory. */
export interface PlacedFragment extends Fragment {
  /** Bytes that are written together: 1, 2, 4 or 8 from `byte` on. */
  readonly bytes: number;
}

export interface Placement {
  readonly runs: readonly Run[];
  /** By cell, lowest bits first. */
  readonly fragments: readonly (readonly PlacedFragment[])[];
  readonly shadowBytes: number;
  /** Makes everything current before a cycle is recorded. */
  readonly settle: () => void;
}

/** Gaps of up to this many blocks are read along, which is cheaper than another run. */
const GAP_BLOCKS = 2;

/** Places the cells as they are in this lane. */
export function placeCells(internals: EngineInternals, cells: readonly LeafCell[], lane: number): Placement {
  const paths = [...new Set(cells.map(({ path }) => path))];
  const { parts: partsOf, settle } = internals.placesOf(paths);
  const places = new Map(partsOf.map((parts, i) => [paths[i] ?? "", parts]));
  const absolute = cells.map((cell) => fragmentsOf(cell, places.get(cell.path) ?? [], lane));
  const runs = runsOf(absolute.flat().map(({ byte }) => byte));
  const shadowOf = (address: number): number => {
    const run = runs.find(
      (one) => address >= one.address && address < one.address + one.blocks * BLOCK_BYTES,
    );
    return run === undefined ? 0 : run.shadow + address - run.address;
  };
  const blocks = runs.reduce((sum, run) => sum + run.blocks, 0);
  return {
    runs,
    fragments: absolute.map((own) => own.map((fragment) => ({ ...fragment, byte: shadowOf(fragment.byte) }))),
    shadowBytes: blocks * BLOCK_BYTES,
    settle,
  };
}

/** Fragments by address in memory. */
function fragmentsOf({ low, width }: LeafCell, parts: readonly PlacedPart[], lane: number): PlacedFragment[] {
  const fragments: PlacedFragment[] = [];
  let at = 0;
  for (const part of parts) {
    const from = Math.max(low, at);
    const to = Math.min(low + width, at + part.width);
    if (from < to) {
      const byte = part.address + lane * part.laneStride;
      fragments.push({ byte, bytes: part.bytes, shift: from - at, width: to - from });
    }
    at += part.width;
  }
  return fragments;
}

function runsOf(addresses: readonly number[]): Run[] {
  const blocks = [...new Set(addresses.map((address) => Math.floor(address / BLOCK_BYTES)))].sort(
    (a, b) => a - b,
  );
  const runs: { first: number; last: number }[] = [];
  for (const block of blocks) {
    const run = runs.at(-1);
    if (run !== undefined && block - run.last <= GAP_BLOCKS + 1) run.last = block;
    else runs.push({ first: block, last: block });
  }
  let shadow = 0;
  return runs.map(({ first, last }) => {
    const count = last - first + 1;
    shadow += count * BLOCK_BYTES;
    return { address: first * BLOCK_BYTES, blocks: count, shadow: shadow - count * BLOCK_BYTES };
  });
}
