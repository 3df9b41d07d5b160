/** Pipelined tile columns and grids of them against the golden codec and integer dot products. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { confirm, simulate } from "../../harness/index.ts";
import { lintVerilog, seededRandom } from "../../testing/index.ts";
import type { TileShape } from "./parameters.ts";
import { pipelinedColumn, pipelinedLatency } from "./pipelined.ts";
import {
  type GridShape,
  gridLatency,
  gridSumBits,
  PlanesGrid,
  SerialGrid,
  TileGrid,
} from "./pipelined-grid.ts";
import {
  everyPair,
  extremeCycles,
  offset,
  randomCycles,
  runTile,
  type TileBench,
  type TileCycle,
  withWrongWeight,
} from "./pipelined-testing.ts";

const shapeOf = (pairs: number, tokens: number, activationBits: number): TileShape => ({
  kind: "any",
  style: "pipelined",
  pairs,
  tokens,
  activationBits,
  clustersPerOutlier: 2,
});

function open(shape: TileShape, record = false) {
  const sim = simulate(pipelinedColumn(shape), { record });
  const { dut } = sim;
  const bench: TileBench = {
    ...shape,
    kind: "any",
    latency: pipelinedLatency(shape),
    step: ({ load, activations }) => {
      dut.load.poke(load ? 1 : 0);
      if (load) dut.weights.poke([...load]);
      dut.activations.poke(offset(activations, shape.activationBits));
      sim.step();
    },
    sums: () => dut.sums.peek(),
  };
  return { sim, bench, [Symbol.dispose]: () => sim[Symbol.dispose]() };
}

describe("pipelined columns of any clusters", () => {
  test("add every index with every pair of cluster codes, other weights in every cycle", () => {
    const shape = shapeOf(1, 1, 8);
    using opened = open(shape);
    const { compared, wrong } = runTile(opened.bench, everyPair(seededRandom(1), 0, 8));
    expect({ compared, wrong }).toEqual({ compared: 16384, wrong: 0 });
  });

  test.each([
    [1, 2, 2],
    [2, 1, 3],
    [3, 3, 5],
    [4, 2, 8],
    [7, 1, 8],
  ])(
    "are exact %i pairs deep with %i tokens of %i bits, loads between vectors",
    (pairs, tokens, activationBits) => {
      const shape = shapeOf(pairs, tokens, activationBits);
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

  test("are seen to fail when a bit of a weight is wrong", () => {
    const shape = shapeOf(2, 1, 8);
    using opened = open(shape);
    const cycles = randomCycles(seededRandom(5), shape, 60);
    expect(runTile(withWrongWeight(opened.bench), cycles).wrong).toBeGreaterThan(10);
  });

  test.each(["icarus", "verilator"] as const)("give the same sums in %s", (simulator) => {
    const shape = shapeOf(2, 2, 8);
    using opened = open(shape, true);
    expect(runTile(opened.bench, randomCycles(seededRandom(8), shape, 80)).wrong).toBe(0);
    expect(confirm(opened.sim, simulator).compared).toBeGreaterThan(80);
  });
});

describe("grids", () => {
  const shape: GridShape = { pairs: 2, columns: 3, tokens: 2, activationBits: 4 };
  const cycles = [...randomCycles(seededRandom(21), shape, 60), ...extremeCycles(2, 2, 4)];

  /** Column 1 is compared; columns 0 and 2 hold other weights. */
  const gridBench = (
    kind: TileBench["kind"],
    sim: { readonly step: () => void },
    poke: (load: number, cycle: TileCycle, bit: number) => void,
    sums: () => readonly (number | bigint)[],
  ): TileBench => {
    poke(0b101, { load: [0x3fff, 0x0555], plane: 0, activations: cycles[0]?.activations ?? [] }, 0);
    sim.step();
    return {
      ...shape,
      kind,
      latency: gridLatency(kind, shape),
      step: (cycle, bit) => {
        poke(cycle.load ? 0b010 : 0, cycle, bit);
        sim.step();
      },
      sums: () => sums().slice(shape.tokens, 2 * shape.tokens),
    };
  };

  test("of any clusters hold a channel in each column, loaded between vectors", () => {
    using sim = simulate(TileGrid(shape));
    const { dut } = sim;
    const bench = gridBench(
      "any",
      sim,
      (load, cycle) => {
        dut.load.poke(load);
        if (cycle.load) dut.weights.poke([...cycle.load]);
        dut.activations.poke(offset(cycle.activations, shape.activationBits));
      },
      () => dut.sums.peek(),
    );
    const { compared, wrong } = runTile(bench, cycles);
    expect({ compared, wrong }).toEqual({ compared: 2 * (cycles.length - 1), wrong: 0 });
  });

  test("of ternary planes do as well", () => {
    using sim = simulate(PlanesGrid(shape));
    const { dut } = sim;
    const bench = gridBench(
      "planes",
      sim,
      (load, cycle) => {
        dut.load.poke(load);
        dut.plane.poke(cycle.plane ?? 0);
        if (cycle.load) dut.weights.poke([...cycle.load]);
        dut.activations.poke(offset(cycle.activations, shape.activationBits));
      },
      () => dut.sums.peek(),
    );
    const { compared, wrong } = runTile(bench, cycles);
    expect({ compared, wrong }).toEqual({ compared: 2 * (cycles.length - 1), wrong: 0 });
  });

  test("of bits in series do as well", () => {
    using sim = simulate(SerialGrid(shape));
    const { dut } = sim;
    const bench = gridBench(
      "serial",
      sim,
      (load, cycle, bit) => {
        dut.load.poke(load);
        dut.restart.poke(bit === shape.activationBits - 1 ? 1 : 0);
        if (cycle.load) dut.weights.poke([...cycle.load]);
        const values = offset(cycle.activations, shape.activationBits);
        dut.activations.poke(values.map((value) => (value >> bit) & 1));
      },
      () => dut.sums.peek(),
    );
    const { compared, wrong } = runTile(bench, cycles);
    expect({ compared, wrong }).toEqual({ compared: 2 * (cycles.length - 1), wrong: 0 });
  });

  test.each([
    ["of any clusters", TileGrid(shape)],
    ["of ternary planes", PlanesGrid(shape)],
    ["of bits in series", SerialGrid(shape)],
  ] as const)("%s are Verilog that no tool complains about", async (_, grid) => {
    expect(await lintVerilog(writeVerilog(elaborate(grid)))).toEqual([]);
  });

  test("have sums of the bits that they need", () => {
    expect([gridSumBits("any", shape), gridSumBits("planes", shape), gridSumBits("serial", shape)]).toEqual([
      9, 8, 9,
    ]);
  });

  test("refuse shapes that cannot be built", () => {
    expect(() => TileGrid({ ...shape, columns: 0 })).toThrow(/columns/);
    expect(() => SerialGrid({ ...shape, pairs: 33 })).toThrow(/pairs/);
  });
});
