/**
 * From nodes of the netlist to WebAssembly instructions. Invariant: `raw` gives a value whose low bits are right and whose
 * bits above the width may be junk; `clean` gives the canonical value. Junk is masked only where a user would see it.
 */
import { type Netlist, Op } from "../netlist/netlist.ts";
import { Access, Wasm } from "../wasm/index.ts";
import { bytesFor, type Layout, type MemoryPlace, Representation } from "./layout.ts";
import { MachineGraph } from "./machine.ts";

export interface LoweringContext {
  readonly netlist: Netlist;
  readonly layout: Layout;
  readonly memories: readonly MemoryPlace[];
  /** Domains that have their edge: what `Op.edge` is. */
  readonly domains: number;
  /** Values of cells that are known not to change: resets that are inactive. */
  readonly known: ReadonlyMap<number, number>;
  /** False: every value is masked where it is made. */
  readonly demandedBits: boolean;
}

export class Lowering {
  readonly graph = new MachineGraph();
  private readonly context: LoweringContext;
  /** By flat node: machine node, -1 when not lowered. */
  private readonly lowered: Int32Array;

  /** By node that consists of copies of one bit: that bit. */
  private readonly bitOf = new Map<number, number>();

  constructor(context: LoweringContext) {
    this.context = context;
    this.lowered = new Int32Array(context.netlist.nodes.count).fill(-1);
  }

  /** Lowers these nodes and everything below them; only then may `raw` and `clean` be asked for them. */
  lower(roots: readonly number[]): void {
    const { nodes } = this.context.netlist;
    const wanted = new Uint8Array(nodes.count);
    let last = -1;
    for (const root of roots) {
      wanted[root] = 1;
      if (root > last) last = root;
    }
    let first = last + 1;
    for (let node = last; node >= 0; node--) {
      if (wanted[node] === 0 || (this.lowered[node] as number) >= 0) continue;
      first = node;
      const operands = operandCount(nodes.op[node] as number);
      if (operands > 0) wanted[nodes.a[node] as number] = 1;
      if (operands > 1) wanted[nodes.b[node] as number] = 1;
      if (operands > 2) wanted[nodes.c[node] as number] = 1;
    }
    for (let node = first; node <= last; node++) {
      if (wanted[node] === 0 || (this.lowered[node] as number) >= 0) continue;
      const value = this.lowerNode(node);
      this.lowered[node] = this.context.demandedBits ? value : this.graph.mask(value, this.widthOf(node));
    }
  }

  raw(node: number): number {
    return this.lowered[node] as number;
  }

  clean(node: number): number {
    return this.graph.mask(this.raw(node), this.widthOf(node));
  }

  widthOf(node: number): number {
    return this.context.netlist.nodes.width[node] as number;
  }

  /** The value as a place of this size and representation wants it; bits that the store cuts off may be junk. */
  stored(node: number, bytes: number, representation: Representation): number {
    const width = this.widthOf(node);
    const { graph } = this;
    const sized = (value: number): number => (bytes === 8 ? graph.widen(value) : graph.narrow(value));
    if (representation === Representation.dirty && bytes * 8 <= width) return sized(this.raw(node));
    if (representation === Representation.dirty) return sized(this.raw(node));
    if (representation === Representation.signed)
      return this.signExtended(this.raw(node), width, bytes === 8);
    if (representation === Representation.mask) return this.negated(sized(this.clean(node)));
    return width === bytes * 8 ? sized(this.raw(node)) : sized(this.clean(node));
  }

