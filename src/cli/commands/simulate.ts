/**
 * `bitloom simulate TARGET`: runs the generated testbench of a folder in a simulator, or a block of the catalogue in process
 * with random inputs. Invariant: what is a folder with a testbench is never taken for a block.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CommandModule } from "yargs";
import { blockCatalogue } from "../../blocks/index.ts";
import { fail } from "../../diagnostics/index.ts";
import { type SimulationResult, simulateDirectory, waveFileKind } from "../../sim/index.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { randomRun } from "../random-run.ts";
import { requireWritable } from "../write-output.ts";

interface SimulateOptions extends CommonOptions {
  readonly target: string;
  readonly simulator: "icarus" | "verilator" | undefined;
  readonly waves: string | undefined;
  readonly param: string[];
  readonly cycles: number;
  readonly seed: number;
  readonly verbose: boolean;
}

export const simulateCommand: CommandModule<CommonOptions, SimulateOptions> = {
  command: "simulate <target>",
  describe: "Run the testbench of a generated folder, or a block with random inputs",
  builder: (yargs) =>
    yargs
      .positional("target", {
        type: "string",
        demandOption: true,
        describe: "Folder with testbench.json, or name of a block (see `bitloom blocks`)",
      })
      .option("simulator", {
        choices: ["icarus", "verilator"] as const,
        describe: "Simulator of a folder, icarus unless given; a block's run in process is confirmed in it",
      })
      .option("waves", {
        alias: "vcd",
        type: "string",
        describe: "Write waves to this file: NAME.vcd; blocks also NAME.blt, a trace",
      })
      .option("param", {
        type: "string",
        array: true,
        default: [],
        describe: "Parameter of a block as NAME=VALUE (may be repeated)",
      })
      .option("cycles", { type: "number", default: 1000, describe: "Cycles of a block's run" })
      .option("seed", { type: "number", default: 1, describe: "Seed of a block's random inputs" })
      .option("verbose", { type: "boolean", default: false, describe: "Pass on what the tool prints" })
      .example("$0 simulate out/run/fineq-engine --simulator verilator", "Build with Verilator and run")
      .example("$0 simulate testbenches/fineq-engine --waves waves.vcd", "Record waves")
      .example("$0 simulate fifo --param depth=4 --cycles 100 --waves out.vcd", "A block with random inputs"),
  handler: (options) =>
    conclude(options, async () => {
      const { target, waves } = options;
      if (waves !== undefined) {
        const kind = waveFileKind(waves);
        if (kind === "trace" && !isBlock(target)) fail("BL0464", { file: waves, allowed: ".vcd" });
        requireWritable(waves);
      }
      if (isBlock(target)) return randomRun({ ...options, block: target, parameters: options.param });
      const result = await simulateDirectory(target, {
        simulator: options.simulator ?? "icarus",
        vcd: waves,
        onOutput: options.verbose ? (text) => void process.stderr.write(text) : undefined,
      });
      if (options.json) printJson({ directory: target, ...result, output: undefined });
      else printResult(result, target);
      return result.passed ? EXIT.good : EXIT.mismatch;
    }),
};

/** A single word that is no file or folder, or the name of a block beside a folder without a testbench. */
function isBlock(target: string): boolean {
  if (existsSync(join(target, "testbench.json"))) return false;
  return (
    blockCatalogue.some(({ name }) => name === target) || (/^[\w-]+$/.test(target) && !existsSync(target))
  );
}

/** The verdict in two lines, and the first mismatch. */
function printResult(result: SimulationResult, directory: string): void {
  const seconds = `build ${result.seconds.build.toFixed(1)} s, run ${result.seconds.run.toFixed(1)} s`;
  printLine(
    `${result.passed ? "PASS" : "FAIL"}  ${directory}  ${result.checked} of ${result.planned} values compared, ` +
      `${result.mismatches} mismatches, ${result.cycles} cycles (${result.simulator}; ${seconds})`,
  );
  if (result.reason !== undefined) printLine(`reason: ${result.reason.replace(/_/g, " ")}`);
  const first = result.firstMismatch;
  if (first) {
    printLine(
      `first mismatch: cycle ${first.cycle}, port ${first.port}, expected ${first.expected}, got ${first.got}`,
    );
  }
}
