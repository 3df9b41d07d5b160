/**
 * Truth tables of up to six variables as two words of 32 bits. Invariant: bit i of the low word is the value where the variables are i in binary; tables of fewer variables
 * repeat.
 */

export interface Table {
  readonly low: number;
  readonly high: number;
}

/** Words where variable 0 to 4 is 1; variable 5 is 0 in the low word and 1 in the high one. */
export const VARIABLES = [
  0xaaaaaaaa | 0,
  0xcccccccc | 0,
  0xf0f0f0f0 | 0,
  0xff00ff00 | 0,
  0xffff0000 | 0,
] as const;

/** Bits that stay, move up and move down where variables v and v + 1 change places. */
const SWAPS = [
  [0x99999999 | 0, 0x22222222, 0x44444444],
  [0xc3c3c3c3 | 0, 0x0c0c0c0c, 0x30303030],
  [0xf00ff00f | 0, 0x00f000f0, 0x0f000f00],
  [0xff0000ff | 0, 0x0000ff00, 0x00ff0000],
] as const;

/** A word with variables `at` and `at` + 1 exchanged, `at` below 4. */
export function swapped(word: number, at: number): number {
  const [stay, up, down] = SWAPS[at] as readonly [number, number, number];
  const by = 1 << at;
  return (word & stay) | ((word & up) << by) | ((word & down) >>> by);
}

/** The word where variable `at` below 5 is 1, everywhere. */
export function positive(word: number, at: number): number {
  const ones = word & (VARIABLES[at] as number);
  return ones | (ones >>> (1 << at));
}

/** The word where variable `at` below 5 is 0, everywhere. */
export function negative(word: number, at: number): number {
  const zeros = word & ~(VARIABLES[at] as number);
  return zeros | (zeros << (1 << at));
}

/** The word with variable `at` below 5 complemented. */
export function complemented(word: number, at: number): number {
  const by = 1 << at;
  const ones = VARIABLES[at] as number;
  return ((word & ones) >>> by) | ((word & ~ones) << by);
}
