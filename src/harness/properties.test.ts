/** A property that does not hold fails a run whose outputs are all as expected, in both simulators. */
import { describe, expect, test } from "vitest";
import type { Design } from "../ir/index.ts";
import { add, binary, designOf, lit, moduleBuilder, uint } from "../testing/index.ts";
import { checkWithSimulator, recordTestbench } from "./index.ts";

/** Counts cycles modulo 16 and claims to stay below `bound`. */
function counterBelow(bound: number): Design {
  const m = moduleBuilder("bounded");
  const count = m.register("count", uint(4), { init: 0 });
  m.assign(count, add(count, lit(1, 4)));
  m.assign(m.output("level", uint(4)), count);
  m.property("assert", "stays_low", binary("lt", count, lit(bound, 4)));
  return designOf(m.build());
}

describe.each(["icarus", "verilator"] as const)("in %s", (simulator) => {
  const verdictOn = async (design: Design, cycles: number) => {
    const plan = recordTestbench(design, { cycles, seed: 1 });
    return checkWithSimulator(design, plan, { simulator });
  };

  test("the run passes while the property holds", async () => {
    expect(await verdictOn(counterBelow(12), 10)).toMatchObject({ passed: true, reason: undefined });
  });

  test("and fails from the cycle in which it does not", async () => {
    const result = await verdictOn(counterBelow(3), 10);
    expect(result).toMatchObject({ passed: false, reason: "property", mismatches: 0 });
    expect(result.output).toMatch(/BITLOOM PROPERTY FAILED \S+\.stays_low: stays_low/);
  });
});
