/**
 * Checks on the parameters of blocks. Invariant: a block that was made has parameters in the range that its doc comment
 * states; anything else fails with BL0610 and the place of the call.
 */
import { fail } from "../diagnostics/index.ts";
import { callSite } from "./call-site.ts";

/** Fails unless `holds`; `allowed` completes "allowed is ...". */
export function requireParameter(
  block: string,
  parameter: string,
  found: unknown,
  allowed: string,
  holds: boolean,
): void {
  if (holds) return;
  fail("BL0610", { block, parameter, found: String(found), allowed }, [
    { label: "made here", site: callSite() },
  ]);
}

/** Fails unless `found` is a whole number from `low` to `high`. */
export function requireWhole(
  block: string,
  parameter: string,
  found: number,
  low: number,
  high: number,
): void {
  const holds = Number.isInteger(found) && found >= low && found <= high;
  requireParameter(block, parameter, found, `a whole number from ${low} to ${high}`, holds);
}

/** Bits that hold every number from 0 to `largest`, at least 1. */
export const bitsFor = (largest: number): number => Math.max(1, largest.toString(2).length);

/** Of two whole numbers of 0 or more, not both 0. */
export const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);
