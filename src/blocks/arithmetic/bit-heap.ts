/**
 * The bit heap: weighted bits that are going to be added up, whatever they came from. Invariant: rows plus constant are the
 * sum of all that was added, modulo 2^width, and stay so until one of `heapSum` and `adderTree` makes hardware of them.
 */
import type { Bit, Sint, Uint } from "../../dsl/index.ts";
import { requireWhole } from "../parameters.ts";

/** Widest heap. */
export const MAX_HEAP_WIDTH = 4096;

/** A value of either kind; its type says whether it is two's complement. */
export type Integer = Uint | Sint;

/** A value times 2^shift, added or subtracted. */
export interface Row {
  readonly value: Integer;
  readonly shift: number;
  readonly isSubtracted: boolean;
  readonly arrival: number;
}

export interface RowOptions {
  /** The row counts 2^shift times; 0 unless stated, below the heap's width. */
  readonly shift?: number | undefined;
  /** When its bits are there, in delays of a two-input exclusive-or after the earliest; 0 unless stated. Orders adders only. */
  readonly arrival?: number | undefined;
}

/** What has been collected, for those who make adders of it. */
export interface BitHeap {
  /** Everything counts modulo 2^width. */
  readonly width: number;
  readonly rows: readonly Row[];
  /** 0 to 2^width - 1. */
  readonly constant: bigint;
  /** Adds a bit times 2^shift. */
  readonly addBit: (bit: Bit, options?: RowOptions) => void;
  /** Adds an unsigned or two's complement value times 2^shift. */
  readonly add: (value: Integer, options?: RowOptions) => void;
  /** Subtracts it: its complement and a constant, no adder of its own. */
  readonly subtract: (value: Integer, options?: RowOptions) => void;
  /** Adds a whole number of either sign. */
  readonly addConstant: (value: bigint | number) => void;
}

/**
 * An empty heap of `width` bits, 1 to 4096 (BL0610). Belongs to the module body that its values belong to. Sums that leave the
 * width wrap around; read the result with `asSint()` where it may be negative.
 */
export function bitHeap(width: number): BitHeap {
  requireWhole("bitHeap", "width", width, 1, MAX_HEAP_WIDTH);
  const rows: Row[] = [];
  let constant = 0n;
  const put = (value: Integer, isSubtracted: boolean, { shift = 0, arrival = 0 }: RowOptions): void => {
    requireWhole("bitHeap", "shift", shift, 0, width - 1);
    rows.push({ value, shift, isSubtracted, arrival });
  };
  return {
    width,
    rows,
    get constant() {
      return constant;
    },
    addBit: (bit, options = {}) => put(bit, false, options),
    add: (value, options = {}) => put(value, false, options),
    subtract: (value, options = {}) => put(value, true, options),
    addConstant(value) {
      constant = BigInt.asUintN(width, constant + BigInt(value));
    },
  };
}

export const isSigned = (value: Integer): value is Sint => value.type.kind === "sint";
