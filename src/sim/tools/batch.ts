/**
 * Builds and runs Verilog without waiting for promises, for replays at the end of a `using` block. Invariant: a build
 * is a program in the folder's `.build`, made once for each batch; the run's output comes back whole.
 */
import { join } from "node:path";
import { execaSync } from "execa";
import { fail } from "../../diagnostics/index.ts";
import { requireToolNow } from "../../tools/index.ts";
import type { ToolName } from "./adapter.ts";
import { fetchRuntime, storeRuntime } from "./verilator-runtime.ts";

export interface BatchSources {
  readonly directory: string;
  /** Module to run. */
  readonly top: string;
  /** Verilog files, relative to the folder. */
  readonly sources: readonly string[];
}

export interface Batch {
  /** Runs the program in the folder and gives what it printed; BL0407 when it ended badly or took too long. */
  readonly run: (plusargs: readonly string[]) => string;
}

const BUILD_SECONDS = 900;
const RUN_SECONDS = 600;
/** One build can print as much as a simulation. */
const MOST_OUTPUT = 256 * 1024 * 1024;

/** Errors: BL0401 to BL0403 no usable tool, BL0404 Verilog refused, BL0405 took too long. */
export function buildBatch(simulator: ToolName, batch: BatchSources): Batch {
  return simulator === "icarus" ? icarus(batch) : verilator(batch);
}

function icarus({ directory, top, sources }: BatchSources): Batch {
  const { title } = requireToolNow("icarus");
  const program = `${top}.vvp`;
  build(title, directory, "iverilog", ["-g2005", "-s", top, "-o", program, ...sources]);
  return { run: (plusargs) => run(title, directory, "vvp", ["-n", program, ...plusargs]) };
}

function verilator({ directory, top, sources }: BatchSources): Batch {
  const { title, version } = requireToolNow("verilator");
  // Without the removal of duplicate logic, in which 5.006 aborts on some designs; unrolled loops cost compile time only.
  const flags = [
    "--cc",
    "--exe",
    "--main",
    "--timing",
    "-fno-dedup",
    "--unroll-count",
    "1",
    "-Wno-lint",
    "-Wno-fatal",
  ];
  const layout = ["--output-split", "50000", "--top-module", top, "--prefix", "Vsim", "--Mdir", "build"];
  build(title, directory, "verilator", [...flags, ...layout, ...sources]);
  // A replay is some thousand steps: compiling costs more than running.
  const optimisation = ["OPT_FAST=-O0", "OPT_SLOW=-O0"];
  const output = join(directory, "build");
  const runtime = fetchRuntime(output, version);
  build(title, output, "make", ["-s", "-j", "2", "-f", "Vsim.mk", "Vsim", ...optimisation]);
  storeRuntime(output, runtime);
  return { run: (plusargs) => run(title, directory, join(output, "Vsim"), plusargs) };
}

function build(tool: string, directory: string, command: string, parameters: readonly string[]): void {
  const result = now(command, parameters, directory, BUILD_SECONDS);
  if (result.timedOut) fail("BL0405", { tool, step: command, seconds: BUILD_SECONDS });
  if (result.failed) fail("BL0404", { tool, directory, output: (result.all ?? "").trim() });
}

function run(tool: string, directory: string, command: string, parameters: readonly string[]): string {
  const result = now(command, parameters, directory, RUN_SECONDS);
  if (!result.failed) return result.all ?? "";
  const exitCode = result.timedOut ? `no end after ${RUN_SECONDS} s` : (result.shortMessage ?? "failed");
  return fail("BL0407", { tool, directory, exitCode, output: (result.all ?? "").trim().slice(-400) });
}

const now = (command: string, parameters: readonly string[], cwd: string, seconds: number) =>
  execaSync(command, parameters, {
    cwd,
    all: true,
    reject: false,
    stdin: "ignore",
    timeout: seconds * 1000,
    maxBuffer: MOST_OUTPUT,
  });
