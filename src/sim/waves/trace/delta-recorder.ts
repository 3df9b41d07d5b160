/**
 * Records, inside WebAssembly, which bytes of the placed cells changed since the cycle before. Invariant: the log of a
 * cycle is what docs/formats.md, "Traces", calls its changes; applying all of them in order gives the shadow copy.
 */
import type { EngineInternals } from "../../engine/engine.ts";
import {
  Access,
  type FunctionBuilder,
  instantiate,
  ModuleBuilder,
  ValueType,
  Wasm,
} from "../../wasm/index.ts";
import { addChecksum, CHECKSUM_STRIDE, foldedSums } from "./checksum.ts";
import { BLOCK_BYTES, LINE_BYTES, LINES_OF_BLOCK, PAGE_BLOCKS, type Placement } from "./placement.ts";
import { advanced } from "./scan-loop.ts";

/** Bytes that a changed block takes at most: its head, a mask and all bytes of each line. */
const MOST_BLOCK_BYTES = 2 + LINES_OF_BLOCK * (2 + LINE_BYTES);
/** Stores reach further than what counts. */
const SLACK = 128;

export interface DeltaRecorder {
  /** Appends the cycle's changes at this address and returns the address after them. */
  readonly record: (log: number) => number;
  /** Of what lies in memory from `start` to `end`; up to 15 bytes behind it are set to 0. */
  readonly checksum: (start: number, end: number) => number;
  /** Makes the next cycle a whole picture: every byte that is not 0 is a change. */
  readonly forget: () => void;
  /** Bytes that the log of one cycle takes at most, and may be written over behind it. */
  readonly mostBytes: number;
}

/** Tables and the shadow copy go into the engine's memory. */
export function deltaRecorder(internals: EngineInternals, placement: Placement): DeltaRecorder {
  const { memory } = internals;
  const shadow = internals.allocate(placement.shadowBytes + LINE_BYTES);
  const tables = internals.allocate(2 * 256 * 8);
  new Uint8Array(memory.buffer, tables, 2 * 256 * 8).set(packingTables());
  const { record, checksum } = instantiate(moduleBytes(placement, shadow, tables), { host: { memory } });
  const sums = internals.allocate(32);
  const blocks = placement.shadowBytes / BLOCK_BYTES;
  return {
    record: record as (log: number) => number,
    checksum(start, end) {
      const padded = start + Math.ceil((end - start) / CHECKSUM_STRIDE) * CHECKSUM_STRIDE;
      new Uint8Array(memory.buffer, end, padded - end).fill(0);
      checksum?.(start, padded, sums);
      return foldedSums(new Int32Array(memory.buffer, sums, 8), end - start);
    },
    forget: () => void new Uint8Array(memory.buffer, shadow, placement.shadowBytes).fill(0),
    mostBytes: blocks * MOST_BLOCK_BYTES + 2 * Math.ceil(blocks / PAGE_BLOCKS) + SLACK,
  };
}

/** For every mask of 8 bytes the positions of those that are set, then the same for the upper 8 bytes of a line. */
function packingTables(): Uint8Array {
  const tables = new Uint8Array(2 * 256 * 8).fill(0x80);
  for (let half = 0; half < 2; half++) {
    for (let mask = 0; mask < 256; mask++) {
      let count = 0;
      for (let bit = 0; bit < 8; bit++) {
        if ((mask >> bit) & 1) tables[(half * 256 + mask) * 8 + count++] = half * 8 + bit;
      }
    }
  }
  return tables;
}

function moduleBytes({ runs }: Placement, shadow: number, tables: number): Uint8Array {
  const { i32 } = ValueType;
  const module = new ModuleBuilder();
  module.importMemory("host", "memory");

  const scan = module.addFunction([i32, i32, i32, i32, i32], [i32]);
  emitScan(scan.builder, tables);
  addChecksum(module);

  const { builder } = module.addFunction([i32], [i32], "record");
  const emitHead = (head: number): void => {
    builder.get(0);
    builder.i32(head);
    builder.access(Access.i32_store16, 0);
    advanced(builder, 0, 2);
    builder.set(0);
  };
  let page = 0;
  for (const run of pagedRuns(runs)) {
    if (run.page !== page) emitHead(run.page << LINES_OF_BLOCK);
    page = run.page;
    builder.i32(run.address);
    builder.i32(shadow + run.shadow);
    builder.i32(run.address + run.bytes);
    // A block's number within the page times 16 is its place in the shadow over 4, plus this.
    builder.i32(-((shadow >>> 2) + run.page * PAGE_BLOCKS * 16));
    builder.get(0);
    builder.call(scan.index);
    builder.set(0);
  }
  emitHead(0);
  builder.get(0);
  return module.toBytes();
}

