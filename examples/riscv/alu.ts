/** What RV32I computes on two operands. Invariant: combinational; `funct3` is encoded as in the instructions. */
import { type Bit, bit, enumOf, fromBits, input, match, module, mux, output, uint } from "bitloom";

/** In the order of their funct3. */
const Operation = enumOf("add", "shiftLeft", "less", "lessUnsigned", "xor", "shiftRight", "or", "and");

/**
 * The arithmetic unit. `alternate` (bit 30 of the instruction) makes a subtraction of `add` and an arithmetic shift of
 * `shiftRight`; it is ignored elsewhere. Shifts take the amount from the low five bits of `right`.
 */
export const Alu = module(
  "rv32i_alu",
  {
    funct3: input(uint(3)),
    alternate: input(bit),
    left: input(uint(32)),
    right: input(uint(32)),
    result: output(uint(32)),
  },
  ({ funct3, alternate, left, right, result }) => {
    const amount = right.slice(4, 0);
    const asWord = (condition: Bit) => condition.zext(32);

    match(fromBits(Operation, funct3), {
      add() {
        result.value = mux(alternate, left.sub(right), left.add(right));
      },
      shiftLeft() {
        result.value = left.shlTrunc(amount);
      },
      less() {
        result.value = asWord(left.asSint().lt(right.asSint()));
      },
      lessUnsigned() {
        result.value = asWord(left.lt(right));
      },
      xor() {
        result.value = left.xor(right);
      },
      shiftRight() {
        result.value = mux(alternate, left.asSint().shr(amount).asUint(), left.shr(amount));
      },
      or() {
        result.value = left.or(right);
      },
      and() {
        result.value = left.and(right);
      },
    });
  },
);
