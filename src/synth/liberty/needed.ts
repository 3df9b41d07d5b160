/**
 * Gates without which nothing can be mapped to a library. Invariant: a cell counts by what it computes, and only if ABC takes it: one output,
 * no bus driver, not marked as not to be used.
 */
import { evaluateFunction, variablesOf } from "./function.ts";

/** What none of the functions of single outputs is, in words; empty for a library that can map logic. Flip-flops are needed by some designs only. */
export function lackingGates(functions: readonly string[]): readonly string[] {
  const tables = new Set(functions.flatMap((text) => tableOf(text) ?? []));
  const lacks = (...wanted: readonly string[]): boolean => !wanted.some((table) => tables.has(table));
  return [
    ...(lacks("01") ? ["a buffer"] : []),
    ...(lacks("10") ? ["an inverter"] : []),
    // NAND, NOR, AND, OR: with inverters one of them makes everything, an exclusive-or does not.
    ...(lacks("1110", "1000", "0001", "0111") ? ["a NAND, NOR, AND or OR of two inputs"] : []),
  ];
}

/** The values of a function of one or two pins, all pins 0 first; undefined for others. */
function tableOf(text: string): string | undefined {
  const pins = variablesOf(text);
  if (pins.length < 1 || pins.length > 2) return undefined;
  const rows = Array.from({ length: 2 ** pins.length }, (_, bits) =>
    evaluateFunction(text, (pin) => ((bits >> pins.indexOf(pin)) & 1) === 1),
  );
  return rows.map((value) => (value === undefined ? "?" : value ? "1" : "0")).join("");
}
