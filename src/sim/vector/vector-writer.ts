/**
 * Single vector instructions whose operands and results are locals. Invariant: a local is set once, so that what was
 * computed stays valid as long as the code that follows is reached through it.
 */
import { type FunctionBuilder, ValueType, Wasm } from "../wasm/index.ts";
import { byLane, type LaneBits, narrowed } from "./lane-operations.ts";

export class VectorWriter {
  protected readonly code: FunctionBuilder;
  private readonly newLocal: (type: ValueType) => number;
  private readonly hoisted: (bytes: readonly number[]) => number;

  /** `hoisted` gives a local that holds a constant vector. */
  constructor(
    code: FunctionBuilder,
    newLocal: (type: ValueType) => number,
    hoisted: (bytes: readonly number[]) => number,
  ) {
    this.code = code;
    this.newLocal = newLocal;
    this.hoisted = hoisted;
  }

  /** Lanes twice as wide, those of the lower or upper half of a vector. */
  protected widen(local: number, to: LaneBits, isSigned: boolean, part: number): number {
    const high = part % 2 === 1;
    const name = isSigned ? (high ? "extendHighS" : "extendLowS") : high ? "extendHighU" : "extendLowU";
    return this.unary(byLane(name, to), local);
  }

  protected narrowSigned(low: number, high: number, from: LaneBits): number {
    if (from === 64) return this.pick(low, high, 4);
    return this.binary(from === 32 ? Wasm.i16x8_narrow_i32x4_s : Wasm.i8x16_narrow_i16x8_s, low, high);
  }

  protected truncate(low: number, high: number, from: LaneBits): number {
    if (from === 64) return this.pick(low, high, 0);
    const mask = this.constant(from, from === 32 ? 0xffffn : 0xffn);
    const code = from === 32 ? Wasm.i16x8_narrow_i32x4_u : Wasm.i8x16_narrow_i16x8_u;
    return this.binary(code, this.binary(Wasm.v128_and, low, mask), this.binary(Wasm.v128_and, high, mask));
  }

  /** The low or high four bytes of each 64-bit lane: `from` is 0 or 4. */
  protected pick(low: number, high: number, from: 0 | 4): number {
    return this.let(() => {
      this.code.get(low);
      this.code.get(high);
      this.code.shuffle(narrowed(from));
    });
  }

  protected shift(kind: "shl" | "shru" | "shrs", lane: LaneBits, local: number, by: number): number {
    if (by === 0) return local;
    return this.let(() => {
      this.code.get(local);
      this.code.i32(by);
      this.code.op(byLane(kind, lane));
    });
  }

  protected unary(code: Wasm, local: number): number {
    return this.let(() => {
      this.code.get(local);
      this.code.op(code);
    });
  }

  protected binary(code: Wasm, left: number, right: number): number {
    return this.let(() => {
      this.code.get(left);
      this.code.get(right);
      this.code.op(code);
    });
  }

  protected constant(lane: LaneBits, value: bigint): number {
    const bits = BigInt.asUintN(lane, value);
    const size = lane / 8;
    return this.hoisted(
      Array.from({ length: 16 }, (_, at) => Number((bits >> BigInt(8 * (at % size))) & 0xffn)),
    );
  }

  protected let(push: () => void): number {
    push();
    const local = this.newLocal(ValueType.v128);
    this.code.set(local);
    return local;
  }
}
