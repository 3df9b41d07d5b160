/**
 * Runs a Yosys script over files in memory, with the installed Yosys or the WebAssembly build of the npm package
 * `@yowasp/yosys`. Invariant: nothing is left behind, neither files nor a process or thread, however the run ends.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import { runProcess } from "../process.ts";
import { findTool, requireTool } from "../tools.ts";
import { YOSYS_ARGUMENTS, YOSYS_SCRIPT, type YosysAnswer, type YosysJob, type YosysKind } from "./job.ts";
import { packagedYosys, runPackaged } from "./packaged.ts";

export interface Yosys {
  /** For reports. */
  readonly name: string;
  readonly version: string;
  readonly run: (job: YosysJob) => Promise<YosysAnswer>;
}

/** The installed one unless it is not there. Error BL0401: the one asked for is missing, or both are. */
export async function findYosys(kind: YosysKind | undefined): Promise<Yosys> {
  const tool = kind === "packaged" ? undefined : await findTool("yosys");
  if (tool !== undefined) return { name: tool.title, version: tool.version, run: runInstalled };
  const packaged = kind === "installed" ? undefined : packagedYosys();
  if (packaged !== undefined) {
    return {
      name: "Yosys (@yowasp/yosys)",
      version: packaged.version,
      run: (job) => runPackaged(packaged, job),
    };
  }
  if (kind === "packaged") {
    return fail("BL0401", {
      tool: "@yowasp/yosys",
      command: "@yowasp/yosys",
      install: "npm install @yowasp/yosys",
    });
  }
  await requireTool("yosys");
  return fail("BL0401", { tool: "Yosys", command: "yosys", install: "sudo apt-get install yosys" });
}

async function runInstalled(job: YosysJob): Promise<YosysAnswer> {
  const directory = await mkdtemp(join(tmpdir(), "bitloom-yosys-"));
  try {
    for (const { name, text } of job.inputs) await writeFile(join(directory, name), text);
    await writeFile(join(directory, YOSYS_SCRIPT), job.script);
    const { timeoutSeconds, onOutput } = job;
    const result = await runProcess("yosys", YOSYS_ARGUMENTS, { cwd: directory, timeoutSeconds, onOutput });
    if (result.timedOut) fail("BL0405", { tool: "Yosys", step: job.step, seconds: timeoutSeconds });
    const files = new Map<string, string>();
    for (const name of job.outputs) {
      const text = await readFile(join(directory, name), "utf8").catch(() => undefined);
      if (text !== undefined) files.set(name, text);
    }
    return { succeeded: result.exitCode === 0, output: result.output, files };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
