/**
 * Runs the testbench of a folder in Icarus Verilog or Verilator. Invariant: `passed` is true only when the testbench
 * said so, its exit code agrees, and it compared as many values as its description promises.
 */
import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import { type ProcessResult, runProcess } from "../../tools/index.ts";
import type { BuildOptions, BuildSimulation, ToolName } from "./adapter.ts";
import { buildWithIcarus } from "./icarus.ts";
import { readTestbench, type Testbench } from "./manifest.ts";
import {
  type Mismatch,
  parseReport,
  type Readings,
  type ReceivedBeats,
  type StreamProgress,
  type TestbenchReport,
} from "./report.ts";
import { buildWithVerilator } from "./verilator.ts";

export interface SimulateOptions {
  readonly simulator: ToolName;
  /** Waveform file, relative to the caller's working folder. */
  readonly vcd?: string | undefined;
  /** Output of the build and the run as it comes. */
  readonly onOutput?: ((text: string) => void) | undefined;
  /** C++ compilers at a time, 2 unless stated. */
  readonly jobs?: number | undefined;
  /** Ends the run at the first mismatch. */
  readonly stopAtMismatch?: boolean | undefined;
  /** Wall clock of the build, 900 unless stated. */
  readonly buildSeconds?: number | undefined;
  /** Wall clock of the run, 600 unless stated; reaching it is a failed run. */
  readonly runSeconds?: number | undefined;
}

export type FailureReason =
  | "mismatch"
  /** The testbench's own limit in cycles. */
  | "timeout"
  /** The limit in seconds: the simulator made no progress. */
  | "wall_clock"
  | "nothing_checked"
  /** An assertion or assumption in the Verilog did not hold, though every output was as expected. */
  | "property"
  /** Fewer or more values compared than planned. */
  | "incomplete"
  /** Exit code and result line contradict each other. */
  | "exit_code";

export interface SimulationResult {
  readonly passed: boolean;
  readonly reason: FailureReason | undefined;
  /** Values compared, and how many the plan has. */
  readonly checked: number;
  readonly planned: number;
  readonly mismatches: number;
  readonly firstMismatch: Mismatch | undefined;
  /** Steps of a cycle testbench, cycles of the first clock otherwise. */
  readonly cycles: number;
  /** Clock cycles between the plan's events, by name. */
  readonly measurements: Readonly<Record<string, number>>;
  readonly streams: readonly StreamProgress[];
  /** What the plan's reads with a `record` gave, and beats of its consumers that are recorded. */
  readonly readings: Readings;
  readonly received: ReceivedBeats;
  readonly seconds: { readonly build: number; readonly run: number };
  /** Name and version of the simulator. */
  readonly simulator: string;
  /** What the tool said while it built. */
  readonly messages: string;
  /** What the run printed. */
  readonly output: string;
}

const builders: Readonly<Record<ToolName, BuildSimulation>> = {
  icarus: buildWithIcarus,
  verilator: buildWithVerilator,
};

/**
 * Builds (or takes the last build, when nothing changed) and runs the testbench that `directory/testbench.json`
 * describes. A failed comparison is a result; errors are BL0401 to BL0407: no tool, no testbench, Verilog refused, no
 * result line.
 */
export async function simulateDirectory(
  directory: string,
  options: SimulateOptions,
): Promise<SimulationResult> {
  const folder = resolve(directory);
  const testbench = await readTestbench(folder);
  await requireFiles(folder, [...testbench.sources, ...testbench.vectors]);
  const build: BuildOptions = {
    waves: options.vcd !== undefined,
    jobs: options.jobs ?? 2,
    timeoutSeconds: options.buildSeconds ?? 900,
    onOutput: options.onOutput,
  };
  const built = await builders[options.simulator](folder, testbench, build);
  const plusargs = [
    ...(options.vcd === undefined ? [] : [`+vcd=${resolve(options.vcd)}`]),
    ...(options.stopAtMismatch ? ["+stop"] : []),
  ];
  const run = await runProcess(built.command, [...built.parameters, ...plusargs], {
    cwd: folder,
    timeoutSeconds: options.runSeconds ?? 600,
    onOutput: options.onOutput,
  });
  const report = parseReport(run.output) ?? unfinished(run, built.simulator, folder);
  const reason = judge(report, run, testbench);
  return {
    passed: reason === undefined,
    reason,
    checked: report.checked,
    planned: testbench.checks,
    mismatches: report.mismatches,
    firstMismatch: report.firstMismatch,
    cycles: report.cycles,
    measurements: report.measurements,
    streams: report.streams,
    readings: report.readings,
    received: report.received,
    seconds: { build: built.seconds, run: run.seconds },
    simulator: built.simulator,
    messages: built.messages,
    output: run.output,
  };
}

/** Verilator runs on with zeros when a vector file is missing, so that is found out before. */
async function requireFiles(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    await access(join(folder, file)).catch(() =>
      fail("BL0406", {
        file: join(folder, "testbench.json"),
        reason: `it names ${file}, which is not there`,
      }),
    );
  }
}

function judge(report: TestbenchReport, run: ProcessResult, testbench: Testbench): FailureReason | undefined {
  if (run.timedOut) return "wall_clock";
  if (!report.passed) return run.exitCode === 0 ? "exit_code" : reasonOf(report);
  if (run.exitCode !== 0) return "exit_code";
  if (report.checked === 0) return "nothing_checked";
  if (report.mismatches !== 0) return "mismatch";
  if (failedPropertyLine.test(run.output)) return "property";
  return report.checked === testbench.checks ? undefined : "incomplete";
}

/** As src/gen/verilog/properties.ts makes the Verilog print it. */
const failedPropertyLine = /^BITLOOM PROPERTY FAILED /m;

const reasonOf = ({ reason }: TestbenchReport): FailureReason =>
  reason === "timeout" || reason === "nothing_checked" ? reason : "mismatch";

/** A run that was killed has nothing to report but that; one that ended by itself without a result is an error. */
function unfinished(run: ProcessResult, tool: string, directory: string): TestbenchReport {
  if (!run.timedOut) {
    const exitCode = run.signal === undefined ? `exit code ${run.exitCode}` : `signal ${run.signal}`;
    fail("BL0407", { tool, directory, exitCode, output: run.output.trim().slice(-400) });
  }
  return {
    passed: false,
    checked: 0,
    mismatches: 0,
    cycles: 0,
    reason: undefined,
    firstMismatch: parseReport(`${run.output}\nBITLOOM RESULT fail`)?.firstMismatch,
    measurements: {},
    streams: [],
    readings: {},
    received: {},
  };
}
