/**
 * Short cuts around instances: an input's value goes straight into the port connection, an output straight onto the net
 * that it alone drives. Invariant: a signal that anything else reads keeps a net of its own.
 */
import type { Expr, Signal } from "../../ir/index.ts";
import type { Drive, Piece } from "./plan.ts";
import type { ModuleScope } from "./scope.ts";
import type { UseCounts } from "./sharing.ts";
import { type Value, valueSize } from "./value.ts";

/** Operators and names that a port connection may hold before a wire reads better (our design choice). */
const largestConnection = 8;

/** Lets instance outputs drive whole nets of the parent; returns the drives that remain. */
export function connectOutputs(
  scope: ModuleScope,
  drives: readonly Drive[],
  uses: UseCounts,
): readonly Drive[] {
  return drives.filter((drive) => {
    const piece = wholePiece(drive);
    const source = piece && referenced(piece.value);
    if (piece === undefined || source === undefined || source.role !== "instanceOutput") return true;
    if (uses.ofSignal(source) !== 1 || piece.signal.role === "instanceInput") return true;
    scope.alias(source, scope.netOf(piece.signal));
    return false;
  });
}

/** Values for the port connections of instances; the drives they come from are gone from the result. */
export function connectInputs(
  scope: ModuleScope,
  drives: readonly Drive[],
  uses: UseCounts,
): { readonly drives: readonly Drive[]; readonly inline: ReadonlyMap<Signal, Value> } {
  const inline = new Map<Signal, Value>();
  const remaining = drives.filter((drive) => {
    const piece = wholePiece(drive);
    if (piece === undefined || piece.signal.role !== "instanceInput" || uses.ofSignal(piece.signal) > 0)
      return true;
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

function referenced(expr: Expr): Signal | undefined {
  if (expr.op === "cast") return referenced(expr.source);
  return expr.op === "ref" ? expr.signal : undefined;
}
