/** Every activation at every digit's weight. */
import { expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import { LieqDigitShift } from "./digit-shift.ts";

test("every activation times 1, 4, 16 and 64, in every row", () => {
  using sim = simulate(LieqDigitShift(3));
  const { dut } = sim;
  let compared = 0;
  for (let plane = 0; plane < 4; plane++) {
    for (let value = -128; value < 128; value++) {
      const rows = [value, -1 - value, 77];
      dut.plane.poke(plane);
      dut.activations.poke(rows.map((activation) => activation & 0xff));
      const shifted = dut.shifted.peek() as readonly number[];
      expect(shifted).toEqual(rows.map((activation) => (activation * 4 ** plane) & 0x3fff));
      compared++;
    }
  }
  expect(compared).toBe(1024);
});
