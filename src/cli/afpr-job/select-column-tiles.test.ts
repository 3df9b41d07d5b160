/** Tiles of a matrix whose weights say where they are. */
import { expect, test } from "vitest";
import { selectColumnTiles } from "./select-column-tiles.ts";

const [outputs, inputs] = [11, 3];
const weights = Float32Array.from({ length: outputs * inputs }, (_, at) => at);
const options = { rows: 2, columns: 4, simulator: "bitloom" } as const;

test("all tiles are the whole matrix", () => {
  const all = selectColumnTiles(
    { outputs, inputs, weights },
    { ...options, tiles: Number.POSITIVE_INFINITY },
  );
  expect(all).toEqual({ outputs: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], columnTiles: 3, weights });
});

test("two of three are the first and the last, the ragged one, with their weights", () => {
  const two = selectColumnTiles({ outputs, inputs, weights }, { ...options, tiles: 2 });
  expect(two.outputs).toEqual([0, 1, 2, 3, 8, 9, 10]);
  expect(two.weights).toEqual(Float32Array.from([...weights.subarray(0, 12), ...weights.subarray(24)]));
});

test("one is the first; small ones all fit by default, and of huge ones there is one at least", () => {
  expect(selectColumnTiles({ outputs, inputs, weights }, { ...options, tiles: 1 }).outputs).toEqual([
    0, 1, 2, 3,
  ]);
  expect(
    selectColumnTiles({ outputs, inputs, weights }, { ...options, tiles: undefined }).outputs,
  ).toHaveLength(11);
  const huge = { rows: 1024, columns: 4, simulator: "icarus", tiles: undefined } as const;
  const deep = { outputs, inputs: 20_000, weights: new Float32Array(outputs * 20_000) };
  expect(selectColumnTiles(deep, huge).outputs).toEqual([0, 1, 2, 3]);
});
