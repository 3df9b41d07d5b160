/** The scale lanes against the golden scale: every finite binary16 that is not negative, with stalls. */
import { describe, expect, test } from "vitest";
import { scaleSum } from "../../golden/index.ts";
import { simulate } from "../../harness/index.ts";
import { FineqScale } from "./scale.ts";

const LANES = 16;
const ACCUMULATOR_BITS = 24;
const STRIDE = 64;
const FINITE = 0x7c00;

const extremes = [-(2 ** 23), 2 ** 23 - 1, -1, 0, 1];

describe("FineqScale", () => {
  test("scales by every binary16 from 0 to 65504 exactly, in order, whoever stalls", () => {
    const shape = { accumulatorBits: ACCUMULATOR_BITS, lanes: LANES, resultBits: 64, resultStride: STRIDE };
    using sim = simulate(FineqScale(shape), { seed: 16 });
    sim.reset();
    const { random, dut } = sim;
    const groups = Array.from({ length: FINITE / LANES }, (_, group) =>
      Array.from({ length: LANES }, (_, lane) => ({
        scale: group * LANES + lane,
        sum: random.chance(0.3) ? random.pick(extremes) : random.below(2 ** 24) - 2 ** 23,
        keep: random.chance(0.9),
      })),
    );
    const monitors = [dut.sums.monitor(), dut.results.monitor()];
    sim.fork(function* () {
      for (const [i, lanes] of groups.entries()) {
        const beat = {
          sums: lanes.map(({ sum }) => sum),
          scales: lanes.map(({ scale }) => scale),
          keep: lanes.map(({ keep }) => keep),
          last: i % 7 === 0,
        };
        yield* dut.sums.send(beat, { stall: 0.2 });
      }
    });
    const vector = (lanes: readonly bigint[], width: number): bigint =>
      lanes.reduce((bits, lane, i) => bits | (BigInt.asUintN(width, lane) << BigInt(i * width)), 0n);
    sim.fork(function* () {
      for (const [i, lanes] of groups.entries()) {
        const scaled = lanes.map(({ sum, scale, keep }) => (keep ? scaleSum(sum, scale) : 0n));
        const bytes = lanes.map(({ keep }) => (keep ? 0xffn : 0n));
        expect(yield* dut.results.receive({ stall: 0.3 })).toEqual({
          data: vector(scaled, STRIDE),
          keep: vector(bytes, 8),
          last: i % 7 === 0 ? 1 : 0,
        });
      }
    });
    sim.runUntilDone({ maxCycles: 20_000 });
    expect(monitors.map(({ beats }) => beats.length)).toEqual([groups.length, groups.length]);
    expect(dut.isEmpty.peek()).toBe(1);
  });

  test("the widest result fits: the most negative sum times 65504", () => {
    const widest = scaleSum(-(2 ** 23), 0x7bff);
    expect(BigInt.asIntN(STRIDE, widest)).toBe(widest);
  });
});