  private lowerNode(node: number): number {
    const { nodes } = this.context.netlist;
    const { graph } = this;
    const op = nodes.op[node] as number;
    const width = nodes.width[node] as number;
    const wide = width > 32;
    const [a, b, c] = [nodes.a[node] as number, nodes.b[node] as number, nodes.c[node] as number];
    switch (op) {
      case Op.constant:
        return graph.constant(a, wide ? b : 0, wide);
      case Op.cell: {
        const known = this.context.known.get(nodes.imm[node] as number);
        if (known !== undefined) return graph.constant(known);
        return this.cell(nodes.imm[node] as number, 0, width);
      }
      case Op.memory:
        return this.memoryWord(nodes.imm[node] as number, a, b, width);
      case Op.edge:
        return graph.constant((this.context.domains >>> (nodes.imm[node] as number)) & 1);
      case Op.not:
        return width === 1 && graph.significantOf(this.raw(a)) <= 1
          ? graph.invert(this.raw(a))
          : graph.xor(this.raw(a), graph.ones(width, wide));
      case Op.neg:
        return this.negated(this.raw(a));
      case Op.parity:
        return this.parity(this.clean(a));
      case Op.add:
        return this.binary(Wasm.i32_add, Wasm.i64_add, a, b);
      case Op.sub:
        return this.binary(Wasm.i32_sub, Wasm.i64_sub, a, b);
      case Op.mul:
        return this.binary(Wasm.i32_mul, Wasm.i64_mul, a, b);
      case Op.and:
        return graph.and(this.raw(a), this.raw(b));
      case Op.or:
        return graph.or(this.raw(a), this.raw(b));
      case Op.xor:
        return graph.xor(this.raw(a), this.raw(b));
      case Op.eq:
      case Op.ne:
        return this.equality(op === Op.eq, a, b);
      case Op.ltu:
        return this.compare(Wasm.i32_lt_u, Wasm.i64_lt_u, this.clean(a), this.clean(b));
      case Op.leu:
        return this.compare(Wasm.i32_le_u, Wasm.i64_le_u, this.clean(a), this.clean(b));
      case Op.lts:
        return this.compare(Wasm.i32_lt_s, Wasm.i64_lt_s, this.topAligned(a), this.topAligned(b));
      case Op.les:
        return this.compare(Wasm.i32_le_s, Wasm.i64_le_s, this.topAligned(a), this.topAligned(b));
      case Op.shl:
        return this.shift(Wasm.i32_shl, Wasm.i64_shl, this.raw(a), b, width);
      case Op.shru:
        return this.shift(Wasm.i32_shr_u, Wasm.i64_shr_u, this.clean(a), b, width);
      case Op.shrs:
        return this.shiftSigned(a, b, width);
      case Op.mux:
        return graph.select(this.clean(a), this.raw(b), this.raw(c));
      case Op.extract:
        return this.extract(a, nodes.imm[node] as number, width);
      case Op.concat: {
        const bit = this.replicated(node, a, b);
        if (bit >= 0) return this.negated(wide ? graph.widen(this.clean(bit)) : this.clean(bit));
        const [high, low] = [this.raw(a), this.clean(b)];
        const upper = graph.shiftLeft(wide ? graph.widen(high) : high, this.widthOf(b));
        return graph.or(upper, wide ? graph.widen(low) : low);
      }
      case Op.zext:
        return wide ? graph.widen(this.clean(a)) : this.clean(a);
      case Op.sext:
        return this.signExtended(this.raw(a), this.widthOf(a), wide);
      default:
        // Op.mulhigh: Op.outside is for the logic of modules, not for flat nodes.
        return this.mulhigh(this.clean(a), this.clean(b), width);
    }
  }

  /** The bit that a concatenation repeats, -1 when it is not made of copies of one bit. */
  private replicated(node: number, high: number, low: number): number {
    const isCopies = this.widthOf(high) === 1 && (low === high || this.bitOf.get(low) === high);
    if (!isCopies) return -1;
    this.bitOf.set(node, high);
    return high;
  }

  private binary(narrow: Wasm, wide: Wasm, a: number, b: number): number {
    const x = this.raw(a);
    return this.graph.op(this.graph.isWide(x) ? wide : narrow, x, this.raw(b));
  }

  private compare(narrow: Wasm, wide: Wasm, x: number, y: number): number {
    return this.graph.op(this.graph.isWide(x) ? wide : narrow, x, y);
  }

  private equality(isEqual: boolean, a: number, b: number): number {
    const { graph } = this;
    let [x, y] = [this.clean(a), this.clean(b)];
    if (graph.isConstant(x)) [x, y] = [y, x];
    const wide = graph.isWide(x);
    if (graph.isNumber(y, 0) && isEqual && (wide || graph.significantOf(x) > 1))
      return graph.op(wide ? Wasm.i64_eqz : Wasm.i32_eqz, x);
    if (!wide && graph.significantOf(x) <= 1 && graph.isConstant(y)) {
      if (graph.isNumber(y, 1) || graph.isNumber(y, 0)) {
        return graph.isNumber(y, 1) === isEqual ? x : graph.invert(x);
      }
      return graph.constant(isEqual ? 0 : 1);
    }
    if (isEqual) return graph.op(wide ? Wasm.i64_eq : Wasm.i32_eq, x, y);
    return graph.op(wide ? Wasm.i64_ne : Wasm.i32_ne, x, y);
  }

