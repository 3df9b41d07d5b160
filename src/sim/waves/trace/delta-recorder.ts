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
import { BLOCK_BYTES, LINE_BYTES, type Placement } from "./placement.ts";
import { advanced } from "./scan-loop.ts";

/** Lines whose number fits the 16 bits of a change. */
const PAGE_LINES = 65_536;
/** Bytes a changed line takes at most: its head and all of its bytes; the second store may reach 8 further. */
const MOST_LINE_BYTES = 4 + LINE_BYTES;
const SLACK = 64;

export interface DeltaRecorder {
  /** Appends the cycle's changes at this address and returns the address after them. */
  readonly record: (log: number) => number;
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
  const { record } = instantiate(moduleBytes(placement, shadow, tables), { host: { memory } });
  const lines = placement.shadowBytes / LINE_BYTES;
  return {
    record: record as (log: number) => number,
    forget: () => void new Uint8Array(memory.buffer, shadow, placement.shadowBytes).fill(0),
    mostBytes:
      lines * MOST_LINE_BYTES + 4 * Math.ceil(lines / PAGE_LINES) + 4 * placement.runs.length + SLACK,
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

  const { builder } = module.addFunction([i32], [i32], "record");
  for (const run of pagedRuns(runs)) {
    if (run.page > 0) {
      builder.get(0);
      builder.i32(run.page << 16);
      builder.access(Access.i32_store, 0);
      advanced(builder, 0, 4);
      builder.set(0);
    }
    builder.i32(run.address);
    builder.i32(shadow + run.shadow);
    builder.i32(run.address + run.bytes);
    // (line number within the page) * 2^16 = place in the shadow * 2^12 + head, modulo 2^32.
    builder.i32(-((shadow + run.page * PAGE_LINES * LINE_BYTES) << 12));
    builder.get(0);
    builder.call(scan.index);
    builder.set(0);
  }
  builder.get(0);
  builder.i32(0);
  builder.access(Access.i32_store, 0);
  advanced(builder, 0, 4);
  return module.toBytes();
}

/**
 * (at, shadow, end, head, log) => log: goes through blocks of memory and their shadow. Within a block that differs there is
 * no branch, because which of its lines differ cannot be predicted: every line is written, and the log only goes on behind
 * those that count. `head` is what to add to 2^12 times a line's address in the shadow to have its number times 2^16.
 */
function emitScan(code: FunctionBuilder, tables: number): void {
  const [at, shadow, end, head, log] = [0, 1, 2, 3, 4];
  const lines = [0, 1, 2, 3].map(() => code.local(ValueType.v128));
  const differing = [0, 1, 2, 3].map(() => code.local(ValueType.v128));
  const zero = code.local(ValueType.v128);
  const mask = code.local(ValueType.i32);
  const low = code.local(ValueType.i32);
  const first = code.local(ValueType.i32);
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
  code.get(shadow);
  code.i32(12);
  code.op(Wasm.i32_shl);
  code.get(head);
  code.op(Wasm.i32_add);
  code.set(first);
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
    code.get(first);
    code.op(Wasm.i32_or);
    code.i32(i << 16);
    code.op(Wasm.i32_add);
    code.access(Access.i32_store, 0);
    code.get(mask);
    code.i32(255);
    code.op(Wasm.i32_and);
    code.set(low);
    code.get(log);
    emitPacked(code, line, low, tables);
    code.access(Access.v128_store, 4);
    code.get(log);
    code.get(low);
    code.op(Wasm.i32_popcnt);
    code.op(Wasm.i32_add);
    code.get(mask);
    code.i32(8);
    code.op(Wasm.i32_shr_u);
    code.set(low);
    emitPacked(code, line, low, tables + 256 * 8);
    code.access(Access.v128_store, 4);
    code.get(mask);
    code.op(Wasm.i32_popcnt);
    code.i32(4);
    code.op(Wasm.i32_add);
    code.i32(0);
    code.get(mask);
    code.op(Wasm.select);
    code.get(log);
    code.op(Wasm.i32_add);
    code.set(log);
  });
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

/** Runs cut where the number of a line would overflow. */
function pagedRuns(runs: Placement["runs"]) {
  const pageBytes = PAGE_LINES * LINE_BYTES;
  return runs.flatMap(({ address, blocks, shadow }) => {
    const end = shadow + blocks * 4 * LINE_BYTES;
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
