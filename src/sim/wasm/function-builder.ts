/**
 * The code of one function, appended instruction by instruction. Nothing is checked here: the host validates a module
 * before it runs. Invariant: `body` holds whole instructions, and every block opened by `block`, `loop` or `if` is
 * closed by `end`; the function's own `end` is added by the module.
 */
import { ByteWriter } from "./bytes.ts";
import type { Access, Lane, LaneAccess, ValueType, Wasm } from "./instructions.ts";

const emptyBlock = 0x40;

export class FunctionBuilder {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  /** Types of the locals after the parameters, in order. */
  readonly locals: ValueType[] = [];
  readonly body = new ByteWriter(1024);

  constructor(params: readonly ValueType[], results: readonly ValueType[]) {
    this.params = params;
    this.results = results;
  }

  /** A new local, 0 at first; parameters are locals 0, 1, ... */
  local(type: ValueType): number {
    this.locals.push(type);
    return this.params.length + this.locals.length - 1;
  }

  /** An instruction without immediate operands. */
  op(code: Wasm): void {
    this.opcode(code);
  }

  get(local: number): void {
    this.body.byte(0x20);
    this.body.unsigned(local);
  }

  set(local: number): void {
    this.body.byte(0x21);
    this.body.unsigned(local);
  }

  tee(local: number): void {
    this.body.byte(0x22);
    this.body.unsigned(local);
  }

  i32(value: number): void {
    this.body.byte(0x41);
    this.body.signed(value);
  }

  /** high * 2^32 + low; the high half is the sign of the low one unless given. */
  i64(low: number, high: number = low >> 31): void {
    this.body.byte(0x42);
    this.body.signed64(low, high);
  }

  /** 16 bytes, lane 0 first. */
  v128(bytes: ArrayLike<number>): void {
    this.opcode(0xfd00c);
    for (let at = 0; at < 16; at++) this.body.byte(bytes[at] ?? 0);
  }

  /** Byte i of the result is byte lanes[i] of the two operands one after the other (0 to 31). */
  shuffle(lanes: ArrayLike<number>): void {
    this.opcode(0xfd00d);
    for (let at = 0; at < 16; at++) this.body.byte(lanes[at] ?? 0);
  }

  /** Load or store at the address on the stack plus `offset` bytes (0 or more). */
  access(code: Access, offset: number): void {
    this.opcode(code);
    this.place(offset);
  }

  accessLane(code: LaneAccess, offset: number, lane: number): void {
    this.opcode(code);
    this.place(offset);
    this.body.byte(lane);
  }

  lane(code: Lane, lane: number): void {
    this.opcode(code);
    this.body.byte(lane);
  }

  block(result?: ValueType): void {
    this.body.byte(0x02);
    this.body.byte(result ?? emptyBlock);
  }

  loop(result?: ValueType): void {
    this.body.byte(0x03);
    this.body.byte(result ?? emptyBlock);
  }

  if(result?: ValueType): void {
    this.body.byte(0x04);
    this.body.byte(result ?? emptyBlock);
  }

  else(): void {
    this.body.byte(0x05);
  }

  end(): void {
    this.body.byte(0x0b);
  }

  /** Jump out of (block, if) or to the start of (loop) the depth-th enclosing construct; 0 is the innermost. */
  br(depth: number): void {
    this.body.byte(0x0c);
    this.body.unsigned(depth);
  }

  brIf(depth: number): void {
    this.body.byte(0x0d);
    this.body.unsigned(depth);
  }

  call(functionIndex: number): void {
    this.body.byte(0x10);
    this.body.unsigned(functionIndex);
  }

  /** Stack: target address, source address, bytes. Regions may overlap. */
  memoryCopy(): void {
    this.opcode(0xfc00a);
    this.body.byte(0);
    this.body.byte(0);
  }

  /** Stack: address, byte value, bytes. */
  memoryFill(): void {
    this.opcode(0xfc00b);
    this.body.byte(0);
  }

  private opcode(code: number): void {
    if (code < 0x100) this.body.byte(code);
    else {
      this.body.byte(code >> 12);
      this.body.unsigned(code & 0xfff);
    }
  }

  // The alignment is only a hint: 0 (one byte) is valid for every access and costs nothing on x86 and ARM64.
  private place(offset: number): void {
    this.body.byte(0);
    this.body.unsigned(offset);
  }
}