  private negated(x: number): number {
    const wide = this.graph.isWide(x);
    const zero = this.graph.constant(0, 0, wide);
    return this.graph.op(wide ? Wasm.i64_sub : Wasm.i32_sub, zero, x);
  }

  private parity(x: number): number {
    const { graph } = this;
    const ones = graph.isWide(x) ? graph.narrow(graph.op(Wasm.i64_popcnt, x)) : graph.op(Wasm.i32_popcnt, x);
    return graph.and(ones, graph.constant(1));
  }

  /** The value shifted to the top of its type: signed order without extending, and junk falls out. */
  private topAligned(node: number): number {
    const x = this.raw(node);
    const size = this.graph.isWide(x) ? 64 : 32;
    if (this.graph.isConstant(x)) return this.shiftedConstant(x, size - this.widthOf(node));
    return this.graph.shiftLeft(x, size - this.widthOf(node));
  }

  private shiftedConstant(x: number, amount: number): number {
    const { graph } = this;
    const bits = (BigInt(graph.high[x] as number) << 32n) | BigInt((graph.low[x] as number) >>> 0);
    const shifted = BigInt.asIntN(64, bits << BigInt(amount));
    const wide = graph.isWide(x);
    return graph.constant(Number(BigInt.asIntN(32, shifted)), wide ? Number(shifted >> 32n) : 0, wide);
  }

  private signExtended(x: number, width: number, toWide: boolean): number {
    const { graph } = this;
    const wide = graph.isWide(x);
    const size = wide ? 64 : 32;
    let value = x;
    if (width === 1 && graph.significantOf(x) <= 1) value = this.negated(x);
    else if (width === 8) value = graph.op(wide ? Wasm.i64_extend8_s : Wasm.i32_extend8_s, x);
    else if (width === 16) value = graph.op(wide ? Wasm.i64_extend16_s : Wasm.i32_extend16_s, x);
    else if (width < size) {
      value = graph.shiftRightSigned(graph.shiftLeft(x, size - width), size - width);
    }
    return toWide && !wide ? graph.op(Wasm.i64_extend_i32_s, value) : value;
  }

  /** `value` is canonical where junk could come down. Amounts of the type's size or more give 0. */
  private shift(narrow: Wasm, wide: Wasm, value: number, amountNode: number, width: number): number {
    const { graph } = this;
    const isWide = width > 32;
    const size = isWide ? 64 : 32;
    const amount = this.clean(amountNode);
    const zero = graph.constant(0, 0, isWide);
    if (graph.isConstant(amount)) {
      if (graph.high[amount] !== 0 || (graph.low[amount] as number) >>> 0 >= width) return zero;
    }
    const shifted = graph.op(isWide ? wide : narrow, value, this.amountFor(amount, isWide));
    if (graph.isConstant(amount) || 2 ** graph.significantOf(amount) <= size) return shifted;
    return graph.select(this.below(amount, size), shifted, zero);
  }

  private shiftSigned(a: number, amountNode: number, width: number): number {
    const { graph } = this;
    const isWide = width > 32;
    const size = isWide ? 64 : 32;
    const value = this.signExtended(this.raw(a), width, isWide);
    let amount = this.clean(amountNode);
    if (graph.isConstant(amount) || 2 ** graph.significantOf(amount) > size) {
      const most = graph.constant(size - 1, 0, graph.isWide(amount));
      if (!graph.isConstant(amount)) amount = graph.select(this.below(amount, size), amount, most);
      else if (graph.high[amount] !== 0 || (graph.low[amount] as number) >>> 0 >= size) amount = most;
    }
    return graph.op(isWide ? Wasm.i64_shr_s : Wasm.i32_shr_s, value, this.amountFor(amount, isWide));
  }

  private below(amount: number, limit: number): number {
    const { graph } = this;
    const wide = graph.isWide(amount);
    return graph.op(wide ? Wasm.i64_lt_u : Wasm.i32_lt_u, amount, graph.constant(limit, 0, wide));
  }

  private amountFor(amount: number, wide: boolean): number {
    return wide ? this.graph.widen(amount) : this.graph.narrow(amount);
  }

