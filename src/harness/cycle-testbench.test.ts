/** Cycle testbenches in both simulators, around Verilog written by hand with and without an injected fault. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import { type CycleStep, type CycleTestbench, writeCycleTestbench } from "../gen/index.ts";
import { simulateDirectory } from "../sim/index.ts";
import { counter, saturatingAdder, type VerilogExample } from "../testing/index.ts";
import { checkVerilog, writeFiles } from "./index.ts";

const simulators = ["icarus", "verilator"] as const;

const sourceOf = (example: VerilogExample, replace?: readonly [string, string]) => {
  if (replace) expect(example.verilog).toContain(replace[0]);
  const text = replace ? example.verilog.replace(...replace) : example.verilog;
  return [{ name: example.sources[0] ?? "", text }];
};

/** Every pair of operands; the expectation comes from clipping the exact sum. */
const allSums: CycleStep[] = Array.from({ length: 65536 }, (_, pair) => {
  const a = BigInt(pair & 255);
  const b = BigInt(pair >> 8);
  const exact = Number(BigInt.asIntN(8, a)) + Number(BigInt.asIntN(8, b));
  const result = Math.max(-128, Math.min(127, exact));
  return {
    inputs: { a, b },
    expected: { result: BigInt.asUintN(8, BigInt(result)), clipped: result === exact ? 0n : 1n },
  };
});

/** Enabled in two cycles of three; the count is that of enabled cycles modulo 16. */
const counting: CycleStep[] = Array.from({ length: 100 }, (_, step) => {
  const enabled = Array.from({ length: step }, (_, i) => (i % 3 === 0 ? 0 : 1)).filter(Boolean).length;
  const enable = step % 3 === 0 ? 0n : 1n;
  const count = BigInt(enabled % 16);
  return { inputs: { enable }, expected: { count, wrapped: count === 15n ? enable : 0n } };
});

