/** Building concatenations and constants. Invariant: neighbours that could be one part are one part. */
import { maskOf } from "../../ir/index.ts";
import { concatValue, literalValue, repeatValue, type Value } from "./value.ts";

/** A concatenation whose neighbouring constants are one constant, and equal neighbours one repetition. */
export function concatOrLiteral(parts: readonly Value[]): Value {
  const merged: Value[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    const unit = last?.kind === "repeat" ? last.part : last;
    if (last !== undefined && unit !== undefined && isSameNet(unit, part)) {
      merged[merged.length - 1] = repeatValue((last.kind === "repeat" ? last.count : 1) + 1, part);
      continue;
    }
    if (last?.kind === "literal" && part.kind === "literal") {
      const bits = (last.bits << BigInt(part.width)) | part.bits;
      merged[merged.length - 1] = literalValue(last.width + part.width, bits);
    } else {
      merged.push(part);
    }
  }
  return concatValue(merged);
}

/** The same bits of the same net. */
function isSameNet(a: Value, b: Value): boolean {
  if (a.kind === "net") return b.kind === "net" && a.net === b.net;
  return a.kind === "range" && b.kind === "range" && a.net === b.net && a.high === b.high && a.low === b.low;
}

/** Bits high..low of a constant. */
export const literalBits = (bits: bigint, high: number, low: number): bigint =>
  (bits >> BigInt(low)) & maskOf(high - low + 1);
