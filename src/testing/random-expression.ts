/**
 * Random expressions of a wanted type over all operators of the IR. Invariant: the widths and types obey design.ts, so
 * `verifyDesign` accepts every result.
 */
import { type BinaryOperator, bitWidth, type DataType, type Expr, sameType } from "../ir/index.ts";
import { binary, bit, cast, cat, lit, mux, resize, sint, slice, uint, unary } from "./ir-expressions.ts";
import type { Random } from "./random.ts";

/** Widths from 1 to `widest`, small ones and those around 32, 64 and 128 more often than the rest. */
function randomWidth(random: Random, widest: number): number {
  const wanted = random.chance(0.6)
    ? random.between(1, 9)
    : random.pick([31, 32, 33, 63, 64, 65, 127, 128, 130]);
  return random.chance(0.15) ? random.between(1, widest) : Math.min(wanted, widest);
}

/** A number type; arrays and enums are added by the design generator. */
export function randomNumberType(random: Random, widest: number): DataType {
  const width = randomWidth(random, widest);
  return random.chance(0.6) ? uint(width) : sint(width);
}

export class ExpressionMaker {
  private readonly random: Random;
  private readonly leaves: readonly Expr[];
  private readonly widest: number;

  /** `leaves`: what refers to signals and read ports; at least one. */
  constructor(random: Random, leaves: readonly Expr[], widest = 130) {
    this.random = random;
    this.leaves = leaves;
    this.widest = widest;
  }

  /** An expression of exactly this type, of at most `depth` operators on a path beside conversions at the leaves. */
  of(type: DataType, depth: number): Expr {
    if (depth <= 0 || this.random.chance(0.08)) return this.leaf(type);
    switch (type.kind) {
      case "uint":
        return type.width === 1 && this.random.chance(0.6)
          ? this.condition(depth)
          : this.number(type, type.width, depth);
      case "sint":
        return this.number(type, type.width, depth);
      default:
        return this.packed(type, depth);
    }
  }

  /** One bit that compares or reduces something wider. */
  condition(depth: number): Expr {
    const { random } = this;
    const type = randomNumberType(random, this.widest);
    if (random.chance(0.25)) return unary(random.pick(["all", "any", "parity"]), this.of(type, depth - 1));
    const enums = this.leaves.filter((leaf) => leaf.type.kind === "enum");
    if (enums.length > 0 && random.chance(0.3)) {
      const left = random.pick(enums);
      return binary(random.pick(["eq", "ne"]), left, this.of(left.type, depth - 1));
    }
    const operator = random.pick<BinaryOperator>(["eq", "ne", "lt", "le", "gt", "ge"]);
    return binary(operator, this.of(type, depth - 1), this.of(type, depth - 1));
  }

  /** What a match selects on: an enum leaf or a small uint. */
  subject(): Expr {
    const { random } = this;
    const enums = this.leaves.filter((leaf) => leaf.type.kind === "enum");
    if (enums.length > 0 && random.chance(0.6)) return random.pick(enums);
    return this.of(uint(random.between(1, 6)), 1);
  }

  private number(type: DataType, width: number, depth: number): Expr {
    const { random } = this;
    const same = (): Expr => this.of(type, depth - 1);
    switch (random.below(11)) {
      case 0:
        return unary(random.pick(["not", "neg"]), same());
      case 1:
      case 2:
        return binary(random.pick(["add", "sub", "mul"]), same(), same());
      case 3:
        return binary(random.pick(["and", "or", "xor"]), same(), same());
      case 4: {
        const amount = random.chance(0.2) ? randomWidth(random, this.widest) : random.between(1, 8);
        return binary(random.pick(["shl", "shr"]), same(), this.of(uint(amount), depth - 1));
      }
      case 5:
        return mux(this.of(bit, depth - 1), same(), same());
      case 6:
        return width === 1 ? same() : this.concatenation(type, width, depth);
      case 7: {
        const extra = random.between(0, Math.max(0, Math.min(20, this.widest - width)));
        const low = random.between(0, extra);
        return slice(this.of(randomKind(random, width + extra), depth - 1), low + width - 1, low, type);
      }
      case 8:
        return this.index(type, width, depth);
      case 9: {
        const from = randomWidth(random, this.widest);
        return resize(this.of(type.kind === "sint" ? sint(from) : uint(from), depth - 1), width);
      }
      default:
        return cast(this.of(type.kind === "sint" ? uint(width) : sint(width), depth - 1), type);
    }
  }

  private packed(type: DataType, depth: number): Expr {
    const { random } = this;
    if (random.chance(0.4)) {
      return mux(this.of(bit, depth - 1), this.of(type, depth - 1), this.of(type, depth - 1));
    }
    if (type.kind === "array" && type.length > 1 && random.chance(0.5)) {
      const elements = Array.from({ length: type.length }, () => this.of(type.element, depth - 2));
      return cast(cat(...elements), type);
    }
    if (type.kind === "enum") return this.leaf(type);
    return cast(this.of(uint(bitWidth(type)), depth - 1), type);
  }

  private concatenation(type: DataType, width: number, depth: number): Expr {
    const parts: Expr[] = [];
    for (let left = width; left > 0; ) {
      const part = parts.length === 3 ? left : this.random.between(1, left);
      parts.push(this.of(randomKind(this.random, part), depth - 1));
      left -= part;
    }
    return cast(cat(...parts), type);
  }

  private index(type: DataType, width: number, depth: number): Expr {
    const { random } = this;
    const stride = random.chance(0.8) ? width : width + random.between(1, 3);
    const most = Math.max(1, Math.floor((this.widest - width) / stride) + 1);
    const count = random.between(1, Math.min(most, 9));
    const source = this.of(uint((count - 1) * stride + width), depth - 1);
    const at = this.of(uint(random.between(1, 5)), depth - 1);
    return { op: "index", source, index: at, stride, count, type, site: undefined };
  }

  /** A literal, a leaf of that type, or a leaf converted to it. */
  private leaf(type: DataType): Expr {
    const { random } = this;
    const width = bitWidth(type);
    const matching = this.leaves.filter((leaf) => sameType(leaf.type, type));
    if (matching.length > 0 && random.chance(0.7)) return random.pick(matching);
    if (random.chance(0.2)) return this.literal(type, width);
    if (type.kind === "enum") return matching.length > 0 ? random.pick(matching) : this.literal(type, width);
    const source = random.pick(this.leaves);
    const sourceWidth = bitWidth(source.type);
    const isNumber = source.type.kind === "uint" || source.type.kind === "sint";
    if (sourceWidth > width) {
      const low = random.between(0, sourceWidth - width);
      return slice(source, low + width - 1, low, type);
    }
    const number = isNumber ? source : cast(source, uint(sourceWidth));
    const sized = sourceWidth === width ? number : resize(number, width);
    return sameType(sized.type, type) ? sized : cast(sized, type);
  }

  private literal(type: DataType, width: number): Expr {
    const bits = type.kind === "enum" ? this.random.pick(type.members).value : this.random.bits(width);
    return lit(bits, type);
  }
}

const randomKind = (random: Random, width: number): DataType =>
  random.chance(0.7) ? uint(width) : sint(width);
