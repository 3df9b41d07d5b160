/**
 * Logic of one lane as terms: what a kernel computes for every lane at once. Invariant: `unsignedBits` and `signedBits`
 * are true of every value that the term can have.
 */

export type TermOp =
  | "constant"
  /** A value that lies in memory for each lane: view `imm`. */
  | "view"
  | "not"
  | "add"
  | "sub"
  | "mul"
  | "and"
  | "or"
  | "xor"
  | "eq"
  | "ltu"
  | "lts"
  /** By the constant `imm`, below the width and below the bits that the range leaves. */
  | "shl"
  | "shru"
  | "shrs"
  /** operands[0] (1 bit) ? operands[1] : operands[2] */
  | "mux"
  /** `width` bits from bit `imm` up. */
  | "extract"
  | "zext"
  | "sext";

export interface Term {
  readonly id: number;
  readonly op: TermOp;
  /** 1 to 64. */
  readonly width: number;
  readonly operands: readonly Term[];
  readonly imm: number;
  /** Raw bits of a constant. */
  readonly bits: bigint;
  /** The value is the zero extension of its lowest `unsignedBits` bits. */
  readonly unsignedBits: number;
  /** The value is the sign extension of its lowest `signedBits` bits. */
  readonly signedBits: number;
}

/** Operands of a term: index 0, 1, 2; a missing one is a slip of the caller's. */
export function operand(term: Term, index: number): Term {
  const found = term.operands[index];
  if (found === undefined) throw new RangeError(`${term.op} has no operand ${index}`);
  return found;
}
