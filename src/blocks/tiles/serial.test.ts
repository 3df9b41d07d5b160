/** Bit-serial tiles against the golden codec and integer dot products, both styles. */
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
import { SerialColumn, type SerialShape, serialLatency } from "./serial.ts";

function open(shape: SerialShape, record = false) {
  const sim = simulate(SerialColumn(shape), { record });
  const { dut } = sim;
  const bench: TileBench = {
    ...shape,
    kind: "serial",
    latency: serialLatency(shape),
    step: ({ load, activations }, number) => {
      dut.load.poke(load ? 1 : 0);
      if (load) dut.weights.poke([...load]);
      dut.restart.poke(number === shape.activationBits - 1 ? 1 : 0);
      dut.activations.poke(offset(activations, shape.activationBits).map((value) => (value >> number) & 1));
      sim.step();
    },
    sums: () => dut.sums.peek(),
  };
  return { sim, bench, [Symbol.dispose]: () => sim[Symbol.dispose]() };
}

describe.each<TileStyle>(["gates", "pipelined"])("SerialColumn, %s", (style) => {
  test("adds every index with every pair of cluster codes", () => {
    const shape: SerialShape = { style, pairs: 1, tokens: 1, activationBits: 3 };
    using opened = open(shape);
    const { compared, wrong } = runTile(opened.bench, everyPair(seededRandom(3), 0, 3));
    expect({ compared, wrong }).toEqual({ compared: 16384, wrong: 0 });
  });

  test.each([
    [1, 2, 2],
    [2, 1, 3],
    [3, 3, 5],
    [4, 2, 8],
    [7, 1, 8],
  ])("is exact %i pairs deep with %i tokens of %i bits, back to back", (pairs, tokens, activationBits) => {
    const shape: SerialShape = { style, pairs, tokens, activationBits };
    using opened = open(shape);
    const cycles = [
      ...randomCycles(seededRandom(pairs), shape, 80),
      ...extremeCycles(pairs, tokens, activationBits),
    ];
    const { compared, wrong } = runTile(opened.bench, cycles);
    expect(wrong).toBe(0);
    expect(compared).toBeGreaterThan(80 * tokens);
  });

  test("is seen to fail when a bit of a weight is wrong", () => {
    const shape: SerialShape = { style, pairs: 2, tokens: 1, activationBits: 8 };
    using opened = open(shape);
    const cycles = randomCycles(seededRandom(5), shape, 60);
    expect(runTile(withWrongWeight(opened.bench), cycles).wrong).toBeGreaterThan(10);
  });

  test.each(["icarus", "verilator"] as const)("gives the same sums in %s", (simulator) => {
    const shape: SerialShape = { style, pairs: 2, tokens: 2, activationBits: 8 };
    using opened = open(shape, true);
    expect(runTile(opened.bench, randomCycles(seededRandom(8), shape, 30)).wrong).toBe(0);
    expect(confirm(opened.sim, simulator).compared).toBeGreaterThan(80);
  });
});

test("SerialColumn refuses shapes that cannot be built", () => {
  expect(() => SerialColumn({ style: "gates", pairs: 1, tokens: 17, activationBits: 8 })).toThrow(/tokens/);
});
