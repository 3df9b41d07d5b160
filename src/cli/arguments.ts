/** Arguments of commands as numbers. Invariant: what is returned is in the stated range; everything else is BL0604 and names the range. */
import { fail } from "../diagnostics/index.ts";
import { WEIGHT_FORMATS, type WeightFormat } from "../golden/index.ts";

/** A whole number from `least` to `most`. */
export function wholeArgument(argument: string, found: number, least: number, most: number): number {
  if (Number.isInteger(found) && found >= least && found <= most) return found;
  return fail("BL0604", {
    argument,
    found: String(found),
    allowed: `a whole number from ${least} to ${most}`,
  });
}

/** A number from 0 to `most`. */
export function numberArgument(argument: string, found: number, most: number): number {
  if (found >= 0 && found <= most) return found;
  return fail("BL0604", { argument, found: String(found), allowed: `a number from 0 to ${most}` });
}

/** A number above 0, to `most`. */
export function positiveArgument(argument: string, found: number, most: number): number {
  if (found > 0 && found <= most) return found;
  return fail("BL0604", { argument, found: String(found), allowed: `a number above 0, to ${most}` });
}

/** `--tiles`: a whole number from 1; infinite for `all`. */
export function tilesArgument(text: string): number {
  if (text === "all") return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  return fail("BL0604", {
    argument: "--tiles",
    found: `"${text}"`,
    allowed: "a whole number from 1, or all",
  });
}

/** Numbers from 0 to `most` with commas between them, each once, as many as 64; in rising order. */
export function numberListArgument(argument: string, text: string, most: number): number[] {
  const numbers = text.split(",").map((item) => (item.trim() === "" ? Number.NaN : Number(item)));
  const areFine = numbers.every((number) => number >= 0 && number <= most);
  if (areFine && numbers.length <= 64 && new Set(numbers).size === numbers.length) {
    return numbers.sort((a, b) => a - b);
  }
  return fail("BL0604", {
    argument,
    found: `"${text}"`,
    allowed: `numbers from 0 to ${most} with commas between them, each once, 64 at most`,
  });
}

/** `--ladder`: formats with commas between them, the most precise first. */
export function ladderArgument(text: string): WeightFormat[] {
  return text.split(",").map((part) => {
    const format = WEIGHT_FORMATS.find((known) => known === part.trim());
    const allowed = `formats separated by commas, of ${WEIGHT_FORMATS.join(", ")}`;
    return format ?? fail("BL0604", { argument: "--ladder", found: text, allowed });
  });
}
