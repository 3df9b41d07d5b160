/** What a simulation asks of numbers and snapshots before it works with them. */
import { fail } from "../../diagnostics/index.ts";
import type { Design } from "../../ir/index.ts";

/** BL0445 unless it is a whole number, 0 or more, or no limit at all. */
export function requireCount(what: string, count: number): void {
  if (count >= 0 && (Number.isInteger(count) || count === Number.POSITIVE_INFINITY)) return;
  fail("BL0445", { what, found: String(count), expected: "a whole number, 0 or more" });
}

/** BL0445 unless it is a whole number; of larger ones the low 32 bits count. */
export function requireSeed(seed: number): void {
  if (!Number.isSafeInteger(seed)) {
    fail("BL0445", { what: "the seed", found: String(seed), expected: "a whole number" });
  }
}

/** BL0448 unless the bytes of a snapshot are as many as the state of this design has. */
export function requireFit(design: Design, found: number, expected: number): void {
  if (found !== expected) fail("BL0448", { module: design.top.name, found, expected });
}
