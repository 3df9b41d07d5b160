/** Counts that are known by hand, and what is refused. */
import { describe, expect, test } from "vitest";
import { elaborate, input, module, output, reg, uint } from "../../dsl/index.ts";
import { findTarget } from "../targets.ts";
import { missing, refusal } from "../testing.ts";
import { estimateDesign } from "./estimate.ts";

const Accumulator = module("accumulator", { term: input(uint(8)), sum: output(uint(8)) }, ({ term, sum }) => {
  const total = reg(uint(8));
  const unread = reg(uint(8));
  total.next = total.add(term);
  unread.next = term;
  sum.value = total;
});

describe("an accumulator of eight bits", () => {
  test("has eight flip-flops and six full adders: the lowest bit adds two bits, the highest has no carry", (context) => {
    if (missing.nangate45 !== undefined) context.skip(missing.nangate45);
    const target = findTarget("nangate45");
    const { modules, area } = estimateDesign(elaborate(Accumulator), target);
    expect(modules).toMatchObject([{ module: "accumulator", instances: 1, flipFlops: 8, fullAdders: 6 }]);
    // DFF_X1 and FA_X1 of the library's text.
    expect(area.flipFlops).toBeCloseTo(8 * 4.522, 6);
    expect(area.fullAdders).toBeCloseTo(6 * 4.256, 6);
    expect(area.total).toBeCloseTo(area.flipFlops + area.fullAdders + area.gates, 6);
  });
});

test("an FPGA is refused", async () => {
  const refused = await refusal(async () => estimateDesign(elaborate(Accumulator), "ice40"));
  expect(refused?.code).toBe("BL0480");
});
