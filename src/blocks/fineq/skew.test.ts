/** The row skew: which activation is at which row's edge in which cycle. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import { FineqSkew } from "./skew.ts";

const BITS = 8;

describe.each(["unary", "direct"] as const)("FineqSkew, %s coding", (coding) => {
  test.each([1, 2, 5])("an activation of a step reaches row r of %i after 3 + r cycles", (rows) => {
    using sim = simulate(FineqSkew({ rows, activationBits: BITS, coding }), { seed: rows });
    const { dut, random } = sim;
    const steps: { step: boolean; activations: number[] }[] = [];
    let checked = 0;
    for (let cycle = 0; cycle < 60; cycle++) {
      const edges = dut.edges.peek();
      for (let row = 0; row < rows; row++) {
        const then = steps[cycle - 3 - row];
        if (!then?.step) continue;
        const activation = then.activations[row] as number;
        const found = BigInt(edges[row] ?? -1);
        expect(BigInt.asIntN(BITS, found)).toBe(BigInt(activation));
        if (coding === "direct") {
          expect(BigInt.asIntN(BITS + 2, found >> BigInt(BITS))).toBe(BigInt(3 * activation));
        }
        checked++;
      }
      const activations = Array.from({ length: rows }, () => random.below(256) - 128);
      const step = random.chance(0.7);
      steps.push({ step, activations });
      dut.step.poke(step);
      dut.activations.poke(activations.map((a) => a & 0xff));
      sim.step();
    }
    expect(checked).toBeGreaterThan(25 * rows);
  });
});
