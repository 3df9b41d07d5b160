/**
 * The WebAssembly that turns changed cells into text. Invariant: functions get the address to write to and return the address
 * after what they wrote; up to 7 bytes behind it may be overwritten.
 */
import { Access, type FunctionBuilder, ModuleBuilder, ValueType, Wasm } from "../../wasm/index.ts";
import { BLOCK_BYTES, type Placement } from "./placement.ts";
import { advanced, emitScan } from "./scan-loop.ts";
import { Field, FRAGMENT_BYTES, Kind, MEMBER_BYTES } from "./text-tables.ts";

export interface TextAddresses {
  readonly shadow: number;
  readonly digits: number;
  readonly byteTable: number;
}

export function textModule({ runs }: Placement, { shadow, digits, byteTable }: TextAddresses): Uint8Array {
  const { i32, i64 } = ValueType;
  const module = new ModuleBuilder();
  module.importMemory("host", "memory");
  const digitsFunction = module.addFunction([i32, i64, i32], [i32]);
  emitDigits(digitsFunction.builder, digits);
  const memberFunction = module.addFunction([i32, i32, i64], [i32]);
  emitMember(memberFunction.builder, digitsFunction.index);
  const wideFunction = module.addFunction([i32, i32, i32], [i32]);
  emitWide(wideFunction.builder, digitsFunction.index);
  const cellFunction = module.addFunction([i32, i32, i32], [i32]);
  emitCell(cellFunction.builder, {
    digits: digitsFunction.index,
    member: memberFunction.index,
    wide: wideFunction.index,
  });

  // (at, shadow, end, out, stamp) => out
  const scan = module.addFunction([i32, i32, i32, i32, i32], [i32]);
  const code = scan.builder;
  const [out, stamp] = [3, 4];
  const list = code.local(i32);
  const place4 = code.local(i32);
  // Bytes that differ, lowest first: each leads to the cells that lie in it, whose bytes are then done with.
  emitScan(code, { at: 0, shadow: 1, end: 2 }, ({ shadow: place, mask }) => {
    code.get(place);
    code.i32(shadow);
    code.op(Wasm.i32_sub);
    code.i32(2);
    code.op(Wasm.i32_shl);
    code.set(place4);
    code.loop();
    code.get(place4);
    code.get(mask);
    code.op(Wasm.i32_ctz);
    code.i32(2);
    code.op(Wasm.i32_shl);
    code.op(Wasm.i32_add);
    code.access(Access.i32_load, byteTable);
    code.tee(list);
    code.if();
    code.get(mask);
    code.get(list);
    code.access(Access.i32_load, Field.extent);
    code.i32(-1);
    code.op(Wasm.i32_xor);
    code.op(Wasm.i32_and);
    code.set(mask);
    code.loop();
    code.get(list);
    code.get(out);
    code.get(stamp);
    code.call(cellFunction.index);
    code.set(out);
    code.get(list);
    code.access(Access.i32_load, Field.next);
    code.tee(list);
    code.brIf(0);
    code.end();
    code.else();
    code.get(mask);
    advanced(code, mask, -1);
    code.op(Wasm.i32_and);
    code.set(mask);
    code.end();
    code.get(mask);
    code.brIf(0);
    code.end();
  });
  code.get(out);

  const { builder } = module.addFunction([i32, i32], [i32], "record");
  for (const run of runs) {
    builder.i32(run.address);
    builder.i32(shadow + run.shadow);
    builder.i32(run.address + run.blocks * BLOCK_BYTES);
    builder.get(0);
    builder.get(1);
    builder.call(scan.index);
    builder.set(0);
  }
  builder.get(0);
  return module.toBytes();
}

