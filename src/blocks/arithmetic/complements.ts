/**
 * Rows that are subtracted by adding their complements. Invariant: a row and what `subtractComplement` adds for its complement
 * are zero together, modulo the heap's width.
 */
import type { Bit, Uint } from "../../dsl/index.ts";
import type { BitHeap } from "./bit-heap.ts";

/**
 * Subtracts 2^shift times a row that is given complemented, -row = complement - (2^width - 1). In a cell library gates that invert are the
 * smaller ones. The complement must not end in an inverter: synthesis finds full adders through it, and it stays (ADR 0035).
 */
export function subtractComplement(heap: BitHeap, complement: Uint, shift = 0): void {
  heap.add(complement, { shift });
  heap.addConstant(-((1n << BigInt(complement.width)) - 1n) << BigInt(shift));
}

/** Where `counts` is set the value, complemented; all ones elsewhere. */
export const exceptWhere = (value: Uint, counts: Bit): Uint =>
  value.not().or(counts.not().repeat(value.width));
