/**
 * Values of any width as lists of nodes, lowest bits first. Invariant: no part is wider than 64 bits, so taking a value
 * apart where it was put together costs nothing.
 */
import type { Logic } from "./logic.ts";
import { Op } from "./netlist.ts";

export type Parts = readonly number[];

/** Bits of a machine word of the engines. */
export const WORD = 64;

export class PartLists {
  readonly g: Logic;

  constructor(g: Logic) {
    this.g = g;
  }

  width(parts: Parts): number {
    let sum = 0;
    for (const part of parts) sum += this.g.widthOf(part);
    return sum;
  }

  /** The value cut into pieces of these widths (at most 64 each) from bit 0 up; bits above are left out. */
  cut(parts: Parts, widths: readonly number[]): number[] {
    const { g } = this;
    if (this.isCut(parts, widths)) return [...parts];
    const result: number[] = [];
    let at = 0;
    let used = 0;
    for (const width of widths) {
      let piece = -1;
      for (let need = width; need > 0; ) {
        const part = parts[at] as number;
        const has = g.widthOf(part) - used;
        const take = Math.min(has, need);
        const bits = g.extract(part, used, take);
        piece = piece < 0 ? bits : g.concat(bits, piece);
        need -= take;
        used += take;
        if (take === has) {
          at++;
          used = 0;
        }
      }
      result.push(piece);
    }
    return result;
  }

  private isCut(parts: Parts, widths: readonly number[]): boolean {
    if (parts.length !== widths.length) return false;
    for (let i = 0; i < parts.length; i++) if (this.g.width[parts[i] as number] !== widths[i]) return false;
    return true;
  }

  /** Bits low..low + width - 1, with the parts' own boundaries. */
  range(parts: Parts, low: number, width: number): Parts {
    const { g } = this;
    const result: number[] = [];
    const end = low + width;
    let start = 0;
    for (const part of parts) {
      const stop = start + g.widthOf(part);
      if (stop > low && start < end) {
        const from = Math.max(low, start);
        result.push(g.extract(part, from - start, Math.min(end, stop) - from));
      }
      start = stop;
      if (start >= end) break;
    }
    return result;
  }

  /** Bits low..low + width - 1 as one node; width at most 64. */
  take(parts: Parts, low: number, width: number): number {
    return this.pack(this.range(parts, low, width));
  }

  /** The parts, or one where that takes fewer operations: many bits of a number are mostly needed together. */
  joined(parts: Parts): Parts {
    return parts.length > 2 && this.width(parts) <= WORD ? [this.pack(parts)] : parts;
  }

  /** One node; the width is at most 64. */
  pack(parts: Parts): number {
    let packed = parts[0] as number;
    for (let i = 1; i < parts.length; i++) packed = this.g.concat(parts[i] as number, packed);
    return packed;
  }

  /** Words of 64 bits, the last one with what is left. */
  words(parts: Parts): number[] {
    if (parts.length === 1) return [...parts];
    return this.cut(parts, wordWidths(this.width(parts)));
  }

  /** One list of widths at which both values can be cut with the least effort: where both have a boundary. */
  common(left: Parts, right: Parts): number[] {
    const { g } = this;
    if (left.every((part) => this.isUniform(part))) return right.map((part) => g.widthOf(part));
    if (right.every((part) => this.isUniform(part))) return left.map((part) => g.widthOf(part));
    const widths: number[] = [];
    let start = 0;
    let i = 0;
    let j = 0;
    let a = 0;
    let b = 0;
    const close = (end: number): void => {
      for (; start < end; start += widths.at(-1) as number) widths.push(Math.min(WORD, end - start));
    };
    while (i < left.length || j < right.length) {
      if (a <= b) a += g.widthOf(left[i++] as number);
      else b += g.widthOf(right[j++] as number);
      if (a === b) close(a);
    }
    return widths;
  }

  /** A constant or copies of one bit: to be cut anywhere for nothing. */
  private isUniform(part: number): boolean {
    const { g } = this;
    return g.isConstant(part) || (g.opOf(part) === Op.sext && g.widthOf(g.aOf(part)) === 1);
  }

  /** Runs of one and the same bit as one part each. */
  withoutCopies(parts: Parts): Parts {
    const { g } = this;
    const result: number[] = [];
    for (let i = 0; i < parts.length; ) {
      const part = parts[i] as number;
      let end = i + 1;
      if (g.widthOf(part) === 1) while (end < i + WORD && parts[end] === part) end++;
      result.push(g.sext(part, end === i + 1 ? g.widthOf(part) : end - i));
      i = end;
    }
    return result;
  }

  /** The value extended by copies of its sign or by zeros, or cut, to `width` bits. */
  resize(parts: Parts, width: number, isSigned: boolean): Parts {
    const { g } = this;
    const from = this.width(parts);
    if (width <= from) return this.range(parts, 0, width);
    if (width <= WORD) {
      const packed = this.pack(parts);
      return [isSigned ? g.sext(packed, width) : g.zext(packed, width)];
    }
    const result = [...parts];
    const top = parts.at(-1) as number;
    const sign = isSigned ? g.extract(top, g.widthOf(top) - 1, 1) : -1;
    for (let left = width - from; left > 0; left -= WORD) {
      const bits = Math.min(WORD, left);
      result.push(isSigned ? g.sext(sign, bits) : g.constant(bits, 0));
    }
    return result;
  }

  literal(width: number, bits: bigint): Parts {
    return wordWidths(width).map((word, i) =>
      this.g.literal(word, BigInt.asUintN(word, bits >> BigInt(i * WORD))),
    );
  }

  /** 1 when any bit is 1. */
  any(parts: Parts): number {
    const { g } = this;
    return this.tree(
      parts.map((part) => g.make(Op.ne, 1, part, g.constant(g.widthOf(part), 0))),
      Op.or,
    );
  }

  /** One-bit nodes combined in a balanced tree. */
  tree(bits: readonly number[], op: number): number {
    let level = bits;
    while (level.length > 1) {
      const next: number[] = [];
      for (let i = 0; i < level.length; i += 2) {
        const right = level[i + 1];
        next.push(right === undefined ? (level[i] as number) : this.g.make(op, 1, level[i] as number, right));
      }
      level = next;
    }
    return level[0] as number;
  }

  /** 1 when the unsigned value equals `number`, which may be too large for it. */
  equalsNumber(parts: Parts, number: bigint): number {
    const { g } = this;
    if (number >> BigInt(this.width(parts)) !== 0n) return g.constant(1, 0);
    let low = 0;
    const bits = parts.map((part) => {
      const width = g.widthOf(part);
      const wanted = g.literal(width, BigInt.asUintN(width, number >> BigInt(low)));
      low += width;
      return g.eq(part, wanted);
    });
    return this.tree(bits, Op.and);
  }
}

/** 64, 64, ... and the rest. */
export function wordWidths(width: number): number[] {
  const widths: number[] = [];
  for (let left = width; left > 0; left -= WORD) widths.push(Math.min(WORD, left));
  return widths;
}
