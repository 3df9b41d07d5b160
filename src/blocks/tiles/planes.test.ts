/** Tiles of ternary planes against the golden codec and integer dot products, both styles. */
import { describe, expect, test } from "vitest";
import { confirm, simulate } from "../../harness/index.ts";
import { seededRandom } from "../../testing/index.ts";
import type { TileStyle } from "./parameters.ts";
import {
  everyPair,
  extremeCycles,
  offset,
  randomCycles,
  runTile,
  type TileBench,
  withWrongWeight,
} from "./pipelined-testing.ts";
import { type PlaneShape, PlanesColumn, planeLatency } from "./planes.ts";

function open(shape: PlaneShape, record = false) {
  const sim = simulate(PlanesColumn(shape), { record });
  const { dut } = sim;
  const bench: TileBench = {
    ...shape,
    kind: "planes",
    latency: planeLatency(shape),
    step: ({ load, plane, activations }) => {
      dut.load.poke(load ? 1 : 0);
      if (load) dut.weights.poke([...load]);
      if (plane !== undefined) dut.plane.poke(plane);
      dut.activations.poke(offset(activations, shape.activationBits));
      sim.step();
    },
    sums: () => dut.sums.peek(),
  };
  return { sim, bench, [Symbol.dispose]: () => sim[Symbol.dispose]() };
}

describe.each<TileStyle>(["gates", "pipelined"])("PlanesColumn, %s", (style) => {
  test.each([0, 1])("adds plane %i of every index with every pair of cluster codes", (plane) => {
    const shape: PlaneShape = { style, pairs: 1, tokens: 1, activationBits: 8 };
    using opened = open(shape);
    const { compared, wrong } = runTile(opened.bench, everyPair(seededRandom(plane), plane, 8));
    expect({ compared, wrong }).toEqual({ compared: 16384, wrong: 0 });
  });

  test.each([
    [1, 2, 2],
    [2, 1, 3],
    [3, 3, 5],
    [4, 2, 8],
    [7, 1, 8],
  ])(
    "is exact %i pairs deep with %i tokens of %i bits, loads between vectors",
    (pairs, tokens, activationBits) => {
      const shape: PlaneShape = { style, pairs, tokens, activationBits };
      using opened = open(shape);
      const cycles = [
        ...randomCycles(seededRandom(pairs), shape, 150),
        ...extremeCycles(pairs, tokens, activationBits),
      ];
      const { compared, wrong } = runTile(opened.bench, cycles);
      expect(wrong).toBe(0);
      expect(compared).toBeGreaterThan(150 * tokens);
    },
  );

  test("is seen to fail when a bit of a weight is wrong", () => {
    const shape: PlaneShape = { style, pairs: 2, tokens: 1, activationBits: 8 };
    using opened = open(shape);
    const cycles = randomCycles(seededRandom(5), shape, 60);
    expect(runTile(withWrongWeight(opened.bench), cycles).wrong).toBeGreaterThan(10);
  });

  test.each(["icarus", "verilator"] as const)("gives the same sums in %s", (simulator) => {
    const shape: PlaneShape = { style, pairs: 2, tokens: 2, activationBits: 8 };
    using opened = open(shape, true);
    expect(runTile(opened.bench, randomCycles(seededRandom(8), shape, 80)).wrong).toBe(0);
    expect(confirm(opened.sim, simulator).compared).toBeGreaterThan(80);
  });
});

test("PlanesColumn refuses shapes that cannot be built", () => {
  expect(() => PlanesColumn({ style: "gates", pairs: 0, tokens: 1, activationBits: 8 })).toThrow(/pairs/);
});
