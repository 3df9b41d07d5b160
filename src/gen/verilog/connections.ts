/**
 * Short cuts around instances: an input's value goes straight into the port connection, an output straight onto the net
 * that it alone drives. Invariant: a signal that anything else reads keeps a net of its own.
 */
import type { Expr, Signal } from "../../ir/index.ts";
import type { Drive, Piece } from "./plan.ts";
import type { ModuleScope } from "./scope.ts";
import type { UseCounts } from "./sharing.ts";
import { rangeValue, type Value, valueSize } from "./value.ts";

/** Operators and names that a port connection may hold before a wire reads better (our design choice). */
const largestConnection = 8;

/** The drives that remain, and what stands in the port connections of instances instead of a net of the signal's own. */
export interface Connections {
  readonly drives: readonly Drive[];
  readonly inline: ReadonlyMap<Signal, Value>;
}

/** Instance inputs by their values, instance outputs by the nets or parts of nets that they drive. */
export function connectInstances(scope: ModuleScope, drives: readonly Drive[], uses: UseCounts): Connections {
  const outputs = connectOutputs(scope, drives, uses);
  const inputs = connectInputs(scope, outputs.drives, uses);
  return { drives: inputs.drives, inline: new Map([...outputs.inline, ...inputs.inline]) };
}

function connectOutputs(scope: ModuleScope, drives: readonly Drive[], uses: UseCounts): Connections {
  const inline = new Map<Signal, Value>();
  const remaining = drives.flatMap((drive): Drive[] => {
    // The input of another instance takes the output as its value.
    const isInput = wholePiece(drive)?.signal.role === "instanceInput";
    if (drive.kind !== "continuous" || isInput) return [drive];
    const pieces = drive.pieces.filter(({ signal, value, high, low }) => {
      const source = referenced(value);
      if (source?.role !== "instanceOutput" || uses.ofSignal(source) !== 1) return true;
      inline.set(source, rangeValue(scope.netOf(signal), high, low));
      return false;
    });
    return pieces.length === 0 ? [] : [{ ...drive, pieces }];
  });
  return { drives: remaining, inline };
}

function connectInputs(scope: ModuleScope, drives: readonly Drive[], uses: UseCounts): Connections {
  const inline = new Map<Signal, Value>();
  const remaining = drives.filter((drive) => {
    const piece = wholePiece(drive);
    if (piece === undefined || piece.signal.role !== "instanceInput" || uses.ofSignal(piece.signal) > 0)
      return true;
    if (isArithmeticShift(piece.value)) return true;
    const value = scope.lowering.value(piece.value, piece.signal.name);
    if (valueSize(value) > largestConnection) return true;
    inline.set(piece.signal, value);
    return false;
  });
  return { drives: remaining, inline };
}

function wholePiece(drive: Drive): Piece | undefined {
  if (drive.kind !== "continuous" || drive.pieces.length !== 1) return undefined;
  const [piece] = drive.pieces;
  return piece?.statement.target.kind === "whole" ? piece : undefined;
}

/** Verilator 5.006 shifts zeros in when `$signed(a) >>> b` is itself a port connection; on a wire it shifts the sign in. */
function isArithmeticShift(expr: Expr): boolean {
  if (expr.op === "cast") return isArithmeticShift(expr.source);
  return expr.op === "binary" && expr.operator === "shr" && expr.type.kind === "sint";
}

function referenced(expr: Expr): Signal | undefined {
  if (expr.op === "cast") return referenced(expr.source);
  return expr.op === "ref" ? expr.signal : undefined;
}
