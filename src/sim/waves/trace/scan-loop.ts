/**
 * The loop that all recorders inside WebAssembly share: it compares a run of memory with its shadow copy and calls back
 * for every line that differs. Invariant: after it, the shadow equals the memory.
 */
import { Access, type FunctionBuilder, ValueType, Wasm } from "../../wasm/index.ts";
import { BLOCK_BYTES, LINE_BYTES } from "./placement.ts";

/** Locals of a scanning function. */
export interface ScanLocals {
  /** Address of the line in memory, and in the shadow. */
  readonly at: number;
  readonly shadow: number;
  /** The line as it is now. */
  readonly line: number;
  /** Bit i: byte i differs. */
  readonly mask: number;
}

/**
 * Emits the loop: `at` and `shadow` are parameters that hold the addresses of the first block, `end` the address after
 * the last block. `changed` emits what happens to a line whose `mask` is not 0; the shadow still has the old line then.
 */
export function emitScan(
  code: FunctionBuilder,
  { at, shadow, end }: { readonly at: number; readonly shadow: number; readonly end: number },
  changed: (locals: ScanLocals) => void,
): void {
  const line = code.local(ValueType.v128);
  const mask = code.local(ValueType.i32);
  const blockEnd = code.local(ValueType.i32);
  const load = (address: number, offset: number): void => {
    code.get(address);
    code.access(Access.v128_load, offset);
  };
  code.block();
  code.loop();
  code.get(at);
  code.get(end);
  code.op(Wasm.i32_ge_u);
  code.brIf(1);
  for (let offset = 0; offset < BLOCK_BYTES; offset += LINE_BYTES) {
    load(at, offset);
    load(shadow, offset);
    code.op(Wasm.v128_xor);
    if (offset > 0) code.op(Wasm.v128_or);
  }
  code.op(Wasm.v128_any_true);
  code.if();
  advanced(code, at, BLOCK_BYTES);
  code.set(blockEnd);
  code.loop();
  load(at, 0);
  code.tee(line);
  load(shadow, 0);
  code.op(Wasm.i8x16_ne);
  code.op(Wasm.i8x16_bitmask);
  code.tee(mask);
  code.if();
  changed({ at, shadow, line, mask });
  code.get(shadow);
  code.get(line);
  code.access(Access.v128_store, 0);
  code.end();
  advanced(code, shadow, LINE_BYTES);
  code.set(shadow);
  advanced(code, at, LINE_BYTES);
  code.tee(at);
  code.get(blockEnd);
  code.op(Wasm.i32_lt_u);
  code.brIf(0);
  code.end();
  code.else();
  advanced(code, shadow, BLOCK_BYTES);
  code.set(shadow);
  advanced(code, at, BLOCK_BYTES);
  code.set(at);
  code.end();
  code.br(0);
  code.end();
  code.end();
}

/** Leaves local + bytes on the stack. */
export function advanced(code: FunctionBuilder, local: number, bytes: number): void {
  code.get(local);
  code.i32(bytes);
  code.op(Wasm.i32_add);
}