describe.each(simulators)("a cycle testbench in %s", (simulator) => {
  test("passes a combinational module over its whole input space", async () => {
    const plan = { top: saturatingAdder, steps: allSums };
    const result = await checkVerilog(sourceOf(saturatingAdder), plan, { simulator });
    expect(result).toMatchObject({
      passed: true,
      checked: 65536,
      planned: 65536,
      mismatches: 0,
      messages: "",
    });
  });

  test("passes a module with clock and reset, without a message of the tool", async () => {
    const plan = { top: counter, steps: counting };
    const result = await checkVerilog(sourceOf(counter), plan, { simulator });
    expect(result).toMatchObject({ passed: true, checked: 100, cycles: 100, messages: "" });
  });

  test("names cycle, port and values of the first mismatch", async () => {
    const faulty = sourceOf(counter, ["count + 4'd1", "count + 4'd3"]);
    const result = await checkVerilog(faulty, { top: counter, steps: counting }, { simulator });
    // Step 1 is the first enabled one, so its effect shows in step 2.
    expect(result).toMatchObject({
      passed: false,
      reason: "mismatch",
      firstMismatch: { cycle: 2, port: "count", expected: "1", got: "3" },
    });
    expect(result.mismatches).toBeGreaterThan(50);
  });

  test("writes a waveform when asked", async () => {
    const directory = mkdtempSync(join(tmpdir(), "bitloom-wave-"));
    try {
      const vcd = join(directory, "waves.vcd");
      await checkVerilog(sourceOf(counter), { top: counter, steps: counting }, { simulator, vcd, directory });
      expect(readFileSync(vcd, "utf8")).toMatch(/\$var \w+ +4 \S+ count/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("fails when its vectors have been emptied of all care", async () => {
    const directory = mkdtempSync(join(tmpdir(), "bitloom-empty-"));
    try {
      const steps = counting.map((step) => ({ ...step, care: { wrapped: 0n } }));
      await writeFiles(directory, [...sourceOf(counter), ...writeCycleTestbench({ top: counter, steps })]);
      const care = join(directory, "counter_tb.care.hex");
      writeFileSync(care, readFileSync(care, "utf8").replace(/[0-9a-f]+/g, "0"));
      const result = await simulateDirectory(directory, { simulator });
      expect(result).toMatchObject({ passed: false, reason: "nothing_checked", checked: 0, mismatches: 0 });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("reports Verilog that the tool refuses, in the tool's words", async () => {
    const broken = sourceOf(counter, ["else if (enable)", "else if enable"]);
    const attempt = checkVerilog(broken, { top: counter, steps: counting }, { simulator });
    await expect(attempt).rejects.toThrow(/BL0404[\s\S]*counter\.v:12/);
  });
});

// A Verilator build costs two seconds, so what cannot differ between the simulators is tried in one of them.
describe("a cycle testbench", () => {
  const simulator = "icarus";

  test("catches a fault that shows in one vector of 65,536", async () => {
    const faulty = sourceOf(saturatingAdder, [
      "assign clipped = ",
      "assign clipped = (a == 8'd85 && b == 8'd86) ? 1'b0 : ",
    ]);
    const result = await checkVerilog(faulty, { top: saturatingAdder, steps: allSums }, { simulator });
    // 85 + 86 = 171 has to be clipped to 127; unclipped its low bits are ab.
    expect(result).toMatchObject({ passed: false, mismatches: 2 });
    expect(result.firstMismatch).toMatchObject({ port: "result", expected: "7f", got: "ab" });
  });

  test("does not look at bits that nobody cares about", async () => {
    const steps = counting.map((step) => ({ ...step, care: { count: 0b0111n } }));
    const faulty = sourceOf(counter, ["output reg [3:0] count", "output wire [3:0] count"]);
    const [file] = faulty;
    const withoutHighBit = (file?.text ?? "")
      .replace(
        "assign wrapped = enable && count == 4'd15",
        "reg [3:0] q; assign count = {1'b0, q[2:0]}; assign wrapped = enable && q == 4'd15",
      )
      .replaceAll("count <= count +", "q <= q +")
      .replace("count <= 4'd0", "q <= 4'd0");
    const verilog = [{ name: "counter.v", text: withoutHighBit }];
    expect(await checkVerilog(verilog, { top: counter, steps }, { simulator })).toMatchObject({
      passed: true,
    });
    expect(await checkVerilog(verilog, { top: counter, steps: counting }, { simulator })).toMatchObject({
      passed: false,
    });
  });

  test("ends at the first mismatch when asked", async () => {
    const faulty = sourceOf(counter, ["count + 4'd1", "count + 4'd3"]);
    const plan = { top: counter, steps: counting };
    const result = await checkVerilog(faulty, plan, { simulator, stopAtMismatch: true });
    expect(result).toMatchObject({ passed: false, mismatches: 1, cycles: 3 });
  });
});

describe("a simulation that makes no progress", () => {
  test("is ended by the wall clock and has failed", async () => {
    const looping = sourceOf(counter, ["assign wrapped =", "initial while (1'b1) ; assign wrapped ="]);
    const plan = { top: counter, steps: counting };
    const result = await checkVerilog(looping, plan, { simulator: "icarus", runSeconds: 1 });
    expect(result).toMatchObject({ passed: false, reason: "wall_clock" });
  });
});

describe("clocks of different rates", () => {
  const two: VerilogExample = {
    name: "two_clocks",
    clocks: [{ clock: "fast" }, { clock: "slow" }],
    ports: [
      { name: "ticks", direction: "output", width: 8 },
      { name: "tocks", direction: "output", width: 8 },
    ],
    sources: ["two_clocks.v"],
    verilog: `module two_clocks (input wire fast, input wire slow, output reg [7:0] ticks, output reg [7:0] tocks);
  initial begin ticks = 8'd0; tocks = 8'd0; end
  always @(posedge fast) ticks <= ticks + 8'd1;
  always @(posedge slow) tocks <= tocks + 8'd1;
endmodule
`,
  };
  const steps = Array.from({ length: 20 }, (_, step) => ({
    inputs: {},
    // slow rises at the end of steps 1, 4, 7, ...
    expected: { ticks: BigInt(step), tocks: BigInt(Math.floor((step + 1) / 3)) },
  }));

  test.each(simulators)("rise in the steps that the plan says, in %s", async (simulator) => {
    const plan: CycleTestbench = { top: two, clocks: { slow: { every: 3, phase: 1 } }, steps };
    expect(await checkVerilog(sourceOf(two), plan, { simulator })).toMatchObject({
      passed: true,
      checked: 20,
    });
  });
});

describe("plans that make no sense", () => {
  const code = (plan: Partial<CycleTestbench>): string => {
    try {
      writeCycleTestbench({ top: counter, steps: counting, ...plan });
    } catch (error) {
      if (error instanceof BitloomError) return error.diagnostics[0]?.code ?? "";
    }
    return "none";
  };

  test.each([
    ["no steps", { steps: [] }, "BL0413"],
    ["no expectations", { steps: [{ inputs: { enable: 1n }, expected: {} }] }, "BL0413"],
    ["an unknown input", { steps: [{ inputs: { enabel: 1n }, expected: { count: 0n } }] }, "BL0411"],
    ["an output as input", { steps: [{ inputs: { count: 1n }, expected: { count: 0n } }] }, "BL0411"],
    ["a value too wide", { steps: [{ inputs: { enable: 2n }, expected: { count: 0n } }] }, "BL0412"],
    ["a negative value", { steps: [{ inputs: {}, expected: { count: -1n } }] }, "BL0412"],
    ["an unknown clock", { clocks: { clk: { every: 1 } } }, "BL0414"],
    ["a phase beyond the period", { clocks: { clock: { every: 2, phase: 2 } } }, "BL0414"],
  ] as [string, Partial<CycleTestbench>, string][])("%s", (_what, plan, expected) => {
    expect(code(plan)).toBe(expected);
  });
});
