/**
 * The step as a graph of WebAssembly instructions, before it is put in order: pure values over i32 and i64, shared when
 * equal. Invariant: operands come before their users; `significant` bounds the bits of a value that can be 1 from above.
 */
import { Access, Wasm } from "../wasm/index.ts";

/** Node kinds beside the plain instructions, which have their opcode (positive) as kind. */
export const Machine = {
  /** low and high halves in `low` and `high`. */
  constant: -1,
  /** Content of cell `a` before the edge, by access `high` at offset `low`. */
  load: -2,
  /** A word of memory `b` before the edge, by access `high` at the address `a` plus offset `low`. */
  memoryLoad: -3,
  /** First byte of the lane's region. */
  base: -4,
} as const;

/** Loads from memories have an operand, their address, as all instructions have. */
export const hasOperands = (kind: number): boolean => kind > 0 || kind === Machine.memoryLoad;

const noOperand = -1;

export class MachineGraph {
  count = 0;
  /** Opcode or `Machine` kind. */
  kind = new Int32Array(1024);
  /** 1 for i64. */
  wide = new Uint8Array(1024);
  significant = new Uint8Array(1024);
  a = new Int32Array(1024);
  b = new Int32Array(1024);
  c = new Int32Array(1024);
  low = new Int32Array(1024);
  high = new Int32Array(1024);
  private table = new Int32Array(4096).fill(-1);

  constant(low: number, high = 0, wide = false): number {
    const bits = high !== 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(low);
    return this.add(Machine.constant, wide, bits, noOperand, noOperand, noOperand, low | 0, high | 0);
  }

  /** Value of a cell; `significant` as the cell's representation promises. */
  load(cell: number, access: Access, offset: number, significant: number): number {
    const wide = access === Access.i64_load;
    return this.add(Machine.load, wide, significant, cell, noOperand, noOperand, offset, access);
  }

  memoryLoad(memory: number, address: number, access: Access, offset: number, significant: number): number {
    const wide = access === Access.i64_load;
    return this.add(Machine.memoryLoad, wide, significant, address, memory, noOperand, offset, access);
  }

  base(): number {
    return this.add(Machine.base, false, 32, noOperand, noOperand, noOperand, 0, 0);
  }

  isConstant(node: number): boolean {
    return this.kind[node] === Machine.constant;
  }

  isNumber(node: number, low: number, high = 0): boolean {
    return this.kind[node] === Machine.constant && this.low[node] === low && this.high[node] === high;
  }

  isWide(node: number): boolean {
    return this.wide[node] === 1;
  }

  significantOf(node: number): number {
    return this.significant[node] as number;
  }

  /** An instruction of one or two operands. */
  op(code: Wasm, a: number, b: number = noOperand): number {
    const wide = isWideResult(code);
    return this.add(code, wide, this.bound(code, a, b, wide), a, b, noOperand, 0, 0);
  }

  /** condition (i32, 0 or not) ? whenTrue : whenFalse */
  select(condition: number, whenTrue: number, whenFalse: number): number {
    if (whenTrue === whenFalse) return whenTrue;
    if (this.isConstant(condition)) return this.low[condition] !== 0 ? whenTrue : whenFalse;
    const kind = this.kind[condition];
    const isInverted =
      kind === Wasm.i32_xor &&
      this.isNumber(this.b[condition] as number, 1) &&
      this.significantOf(condition) <= 1;
    if (kind === Wasm.i32_eqz || isInverted) {
      return this.select(this.a[condition] as number, whenFalse, whenTrue);
    }
    const significant = Math.max(this.significantOf(whenTrue), this.significantOf(whenFalse));
    return this.add(Wasm.select, this.isWide(whenTrue), significant, whenTrue, whenFalse, condition, 0, 0);
  }

  and(a: number, b: number): number {
    const [x, y] = this.ordered(a, b);
    if (this.isNumber(y, 0)) return y;
    if (x === y || this.coversAll(y, x)) return x;
    return this.op(this.isWide(x) ? Wasm.i64_and : Wasm.i32_and, x, y);
  }

  or(a: number, b: number): number {
    const [x, y] = this.ordered(a, b);
    if (this.isNumber(y, 0) || x === y) return x;
    return this.op(this.isWide(x) ? Wasm.i64_or : Wasm.i32_or, x, y);
  }

  xor(a: number, b: number): number {
    const [x, y] = this.ordered(a, b);
    if (this.isNumber(y, 0)) return x;
    return this.op(this.isWide(x) ? Wasm.i64_xor : Wasm.i32_xor, x, y);
  }

