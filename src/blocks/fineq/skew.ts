/**
 * Row skew: delays the activations of row r by r cycles more than those of row 0, and forms what a row needs at its edge.
 * Invariant: an activation taken with a step in cycle x is at the left edge of row r in cycle x + 3 + r, where the step's
 * pulses are at the top of column 0 in x + 3.
 */
import {
  array,
  bit,
  cat,
  input,
  memoize,
  module,
  output,
  reg,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import type { FineqCoding } from "./parameters.ts";
import { carriedBits } from "./pe.ts";

export interface SkewShape {
  readonly rows: number;
  readonly activationBits: number;
  readonly coding: FineqCoding;
}

/**
 * - `step`: `activations` belong to a step of this cycle; what is there in other cycles is not looked at.
 * - `edges`: for the array's rows. In direct coding three times the activation is formed here, once a row.
 *
 * Latency 3 + r for row r, a step a cycle.
 */
export const FineqSkew = memoize((shape: SkewShape) => {
  const { rows, activationBits, coding } = shape;
  return module(
    `fineq_skew_${rows}_${coding}_a${activationBits}`,
    {
      step: input(bit),
      activations: input(array(uint(activationBits), rows)),
      edges: output(array(uint(carriedBits(shape)), rows)),
    },
    ({ step, activations, edges }) => {
      const taken = reg(array(uint(activationBits), rows));
      when(step, () => {
        taken.next = activations;
      });
      for (let row = 0; row < rows; row++) {
        const line = reg(array(uint(activationBits), row + 1), { name: `line_${row}` });
        line.next = [taken.at(row), ...line.elements().slice(0, -1)];
        const last = reg(uint(carriedBits(shape)), { name: `edge_${row}` });
        last.next = coding === "direct" ? withTriple(line.at(row), activationBits) : line.at(row);
        edges.at(row).value = last;
      }
    },
    { doc: `Row skew: row r of ${rows} is delayed by 3 + r cycles.` },
  );
});

/** {3a, a}: what direct coding carries. */
export function withTriple(activation: Uint, activationBits: number): Uint {
  const once = activation.asSint();
  const triple = once.sext(activationBits + 2).add(once.shl(1).sext(activationBits + 2));
  return cat(triple.asUint(), activation);
}
