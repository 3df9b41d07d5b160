/** Icarus Verilog: `iverilog` compiles to a program for `vvp`, in `.build/icarus` of the testbench's folder. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import { requireTool, runProcess } from "../../tools/index.ts";
import type { BuildSimulation } from "./adapter.ts";
import { buildOnce } from "./build-cache.ts";

const options = ["-g2005", "-Wall"];

/** Verilog-2005 with all warnings; they are messages, not errors. */
export const buildWithIcarus: BuildSimulation = async (
  directory,
  testbench,
  { timeoutSeconds, onOutput },
) => {
  const tool = await requireTool("icarus");
  const folder = join(".build", "icarus");
  const program = join(folder, `${testbench.name}.vvp`);
  const log = join(directory, folder, "log");
  const inputs = { words: [tool.version, ...options], files: testbench.sources, directory };
  let seconds = 0;
  await buildOnce(join(directory, folder), inputs, async () => {
    // The testbenches count picoseconds and carry no timescale of their own; only a command file can set one.
    const commands = join(folder, "files.f");
    await writeFile(join(directory, commands), `+timescale+1ps/1ps\n${testbench.sources.join("\n")}\n`);
    const parameters = [...options, "-s", testbench.name, "-o", program, "-c", commands];
    const result = await runProcess("iverilog", parameters, { cwd: directory, timeoutSeconds, onOutput });
    seconds = result.seconds;
    if (result.timedOut) fail("BL0405", { tool: tool.title, step: "compiling", seconds: timeoutSeconds });
    if (result.exitCode !== 0) fail("BL0404", { tool: tool.title, directory, output: result.output.trim() });
    await writeFile(log, result.output);
  });
  return {
    command: "vvp",
    parameters: ["-n", program],
    seconds,
    simulator: `${tool.title} ${tool.version}`,
    messages: await readFile(log, "utf8"),
  };
};
