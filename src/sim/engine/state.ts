/**
 * The memory of one running engine: the regions of the lanes, then what code and probes were given since. Invariant: the
 * views always cover the whole memory; nothing else may hold on to them, because growing replaces them.
 */
import { createMemory, pageBytes, type WasmMemory } from "../wasm/index.ts";

/** Addresses given out so far; shared by forks, whose memories all have the same plan. */
export class AddressSpace {
  end: number;
  private slot = 0;
  private slotEnd = 0;

  constructor(end: number) {
    this.end = end;
  }

  /** A new slot of 8 bytes for values on their way from one function to another. */
  allocateSlot(): number {
    if (this.slot === this.slotEnd) {
      this.slot = this.allocate(slotArea);
      this.slotEnd = this.slot + slotArea;
    }
    const slot = this.slot;
    this.slot += 8;
    return slot;
  }

  /** First byte of a new area at a multiple of 64. */
  allocate(bytes: number): number {
    const start = Math.ceil(this.end / 64) * 64;
    this.end = start + bytes;
    return start;
  }
}

const slotArea = 4096;

export class State {
  readonly memory: WasmMemory;
  readonly lanes: number;
  /** First byte of lane 0. Address 0 stays unused. */
  readonly start = 64;
  /** Bytes from one lane to the next. */
  readonly stride: number;
  u8!: Uint8Array;
  u16!: Uint16Array;
  u32!: Uint32Array;
  u64!: BigUint64Array;
  /** Something was poked or stepped since combinational values were last computed. */
  stale = true;
  private readonly space: AddressSpace;

  constructor(lanes: number, stride: number, space: AddressSpace) {
    this.lanes = lanes;
    this.stride = stride;
    this.space = space;
    this.memory = createMemory(space.end);
    this.refresh();
  }

  base(lane: number): number {
    return this.start + lane * this.stride;
  }

  /** Makes everything that the address space has given out accessible. */
  cover(): void {
    const missing = this.space.end - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    // In steps of a megabyte or more: each growth replaces the views.
    this.memory.grow(Math.ceil(Math.max(missing, 1 << 20) / pageBytes));
    this.refresh();
  }

  /** 1, 2, 4 or 8 bytes at a multiple of them. */
  read(address: number, bytes: number): bigint {
    if (bytes === 8) return this.u64[address >>> 3] as bigint;
    return BigInt(this.readNumber(address, bytes));
  }

  /** 1, 2 or 4 bytes. */
  readNumber(address: number, bytes: number): number {
    if (bytes === 1) return this.u8[address] as number;
    if (bytes === 2) return this.u16[address >>> 1] as number;
    return this.u32[address >>> 2] as number;
  }

  /** The low bits; the number is taken modulo the size. */
  write(address: number, bytes: number, bits: bigint): void {
    if (bytes === 8) this.u64[address >>> 3] = bits;
    else this.writeNumber(address, bytes, Number(BigInt.asUintN(32, bits)));
  }

  writeNumber(address: number, bytes: number, bits: number): void {
    if (bytes === 1) this.u8[address] = bits;
    else if (bytes === 2) this.u16[address >>> 1] = bits;
    else this.u32[address >>> 2] = bits;
  }

  private refresh(): void {
    const { buffer } = this.memory;
    this.u8 = new Uint8Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.u64 = new BigUint64Array(buffer);
  }
}