  private extract(a: number, low: number, width: number): number {
    const { graph } = this;
    const { nodes, cells } = this.context.netlist;
    if (nodes.op[a] === Op.cell && low % 8 === 0 && (width === 8 || width === 16 || width === 32)) {
      const cell = nodes.imm[a] as number;
      if (
        this.context.layout.representation[cell] === Representation.clean &&
        low + width <= (cells.width[cell] as number)
      ) {
        return this.cell(cell, low / 8, width);
      }
    }
    const shifted = graph.shiftRight(this.raw(a), low);
    return width <= 32 ? graph.narrow(shifted) : shifted;
  }

  private cell(cell: number, byte: number, width: number): number {
    const { layout, netlist } = this.context;
    const bytes = layout.bytes[cell] as number;
    const representation = layout.representation[cell];
    const isWhole = byte === 0 && width === netlist.cells.width[cell];
    const loaded = isWhole ? Math.min(bytes, width > 32 ? 8 : 4) : bytesFor(width);
    const significant = representation === Representation.clean ? width : 8 * loaded;
    const offset = (layout.offset[cell] as number) + byte;
    return this.graph.load(cell, loadOf(loaded), offset, significant);
  }

  private memoryWord(memory: number, addressNode: number, limb: number, width: number): number {
    const { memories } = this.context;
    const place = memories[memory] as MemoryPlace;
    const bytes = place.wordBytes <= 8 ? place.wordBytes : bytesFor(width);
    const address = this.wordAddress(memory, addressNode);
    return this.graph.memoryLoad(memory, address, loadOf(bytes), place.offset + 8 * limb, width);
  }

  /** First byte of the word in the lane's region, before the memory's offset; of the zero word for addresses past the depth. */
  wordAddress(memory: number, addressNode: number): number {
    const { graph } = this;
    const { netlist, memories } = this.context;
    const depth = netlist.memories[memory]?.depth ?? 0;
    const wordBytes = memories[memory]?.wordBytes ?? 1;
    const address = this.clean(addressNode);
    let word = graph.narrow(address);
    if (2 ** graph.significantOf(address) > depth + 1) {
      word = graph.select(this.below(address, depth), word, graph.constant(depth));
    }
    const isPower = (wordBytes & (wordBytes - 1)) === 0;
    const bytes = isPower
      ? graph.shiftLeft(word, Math.log2(wordBytes))
      : graph.op(Wasm.i32_mul, word, graph.constant(wordBytes));
    return graph.op(Wasm.i32_add, graph.base(), bytes);
  }

  /** Bits width.. of the product of two numbers of `width` bits. */
  private mulhigh(x: number, y: number, width: number): number {
    const { graph } = this;
    const number = (n: number): number => graph.constant(n, 0, true);
    if (width <= 32) {
      return graph.narrow(graph.shiftRight(graph.op(Wasm.i64_mul, graph.widen(x), graph.widen(y)), width));
    }
    const low = (n: number): number => graph.and(n, graph.constant(-1, 0, true));
    const high = (n: number): number => graph.op(Wasm.i64_shr_u, n, number(32));
    const mul = (m: number, n: number): number => graph.op(Wasm.i64_mul, m, n);
    const add = (m: number, n: number): number => graph.op(Wasm.i64_add, m, n);
    const lowLow = mul(low(x), low(y));
    const cross = add(mul(high(x), low(y)), high(lowLow));
    const middle = add(mul(low(x), high(y)), low(cross));
    const upper = add(add(mul(high(x), high(y)), high(cross)), high(middle));
    if (width === 64) return upper;
    const lower = graph.op(Wasm.i64_mul, x, y);
    return graph.or(graph.shiftLeft(upper, 64 - width), graph.shiftRight(lower, width));
  }
}

/** How many of a, b and c of a flat node are operands. */
export function operandCount(op: number): number {
  if (op === Op.constant || op === Op.cell || op === Op.edge || op === Op.outside) return 0;
  if (op === Op.mux) return 3;
  const isUnary =
    op === Op.memory ||
    (op >= Op.not && op <= Op.parity) ||
    op === Op.extract ||
    op === Op.zext ||
    op === Op.sext;
  return isUnary ? 1 : 2;
}

export const loadOf = (bytes: number): Access =>
  bytes === 1
    ? Access.i32_load8_u
    : bytes === 2
      ? Access.i32_load16_u
      : bytes === 4
        ? Access.i32_load
        : Access.i64_load;

export const storeOf = (bytes: number): Access =>
  bytes === 1
    ? Access.i32_store8
    : bytes === 2
      ? Access.i32_store16
      : bytes === 4
        ? Access.i32_store
        : Access.i64_store;
