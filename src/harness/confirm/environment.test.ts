/** What BITLOOM_SIM asks for, and what is counted. */
import { afterEach, expect, test, vi } from "vitest";
import { interpreterEngine } from "../../sim/index.ts";
import { add, bit, designOf, lit, moduleBuilder, uint } from "../../testing/index.ts";
import { confirmAtEnd, confirmationCounts, confirmingSimulator, summary } from "./environment.ts";
import { recordTraffic } from "./recording-engine.ts";

afterEach(() => void vi.unstubAllEnvs());

function counter() {
  const m = moduleBuilder("counter");
  const enable = m.input("enable", bit);
  const held = m.register("held", uint(4), { init: 0 });
  m.when(enable, () => m.assign(held, add(held, lit(1, 4))));
  m.assign(m.output("count", uint(4)), held);
  return recordTraffic(interpreterEngine(designOf(m.build())));
}

test("the simulator is one of two, or none", () => {
  expect(confirmingSimulator({})).toBeUndefined();
  expect(confirmingSimulator({ BITLOOM_SIM: "icarus" })).toBe("icarus");
  expect(confirmingSimulator({ BITLOOM_SIM: "verilator" })).toBe("verilator");
  expect(() => confirmingSimulator({ BITLOOM_SIM: "modelsim" })).toThrow(/BL0453/);
});

test("runs are confirmed and counted, and what cannot be is counted with its reason", () => {
  vi.stubEnv("BITLOOM_SIM", "icarus");
  const engine = counter();
  engine.run(12);
  confirmAtEnd({ engine });
  confirmAtEnd({ engine: counter() });
  expect(confirmationCounts()).toEqual({
    confirmed: 1,
    compared: 12,
    cut: 0,
    skipped: { "it made no step": 1 },
  });
});

test("without BITLOOM_SIM nothing runs", () => {
  vi.stubEnv("BITLOOM_SIM", "");
  const before = confirmationCounts();
  const engine = counter();
  engine.run(2);
  confirmAtEnd({ engine });
  expect(confirmationCounts()).toBe(before);
});

test("the summary tells what was compared, cut and skipped", () => {
  const counts = { confirmed: 3, compared: 90, cut: 1, skipped: { "it has no outputs": 2 } };
  expect(summary("icarus", counts)).toBe(
    "BITLOOM_SIM=icarus: 3 simulations confirmed, 90 output values equal; 1 of them up to the limit of recorded steps; 2 skipped (it has no outputs)",
  );
});
