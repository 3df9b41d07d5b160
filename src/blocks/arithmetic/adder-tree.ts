/**
 * A bit heap as adders of two rows with a register behind each, for FPGAs: a carry chain is free there, and a register after
 * every adder keeps the mapper from merging two of them into logic that fits no chain. Invariant: all rows of a level are of
 * the same cycle, and each is as wide as its range needs, never past the heap's width.
 */
import { cat, literal, reg, type Sint, sint, type Uint, uint } from "../../dsl/index.ts";
import { type BitHeap, type Integer, isSigned, type Row } from "./bit-heap.ts";

export interface AdderTree {
  /** Modulo 2^width. */
  readonly sum: Uint;
  /** Cycles from the rows to the sum: levels of adders. 0 for fewer than two rows. */
  readonly latency: number;
}

export interface AdderTreeOptions {
  /** A register behind every adder, without reset; true unless stated. Otherwise the latency is 0. */
  readonly isRegistered?: boolean | undefined;
}

/** (isNegative ? -value : value) * 2^shift; `value` lies between `low` and `high`. */
interface Term {
  readonly value: Integer;
  readonly shift: number;
  readonly isNegative: boolean;
  readonly low: bigint;
  readonly high: bigint;
}

/** The heap's sum modulo 2^width, a new one in every cycle. Registers are in the module's clock domain and have no reset. */
export function adderTree(heap: BitHeap, { isRegistered = true }: AdderTreeOptions = {}): AdderTree {
  const { width } = heap;
  const keep = isRegistered ? registered : (term: Term): Term => term;
  let terms = [...heap.rows.map((row) => termOf(row, width)), ...constantTerm(heap)];
  let latency = 0;
  while (terms.length > 1) {
    terms = pairs(terms).map(([lower, upper]) => keep(upper ? combined(lower, upper, width) : lower));
    if (isRegistered) latency++;
  }
  const [root] = terms;
  if (!root) return { sum: literal(uint(width), 0), latency };
  const value = shifted(root, width);
  return { sum: root.isNegative ? literal(uint(width), 0).sub(value) : value, latency };
}

/** Neighbours by shift, so that low bits pass by the adder; of an odd number the narrowest waits. */
function pairs(terms: readonly Term[]): (readonly [Term, Term?])[] {
  const sorted = terms.toSorted((a, b) => a.shift - b.shift || topOf(a) - topOf(b));
  const alone =
    sorted.length % 2 === 1
      ? sorted.reduce((best, term) => (term.value.width < best.value.width ? term : best))
      : undefined;
  const rest = sorted.filter((term) => term !== alone);
  const result: (readonly [Term, Term?])[] = alone ? [[alone]] : [];
  for (let i = 0; i + 1 < rest.length; i += 2) result.push([rest[i] as Term, rest[i + 1] as Term]);
  return result;
}

const topOf = ({ shift, value }: Term): number => shift + value.width;

/** lower.shift <= upper.shift. The bits of `lower` below `upper` pass unless all of it is subtracted. */
function combined(lower: Term, upper: Term, width: number): Term {
  if (lower.isNegative && !upper.isNegative) {
    const distance = upper.shift - lower.shift;
    const wide: Term = distance === 0 ? upper : { ...upper, ...lifted(upper, distance) };
    return added({ ...wide, shift: lower.shift }, lower, width);
  }
  return added(lower, upper, width);
}

/** value * 2^distance. */
const lifted = ({ value, low, high }: Term, distance: number) => ({
  value: value.shl(distance),
  low: low << BigInt(distance),
  high: high << BigInt(distance),
});

function added(lower: Term, upper: Term, width: number): Term {
  const { shift, isNegative } = lower;
  const distance = Math.min(upper.shift - shift, lower.value.width);
  const isSum = lower.isNegative === upper.isNegative;
  // Where the rows do not meet, `lower` has nothing to add but its sign.
  const gap = upper.shift - shift - distance;
  const other = gap === 0 ? upper : { ...upper, ...lifted(upper, gap) };
  const lowHigh = { low: lower.low >> BigInt(distance), high: lower.high >> BigInt(distance) };
  const range = isSum
    ? { low: lowHigh.low + other.low, high: lowHigh.high + other.high }
    : { low: lowHigh.low - other.high, high: lowHigh.high - other.low };
  const top = fitted(range, width - shift - distance);
  const left = extended(highPart(lower.value, distance), top.bits);
  const right = extended(other.value, top.bits);
  const sum = isSum ? left.add(right) : left.sub(right);
  const bits = distance === 0 ? sum : cat(sum, lower.value.slice(distance - 1, 0));
  const passed = BigInt(distance);
  return {
    value: top.isSigned ? bits.asSint() : bits,
    shift,
    isNegative,
    low: top.low << passed,
    high: ((top.high + 1n) << passed) - 1n,
  };
}

/** Bits for a range; where that is more than `most`, all that `most` bits hold. */
function fitted({ low, high }: { readonly low: bigint; readonly high: bigint }, most: number) {
  const isSigned = low < 0n;
  const magnitude = high > ~low ? high : ~low;
  const bits = Math.max(1, magnitude === 0n ? 0 : magnitude.toString(2).length) + Number(isSigned);
  if (bits <= most) return { bits, isSigned, low, high };
  return { bits: most, isSigned: false, low: 0n, high: (1n << BigInt(most)) - 1n };
}

/** value / 2^distance, rounded down; undefined stands for what has no bits left and no sign. */
function highPart(value: Integer, distance: number): Integer | undefined {
  if (distance < value.width) {
    const bits = value.slice(value.width - 1, distance);
    return isSigned(value) ? bits.asSint() : bits;
  }
  return isSigned(value) ? value.at(value.width - 1).asSint() : undefined;
}

/** The low `bits` bits of the value, extended where it has fewer. */
function extended(value: Integer | undefined, bits: number): Uint {
  if (!value) return literal(uint(bits), 0);
  if (value.width >= bits) return value.asUint().trunc(bits);
  return isSigned(value) ? value.sext(bits).asUint() : value.zext(bits);
}

function shifted({ value, shift }: Term, width: number): Uint {
  const bits = extended(value, width - shift);
  return shift === 0 ? bits : cat(bits, literal(uint(shift), 0));
}

function registered(term: Term): Term {
  const { value } = term;
  if (isSigned(value)) {
    const held = reg(sint(value.width), { name: "partial_sum" });
    held.next = value;
    return { ...term, value: held as Sint };
  }
  const held = reg(uint(value.width), { name: "partial_sum" });
  held.next = value;
  return { ...term, value: held as Uint };
}

function termOf({ value, shift, isSubtracted }: Row, width: number): Term {
  const kept = Math.min(value.width, width - shift);
  const isCut = kept < value.width;
  const bits = BigInt(isSigned(value) && !isCut ? kept - 1 : kept);
  return {
    value: isCut ? value.asUint().trunc(kept) : value,
    shift,
    isNegative: isSubtracted,
    low: isSigned(value) && !isCut ? -(1n << bits) : 0n,
    high: (1n << bits) - 1n,
  };
}

/** The constant as the nearer of its two readings, positive or negative. */
function constantTerm({ width, constant }: BitHeap): Term[] {
  if (constant === 0n) return [];
  const near = BigInt.asIntN(width, constant);
  const magnitude = near < 0n ? -near : near;
  const bits = magnitude.toString(2).length;
  return [
    {
      value: literal(uint(bits), magnitude),
      shift: 0,
      isNegative: near < 0n,
      low: magnitude,
      high: magnitude,
    },
  ];
}
