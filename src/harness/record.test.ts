/** Recorded testbenches: what they compare, what they leave out, and that both engines record the same. */
import { expect, test } from "vitest";
import { bit, elaborate, input, module, output, reg, uint, when } from "../dsl/index.ts";
import { checkWithSimulator } from "./check.ts";
import { recordInputs, recordTestbench } from "./record.ts";

/** A register without a start value beside one that has one. */
const memory = elaborate(
  module(
    "recorded",
    { load: input(bit), value: input(uint(8)), held: output(uint(8)), count: output(uint(8)) },
    (io) => {
      const held = reg(uint(8));
      const count = reg(uint(8), { init: 3 });
      when(io.load, () => {
        held.next = io.value;
        count.next = count.add(1);
      });
      io.held.value = held;
      io.count.value = count;
    },
  ),
);

const stimulus = [{ load: 0n, value: 5n }, { value: 6n }, { load: 1n }, { load: 0n }, { value: 9n }];

test("given inputs are recorded from the reset on, and what depends on the start is not compared", () => {
  const { steps } = recordInputs(memory, stimulus);
  expect(steps.map(({ expected }) => expected.count)).toEqual([3n, 3n, 3n, 4n, 4n]);
  expect(steps.map(({ care }) => care)).toEqual([
    ...Array(3).fill({ held: 0n, count: 0xffn }),
    ...Array(2).fill({ held: 0xffn, count: 0xffn }),
  ]);
  // An input that a step leaves out keeps its value.
  expect(steps.slice(3).map(({ expected }) => expected.held)).toEqual([6n, 6n]);
});

test("both engines record the same, and Icarus sees it", async () => {
  const recorded = recordInputs(memory, stimulus);
  const { top, resetSteps } = recorded;
  const compiled = recordInputs(memory, stimulus, { engine: "compiled", starts: 8 });
  const compared = (plan: typeof recorded) =>
    plan.steps.map(({ expected = {}, care = {} }) =>
      Object.entries(expected).map(([port, value]) => value & (care[port] ?? 0n)),
    );
  expect(compared(compiled)).toEqual(compared(recorded));
  expect({ top: compiled.top, resetSteps: compiled.resetSteps }).toEqual({ top, resetSteps });
  const random = { cycles: 60, seed: 5, episodes: true };
  const [one, other] = (["compiled", "interpreter"] as const).map((engine) =>
    recordTestbench(memory, { ...random, engine }),
  );
  expect(one && compared(one)).toEqual(other && compared(other));
  for (const plan of [compiled, one]) {
    if (plan === undefined) throw new RangeError("nothing was recorded");
    expect((await checkWithSimulator(memory, plan, { simulator: "icarus" })).passed).toBe(true);
    const wrong = plan.steps.map((step) => ({ ...step, expected: { ...step.expected, count: 0n } }));
    expect(
      (await checkWithSimulator(memory, { ...plan, steps: wrong }, { simulator: "icarus" })).passed,
    ).toBe(false);
  }
});
