/**
 * Verilog expressions as the writer builds them, one step above text. Invariant: the operands of every operator have
 * exactly the widths of its result (or of each other, for comparisons), so Verilog's context-determined widths have
 * nothing to extend; and everything is unsigned except what a `signed` operator wraps in `$signed`.
 */
import { maskOf } from "../../ir/index.ts";

/** Anything with a name that may stand in an expression. */
export interface Net {
  readonly name: string;
  readonly width: number;
  /** Nets that carry parts of it, together all of it, highest first; selects go to them instead. */
  readonly pieces?: readonly NetPiece[];
}

export interface NetPiece {
  readonly net: Net;
  readonly high: number;
  readonly low: number;
}

export type BinarySymbol =
  | "+"
  | "-"
  | "*"
  | "&"
  | "|"
  | "^"
  | "&&"
  | "||"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "<<"
  | ">>"
  | ">>>";

export type Value =
  /** `constant`: the localparam that stands for these bits. `signed`: written as minus the magnitude when negative. */
  | {
      readonly kind: "literal";
      readonly width: number;
      readonly bits: bigint;
      readonly constant: string | undefined;
      readonly style: "decimal" | "signed" | "hex";
    }
  | { readonly kind: "net"; readonly width: number; readonly net: Net }
  | {
      readonly kind: "range";
      readonly width: number;
      readonly net: Net;
      readonly high: number;
      readonly low: number;
    }
  /** `width` bits of a packed net from `index * stride` up; the index is known to be in range. */
  | {
      readonly kind: "element";
      readonly width: number;
      readonly net: Net;
      readonly index: Value;
      readonly stride: number;
    }
  | { readonly kind: "word"; readonly width: number; readonly memory: string; readonly address: Value }
  | {
      readonly kind: "unary";
      readonly width: number;
      readonly symbol: "~" | "!" | "-" | "&" | "|" | "^";
      readonly operand: Value;
    }
  | {
      readonly kind: "binary";
      readonly width: number;
      readonly symbol: BinarySymbol;
      /** Both operands (of a shift: the left one) are taken as two's complement. */
      readonly signed: boolean;
      readonly left: Value;
      readonly right: Value;
    }
  /** Shift by a number of places known now, below the width. */
  | {
      readonly kind: "shift";
      readonly width: number;
      readonly symbol: "<<" | ">>" | ">>>";
      readonly operand: Value;
      readonly by: number;
    }
  | {
      readonly kind: "choice";
      readonly width: number;
      readonly condition: Value;
      readonly whenTrue: Value;
      readonly whenFalse: Value;
    }
  | { readonly kind: "concat"; readonly width: number; readonly parts: readonly Value[] }
  | { readonly kind: "repeat"; readonly width: number; readonly count: number; readonly part: Value };

export const netValue = (net: Net): Value => ({ kind: "net", width: net.width, net });

/** Bits high..low of a net; the net itself when that is all of it (a scalar may not be indexed in Verilog). */
export function rangeValue(net: Net, high: number, low: number): Value {
  if (low === 0 && high === net.width - 1) return netValue(net);
  if (net.pieces !== undefined) {
    const touched = net.pieces.filter((piece) => piece.low <= high && low <= piece.high);
    return concatValue(
      touched.map((piece) =>
        rangeValue(piece.net, Math.min(high, piece.high) - piece.low, Math.max(low - piece.low, 0)),
      ),
    );
  }
  return { kind: "range", width: high - low + 1, net, high, low };
}

/** An unsigned number, written in decimal. */
export function literalValue(width: number, bits: bigint): Value {
  return { kind: "literal", width, bits, constant: undefined, style: "decimal" };
}

/** Parts side by side, the first most significant; concatenations inside are flattened, a single part stays itself. */
export function concatValue(parts: readonly Value[]): Value {
  const flat = parts.flatMap((part) => (part.kind === "concat" ? part.parts : [part]));
  const only = flat.length === 1 ? flat[0] : undefined;
  if (only !== undefined) return only;
  return { kind: "concat", width: flat.reduce((sum, part) => sum + part.width, 0), parts: flat };
}

/** `count` copies side by side, 1 or more. */
export function repeatValue(count: number, part: Value): Value {
  if (count === 1) return part;
  const width = count * part.width;
  // A repeated bit of a constant is a constant: all zeros or all ones.
  if (part.kind === "literal" && part.width === 1)
    return literalValue(width, part.bits === 0n ? 0n : maskOf(width));
  return { kind: "repeat", width, count, part };
}

const complements: Readonly<Partial<Record<BinarySymbol, BinarySymbol>>> = {
  "==": "!=",
  "!=": "==",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
};

/** The opposite of a one-bit value, written the way a person would. */
export function invertedValue(value: Value): Value {
  if (value.kind === "literal") return literalValue(1, value.bits ^ 1n);
  if (value.kind === "unary" && value.symbol === "!") return value.operand;
  if (value.kind === "unary" && value.symbol === "|") {
    const { operand } = value;
    const right = literalValue(operand.width, 0n);
    return { kind: "binary", width: 1, symbol: "==", signed: false, left: operand, right };
  }
  const complement = value.kind === "binary" ? complements[value.symbol] : undefined;
  if (value.kind === "binary" && complement !== undefined) return { ...value, symbol: complement };
  return { kind: "unary", width: 1, symbol: "!", operand: value };
}

/** Number of leaves and operators, to keep expressions at a size that people read. */
export function valueSize(value: Value): number {
  switch (value.kind) {
    case "unary":
    case "shift":
      return 1 + valueSize(value.operand);
    case "binary":
      return 1 + valueSize(value.left) + valueSize(value.right);
    case "choice":
      return 1 + valueSize(value.condition) + valueSize(value.whenTrue) + valueSize(value.whenFalse);
    case "concat":
      return value.parts.reduce((sum, part) => sum + valueSize(part), 1);
    case "repeat":
      return 1 + valueSize(value.part);
    case "element":
      return 1 + valueSize(value.index);
    case "word":
      return 1 + valueSize(value.address);
    default:
      return 1;
  }
}
