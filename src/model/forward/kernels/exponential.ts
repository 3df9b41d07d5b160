/**
 * e^x of four float32 at once, for softmax and SwiGLU, which would spend as long in Math.exp as all matrix products take. Invariant: within
 * 2^-22 relatively between the two bounds, and what is no number stays none.
 */
import {
  addIntegers,
  addVectors,
  type Code,
  floats,
  integers,
  isBelowVector,
  type LocalTypes,
  largerOf,
  multiplyVectors,
  roundVector,
  shiftLeftIntegers,
  smallerOf,
  subtractVectors,
  toIntegers,
  without,
} from "./assembler.ts";

/** Below it the result is 0, where e^x leaves float32's normal range at 2^-126; a softmax weight that small changes no sum. */
const SMALLEST = -87.3;
/** From it on the result is e^88, just inside float32's range: SwiGLU divides by it. */
const LARGEST = 88;

/** A function that makes the code for e^x with `x` in a local of its own; it can be used more than once. */
export function exponentialCode(locals: LocalTypes): (x: Code) => Code {
  const [given, x, power, sum] = [locals.v128(), locals.v128(), locals.v128(), locals.v128()];
  return (argument) => [
    given.set(argument),
    x.set(smallerOf(largerOf(given.get, floats(SMALLEST)), floats(LARGEST))),
    power.set(roundVector(multiplyVectors(x.get, floats(Math.LOG2E)))),
    // x - power * ln 2 in two steps, of which the first is exact: |x| <= ln(2) / 2 afterwards.
    x.set(subtractVectors(x.get, multiplyVectors(power.get, floats(LN2_HIGH)))),
    x.set(subtractVectors(x.get, multiplyVectors(power.get, floats(Math.LN2 - LN2_HIGH)))),
    sum.set(floats(TAYLOR[0] as number)),
    TAYLOR.slice(1).map((term) => sum.set(addVectors(multiplyVectors(sum.get, x.get), floats(term)))),
    // 2^power: the exponent field of a float32.
    power.set(shiftLeftIntegers(addIntegers(toIntegers(power.get), integers(127)), 23)),
    without(multiplyVectors(sum.get, power.get), isBelowVector(given.get, floats(SMALLEST))),
  ];
}

/** ln 2 in 9 bits, so that products with whole numbers up to 2^15 are exact. */
const LN2_HIGH = 355 / 512;

/** 1/7!, 1/6!, ... 1: what is left out is below (ln(2) / 2)^8 / 8! * 1.05 = 5.5e-9. */
const TAYLOR = [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1, 1];
