/**
 * Verilator: the steps of `verilator --binary --timing`, taken one by one in `.build/verilator` of the testbench's
 * folder so that the compiled run-time library, most of a small design's build, can be shared by all builds.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import { requireTool, runProcess } from "../../tools/index.ts";
import type { BuildSimulation } from "./adapter.ts";
import { buildOnce } from "./build-cache.ts";
import { fetchRuntime, storeRuntime } from "./verilator-runtime.ts";

/**
 * Without the removal of duplicate logic, in which 5.006 aborts on some designs ("Consumer doesn't match lhs of assign");
 * src/gen/verilog/simulators.test.ts met one.
 */
const options = ["--cc", "--exe", "--main", "--timing", "--timescale", "1ps/1ps", "-fno-dedup"];
/** Everything it warns of is passed on, nothing ends the build: generated files are named after their module. */
const warnings = ["-Wall", "-Wno-fatal", "-Wno-DECLFILENAME"];
/** Compile time counts more than speed in runs of seconds: 2.1 s against 3.2 s with -Os for a 4 x 4 engine (g++ 12). */
const compilerOptions = ["OPT_FAST=-O1", "OPT_SLOW=-O0"];

/** Two-state, optimised; uninitialised values are 0. */
export const buildWithVerilator: BuildSimulation = async (directory, testbench, build) => {
  const tool = await requireTool("verilator");
  const folder = join(".build", build.waves ? "verilator-vcd" : "verilator");
  const log = join(directory, folder, "log");
  const verilate = [...options, ...warnings, ...(build.waves ? ["--trace"] : [])];
  const inputs = {
    words: [tool.version, ...verilate, ...compilerOptions],
    files: testbench.sources,
    directory,
  };
  let seconds = 0;

  const step = async (name: string, command: string, parameters: readonly string[], cwd: string) => {
    const result = await runProcess(command, parameters, {
      cwd,
      timeoutSeconds: build.timeoutSeconds,
      onOutput: build.onOutput,
    });
    seconds += result.seconds;
    if (result.timedOut) fail("BL0405", { tool: tool.title, step: name, seconds: build.timeoutSeconds });
    if (result.exitCode !== 0) fail("BL0404", { tool: tool.title, directory, output: result.output.trim() });
    return result.output;
  };

  await buildOnce(join(directory, folder), inputs, async () => {
    const parameters = [...verilate, "--top-module", testbench.name, "--prefix", "Vsim", "--Mdir", folder];
    const messages = await step("translating", "verilator", [...parameters, ...testbench.sources], directory);
    const output = join(directory, folder);
    const runtime = fetchRuntime(output, tool.version);
    const make = ["-s", "-j", String(build.jobs), "-f", "Vsim.mk", "Vsim", ...compilerOptions];
    await step("compiling", "make", make, output);
    storeRuntime(output, runtime);
    await writeFile(log, messages);
  });
  return {
    command: join(directory, folder, "Vsim"),
    parameters: [],
    seconds,
    simulator: `${tool.title} ${tool.version}`,
    messages: await readFile(log, "utf8"),
  };
};
