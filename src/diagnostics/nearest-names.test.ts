/** Distances counted by hand. */
import { expect, test } from "vitest";
import { nearestNames } from "./nearest-names.ts";

test("the fewest edits come first, equals in their order", () => {
  const names = ["down_proj", "up_proj", "q_proj", "k_proj", "norm"];
  // 1 to q_proj and k_proj (replace), 2 to up_proj (replace, insert), 4 to down_proj.
  expect(nearestNames("x_proj", names, 4)).toEqual(["q_proj", "k_proj", "up_proj", "down_proj"]);
  expect(nearestNames("norm", names, 1)).toEqual(["norm"]);
  expect(nearestNames("", names, 1)).toEqual(["norm"]);
  expect(nearestNames("x", [], 3)).toEqual([]);
});
