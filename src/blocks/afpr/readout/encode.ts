/**
 * FP8 encoder of partial sums: a signed integer, scaled down by a power of two, to E2M5. Invariant: the code is the nearest
 * of the 256 values, ties to the even code, saturating at the largest magnitude; zero, and what rounds to it, is 0x00.
 */
import {
  type Bit,
  bit,
  cat,
  input,
  literal,
  memoize,
  module,
  mux,
  output,
  reg,
  sint,
  type Uint,
  uint,
  when,
} from "../../../dsl/index.ts";
import { CODE_BITS } from "../parameters.ts";
import { OUTPUT_SHIFT_BITS } from "../registers.ts";

/** Bits of a sum that decide its code, in halves of 2^-5: values below 256, and the half that decides E = 0 and 1. */
const WORD_BITS = 9;

/**
 * - `sum` / 2^`outputShift`, outputShift 0 to 63, is the value in units of 2^-5 of E2M5; both are taken while `enable` is 1.
 * - `code` belongs to the sum taken last, from the cycle after: {sign, E, M}.
 *
 * `sumBits` is 9 or more. Latency 1, a sum a cycle. Half of the work lies before the register: absolute value and a shift
 * that keeps whether any bit it dropped was 1; rounding lies behind.
 */
export const AfprEncode = memoize((sumBits: number) =>
  module(
    `afpr_encode_${sumBits}`,
    {
      enable: input(bit),
      sum: input(sint(sumBits)),
      outputShift: input(uint(OUTPUT_SHIFT_BITS)),
      code: output(uint(CODE_BITS)),
    },
    ({ enable, sum, outputShift, code }) => {
      const isNegative = reg(bit);
      const isLarge = reg(bit);
      const word = reg(uint(WORD_BITS));
      const isInexact = reg(bit);
      // The most negative sum has its magnitude in the same number of unsigned bits.
      const magnitude = mux(sum.isNegative(), sum.neg(), sum).asUint();
      const scaled = halvesOf(magnitude, outputShift);
      when(enable, () => {
        isNegative.next = sum.isNegative();
        isLarge.next = scaled.kept.slice(sumBits, WORD_BITS).any();
        word.next = scaled.kept.slice(WORD_BITS - 1, 0);
        isInexact.next = scaled.dropped;
      });
      const rounded = nearest(word, isInexact);
      const saturated = mux(isLarge, LARGEST, rounded);
      code.value = isNegative.and(saturated.any()).cat(saturated);
    },
    { doc: `FP8 E2M5 of a sum of ${sumBits} bits over 2^outputShift: nearest, ties to even, saturating.` },
  ),
);

const LARGEST = 0x7f;

/** 2 * value >> amount, power of two by power of two, with whether a 1 was dropped; shifting by 1 drops none. */
function halvesOf(value: Uint, amount: Uint): { kept: Uint; dropped: Bit } {
  const width = value.width + 1;
  let kept: Uint = mux(amount.at(0), value.zext(width), value.shl(1));
  const drops: Bit[] = [];
  for (let stage = 1; stage < amount.width; stage++) {
    const distance = Math.min(2 ** stage, width);
    drops.push(amount.at(stage).and(kept.slice(distance - 1, 0).any()));
    kept = mux(amount.at(stage), kept.shr(distance), kept);
  }
  return { kept, dropped: cat(...drops).any() };
}

/**
 * {E, M} of a value in halves of 2^-5. Codes count up through the ranges without a gap, so rounding up is adding 1 to the
 * code whether or not it leaves the range, and the code is even where the significand is.
 */
function nearest(word: Uint, isInexact: Bit): Uint {
  const within = (range: number) => ({
    // Range 0 is E = 0 and 1, with steps of 1; ranges 1 and 2 are E = 2 and 3, with steps of 2 and 4.
    code:
      range === 0
        ? word.slice(6, 1).zext(7)
        : literal(uint(2), range + 1).cat(word.slice(5 + range, 1 + range)),
    half: word.at(range),
    rest: range === 0 ? isInexact : isInexact.or(word.slice(range - 1, 0).any()),
  });
  const [low, middle, high] = [within(0), within(1), within(2)];
  const choose = <T extends "code" | "half" | "rest">(part: T): Uint =>
    mux(word.at(8), high[part], mux(word.at(7), middle[part], low[part]));
  const code = choose("code");
  const isUp = choose("half").and(choose("rest").or(code.at(0)));
  return mux(isUp.and(code.ne(LARGEST)), code.add(1), code);
}
