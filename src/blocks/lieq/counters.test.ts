/** Counters against plain counting, layer by layer, over programs of different lengths. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { LieqCounters } from "./counters.ts";

const NONE = { cycles: 0, steps: 0, weightStalls: 0, activationStalls: 0, resultStalls: 0 };

/** Random events over programs of the given numbers of layers; compares after each. Returns comparisons. */
function play(programs: readonly number[], layers: number, lose = false): number {
  using sim = simulate(LieqCounters({ layers }));
  const { dut } = sim;
  const random = seededRandom(layers);
  let compared = 0;
  const compare = (found: unknown, expected: object): void => {
    compared++;
    expect(found).toEqual(expected);
  };
  for (const count of programs) {
    dut.start.poke(1);
    for (const name of ["isBusy", "passDone", "layerEnds"] as const) dut[name].poke(0);
    dut.events.poke({ step: 0, weightStall: 0, activationStall: 0, resultStall: 0 });
    sim.step();
    dut.start.poke(0);
    const total = { ...NONE, passes: 0 };
    const ofLayers: (typeof NONE)[] = [];
    for (let layer = 0; layer < count; layer++) {
      const own = { ...NONE };
      const cycles = random.between(1, 20);
      for (let cycle = 0; cycle < cycles; cycle++) {
        const events = { step: 0, weightStall: 0, activationStall: 0, resultStall: 0 };
        const what = random.pick([
          "step",
          "weightStall",
          "activationStall",
          "resultStall",
          undefined,
        ] as const);
        if (what !== undefined) events[what] = 1;
        const passDone = random.below(2);
        dut.isBusy.poke(1);
        dut.passDone.poke(passDone);
        dut.events.poke(lose && cycle === 3 ? { ...events, step: 1 - events.step } : events);
        dut.layerEnds.poke(cycle + 1 === cycles ? 1 : 0);
        sim.step();
        for (const counts of [own, total]) {
          counts.cycles++;
          counts.steps += events.step;
          counts.weightStalls += events.weightStall;
          counts.activationStalls += events.activationStall;
          counts.resultStalls += events.resultStall;
        }
        total.passes += passDone;
      }
      ofLayers.push(own);
    }
    dut.isBusy.poke(0);
    dut.passDone.poke(0);
    dut.layerEnds.poke(0);
    dut.events.poke({ step: 0, weightStall: 0, activationStall: 0, resultStall: 0 });
    compare(dut.program.peek(), total);
    // What was not run in this program reads as nothing, whatever an earlier one left.
    for (const layer of [count, count + 1, 1023]) {
      dut.select.poke(layer);
      sim.step();
      compare(dut.layer.peek(), NONE);
    }
    for (const [layer, expected] of ofLayers.entries()) {
      dut.select.poke(layer);
      sim.step();
      compare(dut.layer.peek(), expected);
    }
  }
  return compared;
}

describe("LieqCounters", () => {
  test.each([1, 5, 8])("counts what happens in programs and in each of up to %d layers", (layers) => {
    expect(play([layers, 1, layers], layers)).toBe(3 + 3 * 3 + 2 * layers + 1);
  });

  test("a step that is not counted is noticed", () => {
    expect(() => play([4], 4, true)).toThrow();
  });
});
