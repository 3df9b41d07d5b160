/**
 * A bit heap as logic: full and half adders, then one adder for what is left. Invariant: a row's sign and a subtraction cost
 * inverters and constants, never bits beyond the row's own.
 */
import { type Bit, bit, cat, literal, named, type Uint } from "../../dsl/index.ts";
import { type BitHeap, isSigned, type Row } from "./bit-heap.ts";
import {
  type Adders,
  type Column,
  type Compressed,
  compress,
  type Position,
  type TimedBit,
} from "./compress.ts";

/**
 * The adder of the last two rows. ripple: full adders from bit to bit, the smallest, delay grows with the width. operator: `+`,
 * which the synthesizer builds as fast as it can.
 */
export type FinalAdder = "ripple" | "operator";
export const FINAL_ADDERS = ["ripple", "operator"] as const satisfies readonly FinalAdder[];

export interface SumOptions {
  /** "ripple" unless stated. */
  readonly finalAdder?: FinalAdder | undefined;
}

/** The heap's sum modulo 2^width, combinational. */
export function heapSum(heap: BitHeap, { finalAdder = "ripple" }: SumOptions = {}): Uint {
  const columns = columnsOf(heap);
  if (finalAdder === "ripple") return rowOf(compress(columns, gates, 1), 0);
  const left = compress(columns, gates, 2);
  return rowOf(left, 0).add(rowOf(left, 1));
}

/**
 * The heap's sum as two rows that add up to it modulo 2^width: for an accumulator that keeps sums and carries apart.
 */
export function carrySave(heap: BitHeap): readonly [Uint, Uint] {
  const left = compress(columnsOf(heap), gates, 2);
  return [rowOf(left, 0), rowOf(left, 1)];
}

/** Entry `index` of every column, a constant one after the variable bits. */
function rowOf(left: Compressed<Bit>, index: number): Uint {
  const bits = left.map(({ bits, hasOne }) => {
    const variable = bits[index]?.bit;
    return variable ?? literal(bit, hasOne && index === bits.length ? 1 : 0);
  });
  return cat(...bits.toReversed());
}

/** Rows and constant as columns of bits. */
function columnsOf({ width, rows, constant }: BitHeap): Column<Bit>[] {
  const bits: TimedBit<Bit>[][] = Array.from({ length: width }, () => []);
  let ones = constant;
  rows.forEach((row, number) => {
    ones += constantOf(row);
    for (let i = 0; i < row.value.width && row.shift + i < width; i++) {
      bits[row.shift + i]?.push(timedBit(row, number, i));
    }
  });
  return bits.map((column, weight) => ({
    bits: column,
    hasOne: ((BigInt.asUintN(width, ones) >> BigInt(weight)) & 1n) === 1n,
  }));
}

function timedBit(row: Row, number: number, index: number): TimedBit<Bit> {
  const { value, arrival } = row;
  if (!isInverted(row, index)) return { bit: named(`bit_${number}_${index}`, value.at(index)), arrival };
  return { bit: named(`not_${number}_${index}`, value.at(index).not()), arrival };
}

/** A bit that counts negatively, -b = (1 - b) - 1, is added inverted; the ones are in `constantOf`. */
const isInverted = ({ value, isSubtracted }: Row, index: number): boolean =>
  isSubtracted !== (isSigned(value) && index === value.width - 1);

/** What the inverted bits of a row counted too much, negated. */
function constantOf(row: Row): bigint {
  let excess = 0n;
  for (let i = 0; i < row.value.width; i++) {
    if (isInverted(row, i)) excess += 1n << BigInt(row.shift + i);
  }
  return -excess;
}

const at = (what: string, { column, index }: Position): string => `${what}_${column}_${index}`;

/** Carries share the half sum, which costs less than a majority of three and is the form that tools find full adders in (ADR 0029). */
const gates: Adders<Bit> = {
  full(a, b, c, position) {
    const half = named(at("half", position), a.xor(b));
    return {
      sum: named(at("sum", position), half.xor(c)),
      carry: named(at("carry", position), a.and(b).or(half.and(c))),
    };
  },
  half: (a, b, position) => ({
    sum: named(at("sum", position), a.xor(b)),
    carry: named(at("carry", position), a.and(b)),
  }),
  halfPlusOne: (a, b, position) => ({
    sum: named(at("sum", position), a.xor(b).not()),
    carry: named(at("carry", position), a.or(b)),
  }),
  exclusiveOr: (a, b, position) => named(at("sum", position), a.xor(b)),
  not: (a) => a.not(),
};