/** (out, bits, count) => out + count: the lowest `count` bits as digits, eight at a time, so up to 7 bytes too many. */
function emitDigits(code: FunctionBuilder, table: number): void {
  const end = code.local(ValueType.i32);
  code.get(0);
  code.get(2);
  code.op(Wasm.i32_add);
  code.set(end);
  code.get(1);
  code.i64(64);
  code.get(2);
  code.op(Wasm.i64_extend_i32_u);
  code.op(Wasm.i64_sub);
  code.op(Wasm.i64_shl);
  code.set(1);
  code.loop();
  code.get(0);
  code.get(1);
  code.i64(56);
  code.op(Wasm.i64_shr_u);
  code.op(Wasm.i32_wrap_i64);
  code.i32(3);
  code.op(Wasm.i32_shl);
  code.access(Access.i64_load, table);
  code.access(Access.i64_store, 0);
  code.get(1);
  code.i64(8);
  code.op(Wasm.i64_shl);
  code.set(1);
  advanced(code, 0, 8);
  code.tee(0);
  code.get(end);
  code.op(Wasm.i32_lt_u);
  code.brIf(0);
  code.end();
  code.get(end);
}

/** Leaves the value at a place, given the field that holds its address, on the stack. */
function emitValue(code: FunctionBuilder, place: number, address: number): void {
  code.get(place);
  code.access(Access.i32_load, address);
  code.access(Access.i64_load, 0);
  code.get(place);
  code.access(Access.i64_load, Field.shift);
  code.op(Wasm.i64_shr_u);
  code.get(place);
  code.access(Access.i64_load, Field.mask);
  code.op(Wasm.i64_and);
}

/** Writes the value without leading zeros and leaves the address after it on the stack. */
function emitNumber(code: FunctionBuilder, out: () => void, value: number, digits: number): void {
  out();
  code.get(value);
  code.i32(64);
  code.get(value);
  code.i64(1);
  code.op(Wasm.i64_or);
  code.op(Wasm.i64_clz);
  code.op(Wasm.i32_wrap_i64);
  code.op(Wasm.i32_sub);
  code.call(digits);
}

/** Writes the code with what stands around it, and leaves the address after it on the stack. */
function emitSuffix(code: FunctionBuilder, record: number, out: number): void {
  code.get(out);
  code.get(record);
  code.access(Access.i64_load, Field.suffix);
  code.access(Access.i64_store, 0);
  code.get(out);
  code.get(record);
  code.access(Access.i32_load, Field.suffixLength);
  code.op(Wasm.i32_add);
}

/** (record, out, stamp) => out */
function emitCell(
  code: FunctionBuilder,
  functions: { readonly digits: number; readonly member: number; readonly wide: number },
): void {
  const [record, out, stamp] = [0, 1, 2];
  const kind = code.local(ValueType.i32);
  const value = code.local(ValueType.i64);
  code.get(record);
  code.access(Access.i32_load, Field.kind);
  code.tee(kind);
  code.i32(Kind.wide);
  code.op(Wasm.i32_eq);
  code.if();
  code.get(record);
  code.get(out);
  code.get(stamp);
  code.call(functions.wide);
  code.op(Wasm.return);
  code.end();
  emitValue(code, record, Field.address);
  code.tee(value);
  emitValue(code, record, Field.shadow);
  code.op(Wasm.i64_eq);
  code.if();
  code.get(out);
  code.op(Wasm.return);
  code.end();
  code.get(kind);
  code.op(Wasm.i32_eqz);
  code.if();
  code.get(out);
  code.get(value);
  code.i64(0x30);
  code.op(Wasm.i64_or);
  code.access(Access.i64_store8, 0);
  advanced(code, out, 1);
  code.set(out);
  code.else();
  code.get(kind);
  code.i32(Kind.enumeration);
  code.op(Wasm.i32_eq);
  code.if();
  code.get(record);
  code.get(out);
  code.get(value);
  code.call(functions.member);
  code.set(out);
  code.else();
  code.get(out);
  code.i32("b".charCodeAt(0));
  code.access(Access.i32_store8, 0);
  emitNumber(code, () => advanced(code, out, 1), value, functions.digits);
  code.set(out);
  code.end();
  code.end();
  emitSuffix(code, record, out);
}