  /** Shift left by a constant amount below the size of the type. */
  shiftLeft(a: number, amount: number): number {
    if (amount === 0) return a;
    return this.isWide(a)
      ? this.op(Wasm.i64_shl, a, this.constant(amount, 0, true))
      : this.op(Wasm.i32_shl, a, this.constant(amount));
  }

  /** Unsigned shift right by a constant amount below the size of the type. */
  shiftRight(a: number, amount: number): number {
    if (amount === 0) return a;
    return this.isWide(a)
      ? this.op(Wasm.i64_shr_u, a, this.constant(amount, 0, true))
      : this.op(Wasm.i32_shr_u, a, this.constant(amount));
  }

  shiftRightSigned(a: number, amount: number): number {
    if (amount === 0) return a;
    return this.isWide(a)
      ? this.op(Wasm.i64_shr_s, a, this.constant(amount, 0, true))
      : this.op(Wasm.i32_shr_s, a, this.constant(amount));
  }

  /** The low bits as i32. */
  narrow(a: number): number {
    if (!this.isWide(a)) return a;
    if (this.isConstant(a)) return this.constant(this.low[a] as number);
    if (this.kind[a] === Wasm.i64_extend_i32_u) return this.a[a] as number;
    return this.op(Wasm.i32_wrap_i64, a);
  }

  /** As i64 with zeros above. */
  widen(a: number): number {
    if (this.isWide(a)) return a;
    if (this.isConstant(a)) return this.constant(this.low[a] as number, 0, true);
    return this.op(Wasm.i64_extend_i32_u, a);
  }

  /** The low `width` bits, zeros above; the node itself when it is known to have them. */
  mask(a: number, width: number): number {
    if (this.significantOf(a) <= width) return a;
    return this.and(a, this.ones(width, this.isWide(a)));
  }

  ones(width: number, wide: boolean): number {
    const low = width >= 32 ? -1 : 2 ** width - 1;
    const high = width <= 32 ? 0 : width >= 64 ? -1 : 2 ** (width - 32) - 1;
    return this.constant(low, high, wide);
  }

  /** 1 for 0 and 0 for 1; other values are not allowed. A comparison is turned round instead. */
  invert(a: number): number {
    if (this.isConstant(a)) return this.constant(1 - (this.low[a] as number));
    const kind = this.kind[a] as number;
    if (kind === Wasm.i32_eqz && this.significantOf(this.a[a] as number) <= 1) return this.a[a] as number;
    const opposite = oppositeOf.get(kind);
    if (opposite !== undefined) return this.op(opposite, this.a[a] as number, this.b[a] as number);
    return this.xor(a, this.constant(1));
  }

  private ordered(a: number, b: number): readonly [number, number] {
    if (this.isConstant(a) && this.isConstant(b)) return a < b ? [a, b] : [b, a];
    if (this.isConstant(a)) return [b, a];
    if (this.isConstant(b)) return [a, b];
    return a < b ? [a, b] : [b, a];
  }

  /** True when `ones` is a constant with 1 in every bit that `value` may have. */
  private coversAll(ones: number, value: number): boolean {
    if (!this.isConstant(ones)) return false;
    const width = this.significantOf(value);
    const wanted = this.ones(width, this.isWide(value));
    const [low, high] = [this.low[wanted] as number, this.high[wanted] as number];
    return ((this.low[ones] as number) & low) === low && ((this.high[ones] as number) & high) === high;
  }

  private bound(code: Wasm, a: number, b: number, wide: boolean): number {
    const size = wide ? 64 : 32;
    const bitsOfA = this.significantOf(a);
    const bitsOfB = b < 0 ? 0 : this.significantOf(b);
    switch (code) {
      case Wasm.i32_and:
      case Wasm.i64_and:
        return Math.min(bitsOfA, bitsOfB);
      case Wasm.i32_or:
      case Wasm.i64_or:
      case Wasm.i32_xor:
      case Wasm.i64_xor:
        return Math.max(bitsOfA, bitsOfB);
      case Wasm.i32_add:
      case Wasm.i64_add:
        return Math.min(size, Math.max(bitsOfA, bitsOfB) + 1);
      case Wasm.i32_mul:
      case Wasm.i64_mul:
        return Math.min(size, bitsOfA + bitsOfB);
      case Wasm.i32_shl:
      case Wasm.i64_shl:
        return this.isConstant(b) ? Math.min(size, bitsOfA + (this.low[b] as number)) : size;
      case Wasm.i32_shr_u:
      case Wasm.i64_shr_u:
        return this.isConstant(b) ? Math.max(0, bitsOfA - (this.low[b] as number)) : bitsOfA;
      case Wasm.i64_extend_i32_u:
        return bitsOfA;
      case Wasm.i32_wrap_i64:
        return Math.min(32, bitsOfA);
      case Wasm.i32_popcnt:
        return 6;
      case Wasm.i64_popcnt:
        return 7;
      default:
        return isComparison(code) ? 1 : size;
    }
  }

