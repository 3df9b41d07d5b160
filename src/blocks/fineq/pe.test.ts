/** The processing element on a narrow width, over every accumulator value and every input. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { type Interpreter, interpret } from "../../sim/index.ts";
import type { FineqCoding } from "./parameters.ts";
import { FineqPe } from "./pe.ts";

const ACTIVATION_BITS = 2;
const ACCUMULATOR_BITS = 5;
const LOW = -16;
const HIGH = 15;

const raw = (value: number, width: number): bigint => BigInt.asUintN(width, BigInt(value));
const signed = (bits: bigint): number => Number(BigInt.asIntN(ACCUMULATOR_BITS, bits));

interface Step {
  readonly activation: number;
  readonly pulse: number;
  readonly negative: boolean;
  readonly boundary?: boolean;
}

function start(coding: FineqCoding): { readonly simulation: Interpreter; readonly step: (s: Step) => void } {
  const simulation = interpret(
    elaborate(FineqPe({ coding, activationBits: ACTIVATION_BITS, accumulatorBits: ACCUMULATOR_BITS })),
  );
  const carried = (a: number): bigint =>
    coding === "direct"
      ? raw(a, ACTIVATION_BITS) | (raw(3 * a, ACTIVATION_BITS + 2) << BigInt(ACTIVATION_BITS))
      : raw(a, ACTIVATION_BITS);
  return {
    simulation,
    step: ({ activation, pulse, negative, boundary }) => {
      simulation.poke("activation", carried(activation));
      simulation.poke("pulse", BigInt(pulse));
      simulation.poke("negative", negative ? 1n : 0n);
      simulation.poke("boundary", boundary ? 1n : 0n);
      simulation.step();
    },
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
    const { simulation, step } = start(coding);
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
            expect(simulation.peek("drainedOverflow")).toBe(isOut ? 1n : 0n);
            expect(signed(simulation.peek("drained"))).toBe(
              Number(BigInt.asIntN(ACCUMULATOR_BITS, BigInt(exact))),
            );
            checked++;
          }
        }
      }
    }
    expect(checked).toBe(32 * PULSES[coding].length * 8);
  });

  test("a step that comes with the boundary starts the next sum", () => {
    const { simulation, step } = start(coding);
    bring(step, 7);
    step({ activation: -2, pulse: 1, negative: true, boundary: true });
    expect(signed(simulation.peek("drained"))).toBe(7);
    step({ activation: 1, pulse: 0, negative: false });
    step({ activation: 0, pulse: 0, negative: false, boundary: true });
    expect(signed(simulation.peek("drained"))).toBe(2);
  });

  test("overflow sticks until the sum has left, even when the sum comes back into range", () => {
    const { simulation, step } = start(coding);
    bring(step, HIGH);
    step({ activation: 1, pulse: 1, negative: false });
    step({ activation: 1, pulse: 1, negative: true });
    step({ activation: 0, pulse: 0, negative: false, boundary: true });
    expect(simulation.peek("drainedOverflow")).toBe(1n);
    step({ activation: 0, pulse: 0, negative: false, boundary: true });
    expect(simulation.peek("drainedOverflow")).toBe(0n);
  });

  test("a shift passes the sum from above and leaves the accumulator alone", () => {
    const { simulation, step } = start(coding);
    bring(step, 3);
    simulation.poke("shift", 1n);
    simulation.poke("above", raw(-9, ACCUMULATOR_BITS));
    simulation.poke("aboveOverflow", 1n);
    step({ activation: 1, pulse: 1, negative: false });
    expect(signed(simulation.peek("drained"))).toBe(-9);
    expect(simulation.peek("drainedOverflow")).toBe(1n);
    simulation.poke("shift", 0n);
    step({ activation: 0, pulse: 0, negative: false, boundary: true });
    expect(signed(simulation.peek("drained"))).toBe(4);
  });
});
