/** Pipelined tile columns and grids of them against the golden codec and integer dot products. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { simulate } from "../../harness/index.ts";
import { lintVerilog, seededRandom } from "../../testing/index.ts";
import { pipelinedColumn, pipelinedLatency } from "./pipelined.ts";
import {
  type GridKind,
  type GridShape,
  gridLatency,
  gridSumBits,
  PlanesGrid,
  SerialGrid,
  TileGrid,
} from "./pipelined-grid.ts";
import {
  extremeCycles,
  randomCycles,
  runTile,
  type TileBench,
  type TileCycle,
  type TileSimulation,
  testColumn,
  tileBench,
} from "./tile-testing.ts";

describe("a pipelined column of any clusters", () => {
  testColumn({
    kind: "any",
    latency: pipelinedLatency,
    open: (size, options) =>
      simulate(pipelinedColumn({ kind: "any", style: "pipelined", clustersPerOutlier: 2, ...size }), options),
  });
});

describe("grids", () => {
  const shape: GridShape = { pairs: 2, columns: 3, tokens: 2, activationBits: 4 };
  const cycles = [...randomCycles(seededRandom(21), shape, 60), ...extremeCycles(2, 2, 4)];

  test.each<[string, GridKind, () => TileSimulation]>([
    ["of any clusters", "any", () => simulate(TileGrid(shape))],
    ["of ternary planes", "planes", () => simulate(PlanesGrid(shape))],
    ["of bits in series", "serial", () => simulate(SerialGrid(shape))],
  ])("%s hold a channel in each column, loaded between vectors", (_, kind, open) => {
    using sim = open();
    const [left, middle, right] = [0, 1, 2].map((column) =>
      tileBench(kind, sim, shape, gridLatency(kind, shape), column),
    ) as [TileBench, TileBench, TileBench];
    // Column 1 is compared; its neighbours hold other weights.
    const { activations } = cycles[0] as TileCycle;
    for (const neighbour of [left, right])
      neighbour.step({ load: [0x3fff, 0x0555], plane: 0, activations }, 0);
    const { compared, wrong } = runTile(middle, cycles);
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
