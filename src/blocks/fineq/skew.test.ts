/** The row skew: which activation is at which row's edge in which cycle. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { interpret } from "../../sim/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { FineqSkew } from "./skew.ts";

const BITS = 8;

describe.each(["unary", "direct"] as const)("FineqSkew, %s coding", (coding) => {
  test.each([1, 2, 5])("an activation of a step reaches row r of %i after 3 + r cycles", (rows) => {
    const simulation = interpret(elaborate(FineqSkew({ rows, activationBits: BITS, coding })));
    const random = seededRandom(rows);
    const carried = coding === "direct" ? 2 * BITS + 2 : BITS;
    const steps: { step: boolean; activations: number[] }[] = [];
    let checked = 0;
    for (let cycle = 0; cycle < 60; cycle++) {
      const edges = simulation.peek("edges");
      for (let row = 0; row < rows; row++) {
        const then = steps[cycle - 3 - row];
        if (!then?.step) continue;
        const activation = then.activations[row] as number;
        const found = BigInt.asUintN(carried, edges >> BigInt(row * carried));
        expect(BigInt.asIntN(BITS, found)).toBe(BigInt(activation));
        if (coding === "direct") {
          expect(BigInt.asIntN(BITS + 2, found >> BigInt(BITS))).toBe(BigInt(3 * activation));
        }
        checked++;
      }
      const activations = Array.from({ length: rows }, () => random.between(-128, 127));
      const step = random.chance(0.7);
      steps.push({ step, activations });
      simulation.poke("step", step ? 1n : 0n);
      const packed = activations.reduce(
        (bits, a, row) => bits | (BigInt.asUintN(BITS, BigInt(a)) << BigInt(row * BITS)),
        0n,
      );
      simulation.poke("activations", packed);
      simulation.step();
    }
    expect(checked).toBeGreaterThan(25 * rows);
  });
});