/** Runs cut where the number of a block would overflow. */
function pagedRuns(runs: Placement["runs"]) {
  const pageBytes = PAGE_BLOCKS * BLOCK_BYTES;
  return runs.flatMap(({ address, blocks, shadow }) => {
    const end = shadow + blocks * BLOCK_BYTES;
    const pages = [];
    for (let at = shadow; at < end; ) {
      const page = Math.floor(at / pageBytes);
      const next = Math.min(end, (page + 1) * pageBytes);
      pages.push({ page, address: address + at - shadow, shadow: at, bytes: next - at });
      at = next;
    }
    return pages;
  });
}

/**
 * (at, shadow, end, head, log) => log: goes through blocks of memory and their shadow. Within a block that differs there is
 * no branch, because which of its lines differ cannot be predicted: every line is written, and the log only goes on behind
 * those that count. `head` is what to add to a quarter of a block's address in the shadow to have its number times 16.
 */
function emitScan(code: FunctionBuilder, tables: number): void {
  const [at, shadow, end, head, log] = [0, 1, 2, 3, 4];
  const lines = [0, 1, 2, 3].map(() => code.local(ValueType.v128));
  const differing = [0, 1, 2, 3].map(() => code.local(ValueType.v128));
  const zero = code.local(ValueType.v128);
  const mask = code.local(ValueType.i32);
  const low = code.local(ValueType.i32);
  const start = code.local(ValueType.i32);
  const changed = code.local(ValueType.i32);
  code.block();
  code.loop();
  code.get(at);
  code.get(end);
  code.op(Wasm.i32_ge_u);
  code.brIf(1);
  lines.forEach((line, i) => {
    code.get(at);
    code.access(Access.v128_load, i * LINE_BYTES);
    code.tee(line);
    code.get(shadow);
    code.access(Access.v128_load, i * LINE_BYTES);
    code.op(Wasm.v128_xor);
    code.tee(differing[i] ?? 0);
    if (i > 0) code.op(Wasm.v128_or);
  });
  code.op(Wasm.v128_any_true);
  code.if();
  code.get(log);
  code.set(start);
  advanced(code, log, 2);
  code.set(log);
  code.i32(0);
  code.set(changed);
  lines.forEach((line, i) => {
    code.get(shadow);
    code.get(line);
    code.access(Access.v128_store, i * LINE_BYTES);
    code.get(log);
    code.get(differing[i] ?? 0);
    code.get(zero);
    code.op(Wasm.i8x16_eq);
    code.op(Wasm.i8x16_bitmask);
    code.i32(0xffff);
    code.op(Wasm.i32_xor);
    code.tee(mask);
    code.access(Access.i32_store16, 0);
    code.get(mask);
    code.i32(255);
    code.op(Wasm.i32_and);
    code.set(low);
    code.get(log);
    emitPacked(code, line, low, tables);
    code.access(Access.v128_store, 2);
    code.get(log);
    code.get(low);
    code.op(Wasm.i32_popcnt);
    code.op(Wasm.i32_add);
    code.get(mask);
    code.i32(8);
    code.op(Wasm.i32_shr_u);
    code.set(low);
    emitPacked(code, line, low, tables + 256 * 8);
    code.access(Access.v128_store, 2);
    code.get(changed);
    code.get(mask);
    code.i32(0);
    code.op(Wasm.i32_ne);
    code.i32(i);
    code.op(Wasm.i32_shl);
    code.op(Wasm.i32_or);
    code.set(changed);
    code.get(mask);
    code.op(Wasm.i32_popcnt);
    code.i32(2);
    code.op(Wasm.i32_add);
    code.i32(0);
    code.get(mask);
    code.op(Wasm.select);
    code.get(log);
    code.op(Wasm.i32_add);
    code.set(log);
  });
  code.get(start);
  code.get(shadow);
  code.i32(2);
  code.op(Wasm.i32_shr_u);
  code.get(head);
  code.op(Wasm.i32_add);
  code.get(changed);
  code.op(Wasm.i32_or);
  code.access(Access.i32_store16, 0);
  code.end();
  advanced(code, shadow, BLOCK_BYTES);
  code.set(shadow);
  advanced(code, at, BLOCK_BYTES);
  code.set(at);
  code.br(0);
  code.end();
  code.end();
  code.get(log);
}

/** Leaves the line with the bytes that a table picks for these 8 bits of its mask in front on the stack. */
function emitPacked(code: FunctionBuilder, line: number, bits: number, table: number): void {
  code.get(line);
  code.get(bits);
  code.i32(3);
  code.op(Wasm.i32_shl);
  code.access(Access.v128_load64_zero, table);
  code.op(Wasm.i8x16_swizzle);
}
