/** The sentence at the end of `BITLOOM_SIM=... npm test`. */
import { expect, test } from "vitest";
import { summarise } from "./confirmations.mjs";

const line = (outcome: object): string => `${JSON.stringify({ module: "fifo", ...outcome })}\n`;

test("confirmed, cut and skipped simulations are counted", () => {
  const text = [
    line({ steps: 10, compared: 30, isCut: false }),
    line({ steps: 20, compared: 40, isCut: true }),
    line({ skipped: "it has no outputs" }),
    line({ skipped: "it has no outputs" }),
  ].join("");
  expect(summarise("icarus", text)).toEqual({
    text: "2 simulations confirmed in icarus, 70 output values equal; 1 of them up to the limit of recorded steps; 2 skipped (it has no outputs)",
    isEmpty: false,
  });
});

test("a run that compared nothing is told from one that did", () => {
  expect(summarise("icarus", "").isEmpty).toBe(true);
  expect(summarise("verilator", line({ skipped: "it made no step" })).isEmpty).toBe(true);
});
