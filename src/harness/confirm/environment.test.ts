/** What BITLOOM_SIM asks for, and what is counted. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { interpreterEngine } from "../../sim/index.ts";
import { add, bit, designOf, lit, moduleBuilder, uint } from "../../testing/index.ts";
import { confirmAtEnd, confirmingSimulator, recordedWhere } from "./environment.ts";
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

test("runs are confirmed or skipped with a reason, and logged", () => {
  const folder = mkdtempSync(join(tmpdir(), "bitloom-log-"));
  const log = join(folder, "log");
  vi.stubEnv("BITLOOM_SIM", "icarus");
  vi.stubEnv("BITLOOM_SIM_LOG", log);
  const engine = counter();
  engine.run(12);
  const confirmed = { simulator: "icarus", steps: 12, lanes: 1, compared: 12, isCut: false };
  expect(confirmAtEnd({ engine })).toEqual(confirmed);
  expect(confirmAtEnd({ engine: counter() })).toEqual({ skipped: "it made no step" });
  const lines = readFileSync(log, "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { module: "counter", ...confirmed },
    { module: "counter", skipped: "it made no step" },
  ]);
  rmSync(folder, { recursive: true });
});

test("without BITLOOM_SIM nothing is recorded and nothing runs", () => {
  vi.stubEnv("BITLOOM_SIM", "");
  const engine = counter();
  engine.run(2);
  expect(confirmAtEnd({ engine })).toBeUndefined();
  expect("traffic" in recordedWhere(undefined, interpreterEngine(engine.design))).toBe(false);
  vi.stubEnv("BITLOOM_SIM", "verilator");
  expect("traffic" in recordedWhere(undefined, interpreterEngine(engine.design))).toBe(true);
});
