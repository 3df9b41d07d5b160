/**
 * Selecting and extending bits. Invariant: a select in the Verilog stands on a name only; where the IR selects from
 * something else, the select moves inwards as far as it can and the rest becomes a wire.
 */
import { bitWidth, type Expr } from "../../ir/index.ts";
import { concatOrLiteral, literalBits } from "./concat.ts";
import type { OperandLowering } from "./lower-operand.ts";
import { isTrivial, isWiring } from "./sharing.ts";
import { literalValue, rangeValue, repeatValue, type Value } from "./value.ts";

/** Bits high..low of an expression. */
export function lowerSlice(
  lowering: OperandLowering,
  source: Expr,
  high: number,
  low: number,
  target: string,
): Value {
  const width = bitWidth(source.type);
  if (low === 0 && high === width - 1) return lowering.value(source, target);
  switch (source.op) {
    case "literal":
      return literalValue(high - low + 1, literalBits(source.bits, high, low));
    case "cast":
      return lowerSlice(lowering, source.source, high, low, target);
    case "slice":
      return lowerSlice(lowering, source.source, high + source.low, low + source.low, target);
    case "cat":
      return sliceOfCat(lowering, source.parts, high, low, target);
    case "resize":
      return sliceOfResize(lowering, source, high, low, target);
    default:
  }
  const moved =
    lowering.uses.isShared(source) && !isTrivial(source) ? undefined : moveInwards(source, high, low);
  return moved === undefined ? select(lowering, source, high, low, target) : lowering.value(moved, target);
}

/** Bits of what the expression turned out to be: of a constant, of bits already selected, or of a wire. */
function select(lowering: OperandLowering, source: Expr, high: number, low: number, target: string): Value {
  const leaf = lowering.leaf(source, target);
  if (leaf.kind === "range") return rangeValue(leaf.net, leaf.low + high, leaf.low + low);
  if (leaf.kind === "net") return rangeValue(leaf.net, high, low);
  return literalValue(high - low + 1, leaf.kind === "literal" ? literalBits(leaf.bits, high, low) : 0n);
}

/** Zeros for uint, copies of the sign for sint, or the low bits. */
export function lowerResize(lowering: OperandLowering, expr: Expr & { op: "resize" }, target: string): Value {
  const width = bitWidth(expr.type);
  const sourceWidth = bitWidth(expr.source.type);
  if (width <= sourceWidth) return lowerSlice(lowering, expr.source, width - 1, 0, target);
  return extend(lowering, expr.source, sourceWidth - 1, 0, width - sourceWidth, target);
}

/** Bits high..low of the source below `extra` bits of its zero or sign extension; `high` is its top bit. */
function extend(
  lowering: OperandLowering,
  source: Expr,
  high: number,
  low: number,
  extra: number,
  target: string,
): Value {
  if (source.type.kind !== "sint") {
    return concatOrLiteral([literalValue(extra, 0n), lowerSlice(lowering, source, high, low, target)]);
  }
  const isWired = isWiring(source) && !lowering.uses.isShared(source);
  const known = isWired ? lowering.value(source, target) : lowering.leaf(source, target);
  if (known.kind === "literal") {
    const sign = known.bits >> BigInt(high);
    const copies = sign === 0n ? 0n : (1n << BigInt(extra)) - 1n;
    const value = (copies << BigInt(high - low + 1)) | literalBits(known.bits, high, low);
    const width = extra + high - low + 1;
    return { kind: "literal", width, bits: value, constant: undefined, style: low === 0 ? "signed" : "hex" };
  }
  const pick = isWired ? lowerSlice : select;
  const sign = pick(lowering, source, high, high, target);
  return concatOrLiteral([repeatValue(extra, sign), pick(lowering, source, high, low, target)]);
}

function sliceOfCat(
  lowering: OperandLowering,
  parts: readonly Expr[],
  high: number,
  low: number,
  target: string,
): Value {
  const selected: Value[] = [];
  let offset = 0;
  for (const part of parts.toReversed()) {
    const width = bitWidth(part.type);
    const from = Math.max(low - offset, 0);
    const to = Math.min(high - offset, width - 1);
    if (from <= to) selected.unshift(lowerSlice(lowering, part, to, from, target));
    offset += width;
  }
  return concatOrLiteral(selected);
}

function sliceOfResize(
  lowering: OperandLowering,
  resize: Expr & { op: "resize" },
  high: number,
  low: number,
  target: string,
): Value {
  const { source } = resize;
  const top = bitWidth(source.type) - 1;
  if (high <= top) return lowerSlice(lowering, source, high, low, target);
  if (low <= top) return extend(lowering, source, top, low, high - top, target);
  const width = high - low + 1;
  if (source.type.kind !== "sint") return literalValue(width, 0n);
  return repeatValue(width, lowerSlice(lowering, source, top, top, target));
}

/** The same bits with the selection on the operands, where the operator works bit by bit or from the low end up. */
function moveInwards(expr: Expr, high: number, low: number): Expr | undefined {
  const type = { kind: "uint", width: high - low + 1 } as const;
  const select = (source: Expr): Expr => ({ op: "slice", source, high, low, type, site: source.site });
  if (expr.op === "mux") {
    return { ...expr, type, whenTrue: select(expr.whenTrue), whenFalse: select(expr.whenFalse) };
  }
  if (expr.op === "unary" && (expr.operator === "not" || (expr.operator === "neg" && low === 0))) {
    return { ...expr, type, operand: select(expr.operand) };
  }
  if (expr.op !== "binary") return undefined;
  switch (expr.operator) {
    case "and":
    case "or":
    case "xor":
      return { ...expr, type, left: select(expr.left), right: select(expr.right) };
    case "add":
    case "sub":
    case "mul":
      return low === 0 ? { ...expr, type, left: select(expr.left), right: select(expr.right) } : undefined;
    case "shl":
      return low === 0 ? { ...expr, type, left: select(expr.left) } : undefined;
    default:
      return undefined;
  }
}
