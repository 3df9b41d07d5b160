/** What each operation of the netlist computes, over BigInt, as netlist.ts defines it. For constants and the evaluator. */
import { Op } from "./netlist.ts";

/** Value of an operation without state: `width` of the result, `wa` of operand a; operands and result are raw bits. */
export function operate(
  op: number,
  width: number,
  wa: number,
  imm: number,
  a: bigint,
  b: bigint,
  c: bigint,
): bigint {
  switch (op) {
    case Op.not:
      return BigInt.asUintN(width, ~a);
    case Op.neg:
      return BigInt.asUintN(width, -a);
    case Op.parity: {
      let ones = 0n;
      for (let rest = a; rest !== 0n; rest >>= 1n) ones ^= rest & 1n;
      return ones;
    }
    case Op.add:
      return BigInt.asUintN(width, a + b);
    case Op.sub:
      return BigInt.asUintN(width, a - b);
    case Op.mul:
      return BigInt.asUintN(width, a * b);
    case Op.mulhigh:
      return (a * b) >> BigInt(wa);
    case Op.and:
      return a & b;
    case Op.or:
      return a | b;
    case Op.xor:
      return a ^ b;
    case Op.eq:
      return a === b ? 1n : 0n;
    case Op.ne:
      return a !== b ? 1n : 0n;
    case Op.ltu:
      return a < b ? 1n : 0n;
    case Op.leu:
      return a <= b ? 1n : 0n;
    case Op.lts:
      return BigInt.asIntN(wa, a) < BigInt.asIntN(wa, b) ? 1n : 0n;
    case Op.les:
      return BigInt.asIntN(wa, a) <= BigInt.asIntN(wa, b) ? 1n : 0n;
    case Op.shl:
      return b >= BigInt(width) ? 0n : BigInt.asUintN(width, a << b);
    case Op.shru:
      return b >= BigInt(width) ? 0n : a >> b;
    case Op.shrs:
      return BigInt.asUintN(width, BigInt.asIntN(wa, a) >> (b >= BigInt(width) ? BigInt(width) : b));
    case Op.mux:
      return a === 1n ? b : c;
    case Op.extract:
      return BigInt.asUintN(width, a >> BigInt(imm));
    case Op.zext:
      return a;
    case Op.sext:
      return BigInt.asUintN(width, BigInt.asIntN(wa, a));
    default:
      throw new RangeError(`operation ${op} has no value of its own`);
  }
}
