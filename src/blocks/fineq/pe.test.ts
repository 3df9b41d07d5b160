/** The processing element on a narrow width, over every accumulator value and every input. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import type { FineqCoding } from "./parameters.ts";
import { FineqPe } from "./pe.ts";

const ACTIVATION_BITS = 2;
const ACCUMULATOR_BITS = 5;
const LOW = -16;
const HIGH = 15;

interface Step {
  readonly activation: number;
  readonly pulse: number;
  readonly negative: boolean;
  readonly boundary?: boolean;
}

const start = (coding: FineqCoding) =>
  simulate(FineqPe({ coding, activationBits: ACTIVATION_BITS, accumulatorBits: ACCUMULATOR_BITS }));

/** Makes one cycle with these inputs. */
function stepper(sim: ReturnType<typeof start>, coding: FineqCoding): (inputs: Step) => void {
  const raw = (value: number, width: number): number => value & (2 ** width - 1);
  const carried = (a: number): number =>
    coding === "direct"
      ? raw(a, ACTIVATION_BITS) | (raw(3 * a, ACTIVATION_BITS + 2) << ACTIVATION_BITS)
      : raw(a, ACTIVATION_BITS);
  return ({ activation, pulse, negative, boundary = false }) => {
    sim.dut.activation.poke(carried(activation));
    sim.dut.pulse.poke(pulse);
    sim.dut.negative.poke(negative);
    sim.dut.boundary.poke(boundary);
    sim.step();
  };
}

/** Clears the accumulator and brings it to `value` in steps of one. */
function bring(step: (s: Step) => void, value: number): void {
  step({ activation: 0, pulse: 0, negative: false, boundary: true });
  for (let i = 0; i < Math.abs(value); i++)
    step({ activation: value < 0 ? -1 : 1, pulse: 1, negative: false });
}

const PULSES = { unary: [0, 1], binary: [0, 1, 2], direct: [0, 1, 2, 3] } as const;

describe.each(["unary", "binary", "direct"] as const)("FineqPe, %s coding", (coding) => {
  test("adds the right multiple from every accumulator value, and marks a sum that leaves the range", () => {
    using sim = start(coding);
    const step = stepper(sim, coding);
    const { drained, drainedOverflow } = sim.dut;
    let checked = 0;
    for (let value = LOW; value <= HIGH; value++) {
      for (const pulse of PULSES[coding]) {
        for (const negative of [false, true]) {
          for (let activation = -2; activation <= 1; activation++) {
            bring(step, value);
            step({ activation, pulse, negative });
            step({ activation: 0, pulse: 0, negative: false, boundary: true });
            const exact = value + pulse * (negative ? -activation : activation);
            const isOut = exact < LOW || exact > HIGH;
            expect(drainedOverflow.peek()).toBe(isOut ? 1 : 0);
            expect(drained.peek()).toBe(Number(BigInt.asIntN(ACCUMULATOR_BITS, BigInt(exact))));
            checked++;
          }
        }
      }
    }
    expect(checked).toBe(32 * PULSES[coding].length * 8);
  });

  test("a step that comes with the boundary starts the next sum", () => {
    using sim = start(coding);
    const step = stepper(sim, coding);
    const { drained } = sim.dut;
    bring(step, 7);
    step({ activation: -2, pulse: 1, negative: true, boundary: true });
    expect(drained.peek()).toBe(7);
    step({ activation: 1, pulse: 0, negative: false });
    step({ activation: 0, pulse: 0, negative: false, boundary: true });
    expect(drained.peek()).toBe(2);
  });

  test("overflow sticks until the sum has left, even when the sum comes back into range", () => {
    using sim = start(coding);
    const step = stepper(sim, coding);
    const { drainedOverflow } = sim.dut;
    bring(step, HIGH);
    step({ activation: 1, pulse: 1, negative: false });
    step({ activation: 1, pulse: 1, negative: true });
    step({ activation: 0, pulse: 0, negative: false, boundary: true });
    expect(drainedOverflow.peek()).toBe(1);
    step({ activation: 0, pulse: 0, negative: false, boundary: true });
    expect(drainedOverflow.peek()).toBe(0);
  });

  test("a shift passes the sum from above and leaves the accumulator alone", () => {
    using sim = start(coding);
    const step = stepper(sim, coding);
    const { drained, drainedOverflow } = sim.dut;
    bring(step, 3);
    sim.dut.shift.poke(1);
    sim.dut.above.poke(-9);
    sim.dut.aboveOverflow.poke(1);
    step({ activation: 1, pulse: 1, negative: false });
    expect(drained.peek()).toBe(-9);
    expect(drainedOverflow.peek()).toBe(1);
    sim.dut.shift.poke(0);
    step({ activation: 0, pulse: 0, negative: false, boundary: true });
    expect(drained.peek()).toBe(4);
  });
});

test.each([7, 10, 49])("an accumulator of %d bits for activations of 8 is refused", (accumulatorBits) => {
  for (const coding of ["unary", "binary", "direct"] as const) {
    const make = () => FineqPe({ coding, activationBits: 8, accumulatorBits });
    expect(make).toThrow("BL0610: accumulatorBits of FineqPe");
  }
});
