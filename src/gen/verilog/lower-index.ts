/**
 * Elements picked at run time. Invariant: an index that can reach beyond the count is compared with it, so that a read
 * gives 0 and a write does nothing; the index in the Verilog never has bits that the select cannot use.
 */
import { bitWidth, type Expr, indexWidth, type Signal } from "../../ir/index.ts";
import { literalBits } from "./concat.ts";
import type { OperandLowering } from "./lower-operand.ts";
import { lowerSlice } from "./lower-wiring.ts";
import { literalValue, type Net, rangeValue, type Value } from "./value.ts";

/** The element picked, or zeros beyond the count. */
export function lowerIndex(lowering: OperandLowering, expr: Expr & { op: "index" }, target: string): Value {
  const width = bitWidth(expr.type);
  const index = lowering.leaf(expr.index, target);
  if (index.kind === "literal") {
    if (index.bits >= BigInt(expr.count)) return literalValue(width, 0n);
    const low = Number(index.bits) * expr.stride;
    return lowerSlice(lowering, expr.source, low + width - 1, low, target);
  }
  const net = lowering.net(expr.source, target);
  const element = elementValue(net, index, expr.stride, expr.count, width);
  const guard = rangeGuard(index, expr.count);
  if (guard === undefined) return element;
  return { kind: "choice", width, condition: guard, whenTrue: element, whenFalse: literalValue(width, 0n) };
}

/** The place to assign to and the condition under which it exists; undefined when it never does. */
export function lowerElementTarget(
  lowering: OperandLowering,
  signal: Signal,
  net: Net,
  at: { readonly index: Expr; readonly stride: number; readonly count: number },
): { readonly place: Value; readonly guard: Value | undefined } | undefined {
  const index = lowering.leaf(at.index, signal.name);
  if (index.kind === "literal") {
    if (index.bits >= BigInt(at.count)) return undefined;
    const low = Number(index.bits) * at.stride;
    return { place: rangeValue(net, low + at.stride - 1, low), guard: undefined };
  }
  const place = elementValue(net, index, at.stride, at.count, at.stride);
  return { place, guard: rangeGuard(index, at.count) };
}

/** `index < count`, or nothing when the index cannot reach beyond. */
function rangeGuard(index: Value, count: number): Value | undefined {
  if (index.width < 53 && 2 ** index.width <= count) return undefined;
  if (count === 1)
    return {
      kind: "binary",
      width: 1,
      symbol: "==",
      signed: false,
      left: index,
      right: literalValue(index.width, 0n),
    };
  const bound = literalValue(index.width, BigInt(count));
  return { kind: "binary", width: 1, symbol: "<", signed: false, left: index, right: bound };
}

function elementValue(net: Net, index: Value, stride: number, count: number, width: number): Value {
  if (count === 1) return rangeValue(net, width - 1, 0);
  const needed = indexWidth(count);
  const fitted = index.width > needed ? lowBits(index, needed) : index;
  return {
    kind: "element",
    width,
    net,
    stride,
    index: stride === 1 ? widened(fitted, indexWidth(net.width)) : fitted,
  };
}

function lowBits(index: Value, width: number): Value {
  if (index.kind === "net") return rangeValue(index.net, width - 1, 0);
  if (index.kind === "range") return rangeValue(index.net, index.low + width - 1, index.low);
  return literalValue(width, index.kind === "literal" ? literalBits(index.bits, width - 1, 0) : 0n);
}

/** Verilator wants the index of a single bit as wide as the vector needs. */
function widened(index: Value, width: number): Value {
  const missing = width - index.width;
  if (missing <= 0) return index;
  return { kind: "concat", width, parts: [literalValue(missing, 0n), index] };
}
