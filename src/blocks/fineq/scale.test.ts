/** The scale lanes against the golden scale: every finite binary16 that is not negative, with stalls. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { scaleSum } from "../../golden/index.ts";
import { interpret } from "../../sim/index.ts";
import { applyReset, runStreams, seededRandom } from "../../testing/index.ts";
import { FineqScale } from "./scale.ts";

const LANES = 16;
const ACCUMULATOR_BITS = 24;
const STRIDE = 64;
const FINITE = 0x7c00;

const extremes = [-(2 ** 23), 2 ** 23 - 1, -1, 0, 1];

describe("FineqScale", () => {
  test("scales by every binary16 from 0 to 65504 exactly, in order, whoever stalls", () => {
    const shape = { accumulatorBits: ACCUMULATOR_BITS, lanes: LANES, resultBits: 64, resultStride: STRIDE };
    const simulation = interpret(elaborate(FineqScale(shape)));
    applyReset(simulation);
    const random = seededRandom(16);
    const groups = Array.from({ length: FINITE / LANES }, (_, group) =>
      Array.from({ length: LANES }, (_, lane) => ({
        scale: group * LANES + lane,
        sum: random.chance(0.3) ? random.pick(extremes) : random.between(-(2 ** 23), 2 ** 23 - 1),
        keep: !random.chance(0.1),
      })),
    );
    const vector = (lanes: readonly bigint[], width: number): bigint =>
      lanes.reduce((bits, lane, i) => bits | (BigInt.asUintN(width, lane) << BigInt(i * width)), 0n);
    const result = runStreams(simulation, {
      send: {
        sums: groups.map((lanes, i) => ({
          data_sums: vector(
            lanes.map(({ sum }) => BigInt(sum)),
            ACCUMULATOR_BITS,
          ),
          data_scales: vector(
            lanes.map(({ scale }) => BigInt(scale)),
            16,
          ),
          data_keep: vector(
            lanes.map(({ keep }) => (keep ? 1n : 0n)),
            1,
          ),
          data_last: i % 7 === 0 ? 1n : 0n,
        })),
      },
      receive: { results: { count: groups.length, payload: ["data_data", "data_keep", "data_last"] } },
      stall: { sums: 0.2, results: 0.3 },
      random,
      limit: 20_000,
    });
    expect(result.violations).toEqual([]);
    expect(result.received.results).toHaveLength(groups.length);
    expect(result.received.results).toEqual(
      groups.map((lanes, i) => ({
        data_data: vector(
          lanes.map(({ sum, scale, keep }) => (keep ? scaleSum(sum, scale) : 0n)),
          STRIDE,
        ),
        data_keep: vector(
          lanes.map(({ keep }) => (keep ? 0xffn : 0n)),
          8,
        ),
        data_last: i % 7 === 0 ? 1n : 0n,
      })),
    );
  });

  test("the widest result fits: the most negative sum times 65504", () => {
    const widest = scaleSum(-(2 ** 23), 0x7bff);
    expect(BigInt.asIntN(STRIDE, widest)).toBe(widest);
  });
});
