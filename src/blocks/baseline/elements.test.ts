/** Conventional elements over every weight and every activation, and what arrays refuse. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import {
  BASELINE_STYLES,
  BASELINE_WEIGHTS,
  BaselineOutputPe,
  BaselineStationaryArray,
  BaselineStationaryPe,
  type BaselineStyle,
  type BaselineWeights,
  baselineSumBits,
} from "./index.ts";

const RANGES = { int8: [-128, 127], int4: [-8, 7], int3: [-3, 3] } as const;

const allWeights = (weights: BaselineWeights): number[] => {
  const [low, high] = RANGES[weights];
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
};

const codeOf = (weights: BaselineWeights, weight: number): number => {
  if (weights === "int3") return Math.abs(weight) | (weight < 0 ? 4 : 0);
  return weight & (weights === "int8" ? 0xff : 0xf);
};

const kinds = BASELINE_WEIGHTS.flatMap((weights) =>
  BASELINE_STYLES.map((style) => [weights, style] as const),
);

describe.each(kinds)("elements for %s weights, %s", (weights, style) => {
  const shape = { weights, style, activationBits: 8, sumBits: 24 };

  test("the weight-stationary one multiplies every pair exactly, with one excess a weight", () => {
    using sim = simulate(BaselineStationaryPe(shape), { seed: 1 });
    const { load, weight: port, activation, partial, total } = sim.dut;
    let [tried, wrong, largest] = [0, 0, 0];
    for (const weight of allWeights(weights)) {
      load.poke(1);
      port.poke(codeOf(weights, weight));
      sim.step();
      load.poke(0);
      let excess: number | undefined;
      for (let a = -128; a <= 127; a++) {
        const before = 20_000 + ((a * weight * 77) & 0xffff);
        activation.poke(a & 0xff);
        partial.poke(before);
        sim.step();
        const more = Number(total.peek()) - before - a * weight;
        excess ??= more;
        tried++;
        largest = Math.max(largest, Number(total.peek()) - before);
        if (more !== excess || (style !== "biased" && excess !== 0)) wrong++;
      }
    }
    expect({ tried, wrong }).toEqual({ tried: 256 * allWeights(weights).length, wrong: 0 });
    const range = style === "biased" ? 2 ** 24 : 2 ** 23;
    const allowed = Math.floor((range - 1) / largest);
    expect(baselineSumBits(shape, allowed + 1)).toBeGreaterThan(24);
    // What docs/baselines.md says of 24 bits.
    if (weights === "int8") expect(allowed).toBe(style === "biased" ? 440 : 511);
  });

  if (style === "biased") return;
  test("the output-stationary one marks a sum that leaves its range", () => {
    using sim = simulate(BaselineOutputPe({ ...shape, sumBits: 16 }), { seed: 1 });
    const { dut } = sim;
    const [weight] = RANGES[weights];
    const step = (activation: number, boundary: boolean): void => {
      dut.activation.poke(activation & 0xff);
      dut.weight.poke(codeOf(weights, activation === 0 ? 0 : weight));
      dut.boundary.poke(boundary);
      sim.step();
    };
    const product = -128 * weight;
    const most = Math.floor(32767 / product);
    for (const [count, overflow] of [
      [most, 0],
      [most + 1, 1],
      [1, 0],
    ] as const) {
      for (let i = 0; i < count; i++) step(-128, i === 0);
      step(0, true);
      expect(dut.drainedOverflow.peek()).toBe(overflow);
      if (overflow === 0) expect(dut.drained.peek()).toBe(count * product);
    }
  });
});

test.each([
  [{ rows: 600 }, "BL0610: rows"],
  [{ sumBits: 20 }, "BL0610: sumBits"],
  [{ style: "biased" as BaselineStyle, sumBits: 21 }, "BL0610: sumBits"],
])("an array of %j is refused", (change, parameter) => {
  const shape = { weights: "int8", style: "good", activationBits: 8, rows: 64, columns: 2 } as const;
  expect(() => BaselineStationaryArray({ ...shape, ...change })).toThrow(parameter);
});

test.each(BASELINE_STYLES)(
  "an array of style %s leaves the largest sum as it is, sized to its last bit",
  (style) => {
    const shape = { weights: "int8", style, activationBits: 8, rows: 1, columns: 1 } as const;
    using sim = simulate(BaselineStationaryArray(shape), { seed: 1 });
    const { load, weights, activations, sums } = sim.dut;
    load.poke(1);
    weights.poke([0x80]);
    sim.step();
    load.poke(0);
    activations.poke([0x80]);
    sim.step();
    // Booth's digits of -128 are 0, 0, 0, -2: each row keeps 2^8 of its sign, the last one less its plus one.
    const excess = 256 * (1 + 4 + 16 + 64) - 64;
    expect(sums.peek()).toEqual([128 * 128 + (style === "biased" ? excess : 0)]);
  },
);

test("an output-stationary element keeps no biased sums", () => {
  const shape = { weights: "int8", style: "biased", activationBits: 8, sumBits: 24 } as const;
  expect(() => BaselineOutputPe(shape)).toThrow("BL0610");
});
