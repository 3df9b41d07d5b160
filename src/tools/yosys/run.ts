/**
 * Runs a Yosys script over files in memory, with the installed Yosys or the WebAssembly build of the npm package
 * `@yowasp/yosys`. Invariant: nothing is left behind, neither files nor a process, however the run ends.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import { packagedCommand, packagedTool } from "../packaged.ts";
import { runProcess } from "../process.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import { findTool, requireTool } from "../tools.ts";
import { YOSYS_ARGUMENTS, YOSYS_SCRIPT, type YosysAnswer, type YosysJob, type YosysKind } from "./job.ts";

export interface Yosys {
  /** For reports. */
  readonly name: string;
  readonly version: string;
  readonly run: (job: YosysJob) => Promise<YosysAnswer>;
}

/** The installed one unless it is not there. Error BL0401: the one asked for is missing, or both are. */
export async function findYosys(kind: YosysKind | undefined): Promise<Yosys> {
  const tool = kind === "packaged" ? undefined : await findTool("yosys");
  if (tool !== undefined)
    return {
      name: tool.title,
      version: tool.version,
      run: (job) => runJob(job, ["yosys", ...YOSYS_ARGUMENTS]),
    };
  const packaged = kind === "installed" ? undefined : packagedTool("@yowasp/yosys");
  if (packaged !== undefined) {
    return {
      name: "Yosys (@yowasp/yosys)",
      version: packaged.version,
      run: (job) => runJob(job, [...packagedCommand(packaged, "runYosys"), ...YOSYS_ARGUMENTS]),
    };
  }
  if (kind === "packaged") {
    return fail("BL0401", { tool: "@yowasp/yosys", install: "npm install @yowasp/yosys" });
  }
  await requireTool("yosys");
  return fail("BL0401", { tool: "Yosys", command: "yosys", install: "sudo apt-get install yosys" });
}

/** Errors: BL0405 the time limit, BL0486 the process ends by a signal. */
function runJob(job: YosysJob, [command = "", ...parameters]: readonly string[]): Promise<YosysAnswer> {
  return inTemporaryFolder("yosys", async (directory) => {
    for (const { name, text } of job.inputs) await writeFile(join(directory, name), text);
    await writeFile(join(directory, YOSYS_SCRIPT), job.script);
    const { timeoutSeconds, onOutput } = job;
    const result = await runProcess(command, parameters, { cwd: directory, timeoutSeconds, onOutput });
    if (result.timedOut) fail("BL0405", { tool: "Yosys", step: job.step, seconds: timeoutSeconds });
    if (result.signal !== undefined) {
      const output = `${result.output.slice(-2000)}\nIt was ended by ${result.signal}.`.trim();
      fail("BL0486", { tool: "Yosys", step: job.step, output });
    }
    const files = new Map<string, string>();
    for (const name of job.outputs) {
      const text = await readFile(join(directory, name), "utf8").catch(() => undefined);
      if (text !== undefined) files.set(name, text);
    }
    return { succeeded: result.exitCode === 0, output: result.output, files };
  });
}
