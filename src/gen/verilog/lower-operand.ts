/**
 * What the parts of the lowering ask of the whole, so that each of them can be read without it: an operand as a value,
 * as a net, or as something in between. `target` is the signal that the expression helps to drive, for names.
 */
import type { DataType, Expr } from "../../ir/index.ts";
import type { UseCounts } from "./sharing.ts";
import type { Net, Value } from "./value.ts";

export interface OperandLowering {
  readonly uses: UseCounts;
  value(expr: Expr, target: string): Value;
  /** An operand of something larger: the same, but never too large to read. */
  operand(expr: Expr, target: string): Value;
  /** A net that holds the expression, for selecting bits or mentioning it twice. */
  net(expr: Expr, target: string): Net;
  /** The value itself when it is a constant or a net, otherwise a net that holds it. */
  leaf(expr: Expr, target: string): Value;
  /** What stands in brackets: never an operator. */
  selector(expr: Expr, target: string): Value;
  literal(type: DataType, bits: bigint): Value;
}