/** (record, out, value) => out: `s` and the member's name, or `s?b` and the bits of an encoding that is none. */
function emitMember(code: FunctionBuilder, digits: number): void {
  const [record, out, value] = [0, 1, 2];
  const member = code.local(ValueType.i32);
  const left = code.local(ValueType.i32);
  code.get(record);
  code.access(Access.i32_load, Field.table);
  code.set(member);
  code.get(record);
  code.access(Access.i32_load, Field.count);
  code.set(left);
  code.block();
  code.loop();
  code.get(left);
  code.op(Wasm.i32_eqz);
  code.brIf(1);
  code.get(member);
  code.access(Access.i64_load, 0);
  code.get(value);
  code.op(Wasm.i64_eq);
  code.if();
  code.get(out);
  code.get(member);
  code.access(Access.i32_load, 8);
  code.get(member);
  code.access(Access.i32_load, 12);
  code.memoryCopy();
  code.get(out);
  code.get(member);
  code.access(Access.i32_load, 12);
  code.op(Wasm.i32_add);
  code.op(Wasm.return);
  code.end();
  advanced(code, member, MEMBER_BYTES);
  code.set(member);
  advanced(code, left, -1);
  code.set(left);
  code.br(0);
  code.end();
  code.end();
  code.get(out);
  code.i32(Buffer.from("s?b\0").readInt32LE());
  code.access(Access.i32_store, 0);
  emitNumber(code, () => advanced(code, out, 3), value, digits);
}

/** (record, out, stamp) => out: a value in several fragments, highest first; on several lines, but written once a cycle. */
function emitWide(code: FunctionBuilder, digits: number): void {
  const [record, out, stamp] = [0, 1, 2];
  const fragment = code.local(ValueType.i32);
  const end = code.local(ValueType.i32);
  const started = code.local(ValueType.i32);
  const value = code.local(ValueType.i64);
  const leave = (): void => {
    code.get(out);
    code.op(Wasm.return);
  };
  code.get(record);
  code.access(Access.i32_load, Field.table);
  code.tee(fragment);
  code.get(record);
  code.access(Access.i32_load, Field.count);
  code.i32(Math.log2(FRAGMENT_BYTES));
  code.op(Wasm.i32_shl);
  code.op(Wasm.i32_add);
  code.tee(end);
  code.access(Access.i32_load, 0);
  code.get(stamp);
  code.op(Wasm.i32_eq);
  code.if();
  leave();
  code.end();
  code.block();
  code.loop();
  emitValue(code, fragment, Field.address);
  emitValue(code, fragment, Field.shadow);
  code.op(Wasm.i64_ne);
  code.brIf(1);
  advanced(code, fragment, FRAGMENT_BYTES);
  code.tee(fragment);
  code.get(end);
  code.op(Wasm.i32_lt_u);
  code.brIf(0);
  code.end();
  leave();
  code.end();
  code.get(end);
  code.get(stamp);
  code.access(Access.i32_store, 0);
  code.get(out);
  code.i32("b".charCodeAt(0));
  code.access(Access.i32_store8, 0);
  advanced(code, out, 1);
  code.set(out);
  code.get(record);
  code.access(Access.i32_load, Field.table);
  code.set(fragment);
  code.loop();
  emitValue(code, fragment, Field.address);
  code.set(value);
  code.get(started);
  code.if();
  code.get(out);
  code.get(value);
  code.get(fragment);
  code.access(Access.i32_load, Field.width);
  code.call(digits);
  code.set(out);
  code.else();
  // The highest fragment that is not 0 begins the number; the last one does in any case.
  code.get(value);
  code.op(Wasm.i64_eqz);
  advanced(code, fragment, FRAGMENT_BYTES);
  code.get(end);
  code.op(Wasm.i32_lt_u);
  code.op(Wasm.i32_and);
  code.op(Wasm.i32_eqz);
  code.if();
  emitNumber(code, () => code.get(out), value, digits);
  code.set(out);
  code.i32(1);
  code.set(started);
  code.end();
  code.end();
  advanced(code, fragment, FRAGMENT_BYTES);
  code.tee(fragment);
  code.get(end);
  code.op(Wasm.i32_lt_u);
  code.brIf(0);
  code.end();
  emitSuffix(code, record, out);
}
