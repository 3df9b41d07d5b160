/**
 * Real activations as codes of a small float with one power of two a tensor. Invariant: x is about 2^exponent times the value
 * of its code, rounded to nearest, ties to even, saturating. A power of two and the least squared error are our design choice.
 */
import { fail } from "../../diagnostics/index.ts";
import { type ConverterFormat, signedMagnitude } from "../cim.ts";
import { decodeSmallFloat, E2M5, encodeSmallFloat, largestCode } from "../fp8.ts";

/** Activations as the engine takes them. */
export interface EncodedActivations {
  /** As long as the activations. */
  readonly codes: Uint16Array;
  /** x is about 2^exponent * decodeSmallFloat(format, code), or 2^(exponent - mantissaBits) * I. */
  readonly exponent: number;
}

/**
 * The exponent with the least sum of (x - 2^exponent * value)^2 over all activations, in binary64 and index order; the larger
 * one of equals. Tried are the smallest exponent at which nothing saturates and, downward, all at which saturation alone
 * does not cost more than the best so far. 0 when all activations are zero. BL0515 for none at all, BL0523 for one that
 * is not finite.
 */
export function chooseActivationScale(
  activations: ArrayLike<number>,
  format: ConverterFormat = E2M5,
): number {
  if (activations.length === 0) fail("BL0515", { what: "activations", expected: "1 and up", found: 0 });
  let largest = 0;
  for (let at = 0; at < activations.length; at++) {
    const activation = activations[at] as number;
    if (!Number.isFinite(activation)) {
      fail("BL0523", { what: `Activation ${at}`, found: activation, allowed: "any finite number" });
    }
    largest = Math.max(largest, Math.abs(activation));
  }
  if (largest === 0) return 0;
  const fullScale = decodeSmallFloat(format, largestCode(format));
  let widest = Math.floor(Math.log2(largest / fullScale)) - 1;
  while (largest > 2 ** widest * fullScale) widest++;
  const values = codeValues(format);
  let best = widest;
  let least = Number.POSITIVE_INFINITY;
  for (let exponent = widest; exponent >= -1000; exponent--) {
    const step = 2 ** exponent;
    let error = 0;
    let saturation = 0;
    for (let at = 0; at < activations.length && error < least; at++) {
      const activation = activations[at] as number;
      const difference = activation - step * (values[encodeSmallFloat(format, activation / step)] as number);
      error += difference * difference;
      if (Math.abs(activation) > step * fullScale) saturation += difference * difference;
    }
    if (error < least) {
      least = error;
      best = exponent;
    }
    // Saturation only grows from here down.
    if (saturation >= least || least === 0) break;
  }
  return best;
}

/** Codes of activations at an exponent, the chosen one unless given. Errors as `chooseActivationScale`. */
export function encodeActivations(
  activations: ArrayLike<number>,
  format: ConverterFormat = E2M5,
  exponent = chooseActivationScale(activations, format),
): EncodedActivations {
  const codes = new Uint16Array(activations.length);
  const step = 2 ** exponent;
  for (let at = 0; at < codes.length; at++) {
    codes[at] = encodeSmallFloat(format, (activations[at] as number) / step);
  }
  return { codes, exponent };
}

/** Values of all codes in order: decoding them one by one would take most of the search. */
const codeValues = (format: ConverterFormat): Float64Array =>
  Float64Array.from(
    { length: 2 ** (1 + format.exponentBits + format.mantissaBits) },
    (_, code) => signedMagnitude(code, format) / 2 ** format.mantissaBits,
  );
