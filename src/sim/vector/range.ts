/**
 * Which values a term can have, as numbers of bits. Invariant: true of every value of the operands in their ranges; never
 * better than what follows from the operands' ranges alone.
 */
import type { Term, TermOp } from "./term.ts";

export interface Range {
  /** The value is the zero extension of its lowest `unsignedBits` bits. */
  readonly unsignedBits: number;
  /** The value is the sign extension of its lowest `signedBits` bits. */
  readonly signedBits: number;
}

export function rangeOf(
  op: TermOp,
  width: number,
  operands: readonly Term[],
  imm: number,
  bits: bigint,
): Range {
  const unsigned = operands.map((each) => each.unsignedBits);
  const both = operands.map((each) => each.signedBits);
  const [u0 = 0, u1 = 0, u2 = 0] = unsigned;
  const [s0 = 0, s1 = 0, s2 = 0] = both;
  const range = (unsignedBits: number, signedBits: number): Range => {
    const u = Math.max(1, Math.min(width, unsignedBits));
    return { unsignedBits: u, signedBits: Math.max(1, Math.min(width, signedBits, u + 1)) };
  };
  switch (op) {
    case "constant": {
      const number = BigInt.asIntN(width, bits);
      return range(bits.toString(2).length, (number < 0n ? ~number : number).toString(2).length + 1);
    }
    case "not":
      return range(width, s0);
    case "add":
      return range(Math.max(u0, u1) + 1, Math.max(s0, s1) + 1);
    case "sub":
      return range(width, Math.max(s0, s1) + 1);
    case "mul":
      return range(u0 + u1, s0 + s1);
    case "and":
      return range(Math.min(u0, u1), Math.max(s0, s1));
    case "or":
    case "xor":
      return range(Math.max(u0, u1), Math.max(s0, s1));
    case "mux":
      return range(Math.max(u1, u2), Math.max(s1, s2));
    case "shl":
      return range(u0 + imm, s0 + imm);
    case "shru":
      return range(u0 - imm, width);
    case "shrs":
      return range(u0 < width ? u0 - imm : width, s0 - imm);
    case "extract":
      return range(u0 - imm, s0 - imm);
    case "zext":
      return range(u0, u0 + 1);
    case "sext":
      return range(u0 < operand0Width(operands) ? u0 : width, s0);
    default:
      return range(width, width);
  }
}

const operand0Width = (operands: readonly Term[]): number => operands[0]?.width ?? 0;
