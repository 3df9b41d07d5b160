/**
 * The FineQ engine through the flow: elaboration, Verilog, testbench, and one tile of K = 512 in a simulator. 64 x 64 runs
 * in Icarus only unless BITLOOM_NIGHTLY=1: Verilator's build of it takes minutes.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  FineqEngine,
  type FineqParameters,
  fineqConfiguration,
  fineqEngineJob,
} from "../src/blocks/index.ts";
import { elaborate } from "../src/dsl/index.ts";
import { writeVerilog } from "../src/gen/index.ts";
import { packFineqJob, predictFineqCycles, quantizeFineq } from "../src/golden/index.ts";
import { checkWithSimulator } from "../src/harness/index.ts";
import type { Design } from "../src/ir/index.ts";
import { median, printTable, timeRuns } from "./report.ts";

const DEPTH = 512;
const ELABORATIONS = 5;

/** Median CPU seconds of `action`. */
const cpuSeconds = (action: () => void): number =>
  median(timeRuns(ELABORATIONS, action).map((timing) => timing.cpuSeconds));

async function simulate(
  design: Design,
  parameters: FineqParameters,
  simulator: "icarus" | "verilator",
): Promise<string[]> {
  const shape = fineqConfiguration(parameters);
  const { rows: m, columns: n } = parameters;
  const weights = Float32Array.from({ length: n * DEPTH }, (_, i) => Math.sin(i * 12.9898) ** 3);
  const activations = Int8Array.from({ length: m * DEPTH }, (_, i) => Math.round(127 * Math.sin(i * 78.233)));
  const matrix = quantizeFineq(weights, n, DEPTH, { tensor: "bench", file: "bench" });
  const size = { m, k: DEPTH, n };
  const { plan } = fineqEngineJob(parameters, packFineqJob(shape, { activations, m, weights: matrix }), {
    cycles: predictFineqCycles(shape, size),
  });
  const directory = mkdtempSync(join(tmpdir(), "bitloom-bench-"));
  try {
    const result = await checkWithSimulator(design, plan, {
      simulator,
      directory,
      buildSeconds: 3600,
      runSeconds: 3600,
    });
    return [
      result.simulator,
      result.seconds.build.toFixed(1),
      result.seconds.run.toFixed(1),
      String(result.cycles),
      Math.round(result.cycles / result.seconds.run).toString(),
      result.passed ? "pass" : `fail: ${result.reason}`,
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export async function run(): Promise<void> {
  const flow: string[][] = [];
  const runs: string[][] = [];
  for (const size of [8, 16, 64]) {
    const parameters = { rows: size, columns: size, coding: "unary" } as const;
    const design = elaborate(FineqEngine(parameters));
    const files = writeVerilog(design).files;
    const lines = files.reduce((sum, file) => sum + file.text.split("\n").length - 1, 0);
    flow.push([
      `${size} x ${size}`,
      cpuSeconds(() => void elaborate(FineqEngine(parameters))).toFixed(2),
      cpuSeconds(() => void writeVerilog(design)).toFixed(2),
      String(design.modules.length),
      String(lines),
    ]);
    for (const simulator of ["icarus", "verilator"] as const) {
      if (simulator === "verilator" && size === 64 && process.env.BITLOOM_NIGHTLY !== "1") continue;
      runs.push([`${size} x ${size}`, ...(await simulate(design, parameters, simulator))]);
    }
  }
  printTable(
    `FineQ engine, unary coding: medians of ${ELABORATIONS} warm runs, CPU seconds`,
    ["array", "elaborate (s)", "write Verilog (s)", "modules", "lines"],
    flow,
  );
  console.log();
  printTable(
    `One tile of K = ${DEPTH} with register accesses, every output and the cycle count compared; wall clock, one run`,
    ["array", "simulator", "build (s)", "run (s)", "cycles", "cycles/s", "verdict"],
    runs,
  );
}
