/** The element for offset activations on a narrow width, over every sum and every step. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import { FineqOffsetPe } from "./index.ts";

const ACTIVATION_BITS = 2;
const ACCUMULATOR_BITS = 5;
const END = 2 ** ACCUMULATOR_BITS;
const PULSES = { unary: [0, 1], binary: [0, 1, 2] } as const;

const start = (coding: "unary" | "binary") =>
  simulate(FineqOffsetPe({ coding, activationBits: ACTIVATION_BITS, accumulatorBits: ACCUMULATOR_BITS }));

describe.each(["unary", "binary"] as const)("FineqOffsetPe, %s coding", (coding) => {
  test("adds the activation or its complement to every sum, and marks a sum that is carried out of", () => {
    using sim = start(coding);
    const { activation, pulse, negative, boundary, drained, drainedOverflow } = sim.dut;
    const step = (a: number, times: number, isNegative: boolean, ends: boolean): void => {
      activation.poke(a);
      pulse.poke(times);
      negative.poke(isNegative);
      boundary.poke(ends);
      sim.step();
    };
    let checked = 0;
    for (let sum = 0; sum < END; sum++) {
      for (const times of PULSES[coding]) {
        for (const isNegative of [false, true]) {
          for (let a = 0; a < 4; a++) {
            step(0, 0, false, true);
            for (let i = 0; i < sum; i++) step(1, 1, false, false);
            step(a, times, isNegative, false);
            step(0, 0, false, true);
            const exact = sum + times * (isNegative ? 3 - a : a);
            expect(drainedOverflow.peek()).toBe(exact >= END ? 1 : 0);
            expect(Number(drained.peek()) & (END - 1)).toBe(exact % END);
            checked++;
          }
        }
      }
    }
    expect(checked).toBe(END * PULSES[coding].length * 8);
  });

  test("overflow sticks until the sum has left", () => {
    using sim = start(coding);
    const { activation, pulse, boundary, drainedOverflow } = sim.dut;
    pulse.poke(1);
    activation.poke(3);
    boundary.poke(1);
    sim.step();
    boundary.poke(0);
    sim.step(15);
    boundary.poke(1);
    sim.step();
    expect(drainedOverflow.peek()).toBe(1);
    sim.step();
    expect(drainedOverflow.peek()).toBe(0);
  });
});

test.each([7, 10, 49])("an accumulator of %d bits for activations of 8 is refused", (accumulatorBits) => {
  for (const coding of ["unary", "binary"] as const) {
    const make = () => FineqOffsetPe({ coding, activationBits: 8, accumulatorBits });
    expect(make).toThrow("BL0610: accumulatorBits of FineqOffsetPe");
  }
});

test("direct coding is refused", () => {
  expect(() => FineqOffsetPe({ coding: "direct", activationBits: 8, accumulatorBits: 24 })).toThrow("BL0610");
});
