/** Full adders of a library. Invariant: a cell is one by what its outputs compute, whatever it and its pins are called. */
import { evaluateFunction, variablesOf } from "./function.ts";

/** Pins of a cell that adds three bits. */
export interface AdderPins {
  readonly inputs: readonly [string, string, string];
  readonly sum: string;
  readonly carry: string;
}

/** Whether two functions of the same three pins are their sum and carry; undefined unless they are. */
export function adderPins(
  outputs: readonly { readonly name: string; readonly function: string }[],
): AdderPins | undefined {
  if (outputs.length !== 2) return undefined;
  const sum = outputs.find((output) => computes(output.function, (ones) => ones % 2 === 1));
  const carry = outputs.find((output) => computes(output.function, (ones) => ones >= 2));
  if (sum === undefined || carry === undefined) return undefined;
  const [a, b, c] = variablesOf(sum.function);
  if (a === undefined || b === undefined || c === undefined) return undefined;
  if (variablesOf(carry.function).join() !== [a, b, c].join()) return undefined;
  return { inputs: [a, b, c], sum: sum.name, carry: carry.name };
}

/** A function of three pins whose value follows from how many of them are 1. */
function computes(text: string, value: (ones: number) => boolean): boolean {
  const pins = variablesOf(text);
  if (pins.length !== 3) return false;
  return [0, 1, 2, 3, 4, 5, 6, 7].every((bits) => {
    const isOne = (pin: string): boolean => ((bits >> pins.indexOf(pin)) & 1) === 1;
    return evaluateFunction(text, isOne) === value(pins.filter(isOne).length);
  });
}
