/**
 * A graph with one way to make nodes: through the simplifier when folding, as asked otherwise. Invariant: what comes back
 * has the width asked for and the same value as the operation on its operands.
 */
import { Op } from "./netlist.ts";
import { NodeBuilder } from "./node-builder.ts";
import { simplify } from "./simplify.ts";

export class Logic extends NodeBuilder {
  /** The node, or a simpler one of equal value. */
  override make(op: number, width: number, a: number, b = -1, c = -1, imm = 0): number {
    if (this.folding) {
      const simpler = simplify(this, op, width, a, b, c, imm);
      if (simpler >= 0) return simpler;
      if (isCommutative(op) && (this.opOf(a) === Op.constant || (a > b && this.opOf(b) !== Op.constant))) {
        return this.add(op, width, b, a, c, imm);
      }
    }
    return this.add(op, width, a, b, c, imm);
  }
}

const isCommutative = (op: number): boolean =>
  op === Op.add ||
  op === Op.mul ||
  op === Op.and ||
  op === Op.or ||
  op === Op.xor ||
  op === Op.eq ||
  op === Op.ne ||
  op === Op.mulhigh;