  private add(
    kind: number,
    wide: boolean,
    significant: number,
    a: number,
    b: number,
    c: number,
    low: number,
    high: number,
  ): number {
    if (2 * (this.count + 1) > this.table.length) this.rehash();
    const mask = this.table.length - 1;
    let slot = hash(kind, a, b, c, low, high, wide) & mask;
    for (;;) {
      const node = this.table[slot] as number;
      if (node < 0) break;
      if (
        this.kind[node] === kind &&
        this.a[node] === a &&
        this.b[node] === b &&
        this.c[node] === c &&
        this.low[node] === low &&
        this.high[node] === high &&
        (this.wide[node] === 1) === wide
      ) {
        return node;
      }
      slot = (slot + 1) & mask;
    }
    if (this.count === this.kind.length) this.grow();
    const node = this.count++;
    this.table[slot] = node;
    this.kind[node] = kind;
    this.wide[node] = wide ? 1 : 0;
    this.significant[node] = significant;
    this.a[node] = a;
    this.b[node] = b;
    this.c[node] = c;
    this.low[node] = low;
    this.high[node] = high;
    return node;
  }

  private rehash(): void {
    this.table = new Int32Array(4 * this.table.length).fill(-1);
    const mask = this.table.length - 1;
    for (let node = 0; node < this.count; node++) {
      const [kind, a, b] = [this.kind[node] as number, this.a[node] as number, this.b[node] as number];
      const [c, low, high] = [this.c[node] as number, this.low[node] as number, this.high[node] as number];
      let slot = hash(kind, a, b, c, low, high, this.wide[node] === 1) & mask;
      while ((this.table[slot] as number) >= 0) slot = (slot + 1) & mask;
      this.table[slot] = node;
    }
  }

  private grow(): void {
    const size = 2 * this.kind.length;
    const copy = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(size);
      to.set(from);
      return to;
    };
    const copyBytes = (from: Uint8Array): Uint8Array<ArrayBuffer> => {
      const to = new Uint8Array(size);
      to.set(from);
      return to;
    };
    this.kind = copy(this.kind);
    this.wide = copyBytes(this.wide);
    this.significant = copyBytes(this.significant);
    this.a = copy(this.a);
    this.b = copy(this.b);
    this.c = copy(this.c);
    this.low = copy(this.low);
    this.high = copy(this.high);
  }
}

const isComparison = (code: number): boolean => code >= Wasm.i32_eqz && code <= Wasm.i64_ge_u;

/** Instructions with an i64 result: 64-bit arithmetic and what extends to it, but not its comparisons. */
const isWideResult = (code: number): boolean =>
  (code >= Wasm.i64_clz && code <= Wasm.i64_rotr) ||
  code === Wasm.i64_extend_i32_s ||
  code === Wasm.i64_extend_i32_u ||
  (code >= Wasm.i64_extend8_s && code <= Wasm.i64_extend32_s);

const opposites: readonly (readonly [Wasm, Wasm])[] = [
  [Wasm.i32_eq, Wasm.i32_ne],
  [Wasm.i32_lt_s, Wasm.i32_ge_s],
  [Wasm.i32_lt_u, Wasm.i32_ge_u],
  [Wasm.i32_gt_s, Wasm.i32_le_s],
  [Wasm.i32_gt_u, Wasm.i32_le_u],
  [Wasm.i64_eq, Wasm.i64_ne],
  [Wasm.i64_lt_s, Wasm.i64_ge_s],
  [Wasm.i64_lt_u, Wasm.i64_ge_u],
  [Wasm.i64_gt_s, Wasm.i64_le_s],
  [Wasm.i64_gt_u, Wasm.i64_le_u],
];
const oppositeOf = new Map<number, Wasm>(opposites.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));

function hash(
  kind: number,
  a: number,
  b: number,
  c: number,
  low: number,
  high: number,
  wide: boolean,
): number {
  let h = Math.imul(kind, 0x9e3779b1) ^ Math.imul(a, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15) ^ b, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 13) ^ c, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 16) ^ low, 0x165667b1);
  h = Math.imul(h ^ (h >>> 15) ^ high, 0x9e3779b1);
  return h ^ (h >>> 16) ^ (wide ? 1 : 0);
}
