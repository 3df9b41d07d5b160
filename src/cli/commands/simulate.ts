/** `bitloom simulate DIR`: runs the generated testbench of a folder in a simulator. */
import type { CommandModule } from "yargs";
import { type SimulationResult, simulateDirectory } from "../../sim/index.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { requireWritable } from "../write-output.ts";

interface SimulateOptions extends CommonOptions {
  readonly dir: string;
  readonly simulator: "icarus" | "verilator";
  readonly vcd: string | undefined;
  readonly verbose: boolean;
}

export const simulateCommand: CommandModule<CommonOptions, SimulateOptions> = {
  command: "simulate <dir>",
  describe: "Run the testbench of a generated folder",
  builder: (yargs) =>
    yargs
      .positional("dir", { type: "string", demandOption: true, describe: "Folder with testbench.json" })
      .option("simulator", {
        choices: ["icarus", "verilator"] as const,
        default: "icarus" as const,
        describe: "Simulator",
      })
      .option("vcd", { type: "string", describe: "Write waves to this file" })
      .option("verbose", { type: "boolean", default: false, describe: "Pass on what the tool prints" })
      .example("$0 simulate out/run/fineq-engine --simulator verilator", "Build with Verilator and run")
      .example("$0 simulate testbenches/fineq-engine --vcd waves.vcd", "Record waves"),
  handler: (options) =>
    conclude(options, async () => {
      if (options.vcd !== undefined) requireWritable(options.vcd);
      const result = await simulateDirectory(options.dir, {
        simulator: options.simulator,
        vcd: options.vcd,
        onOutput: options.verbose ? (text) => void process.stderr.write(text) : undefined,
      });
      if (options.json) printJson({ directory: options.dir, ...result, output: undefined });
      else printResult(result, options.dir);
      return result.passed ? EXIT.good : EXIT.mismatch;
    }),
};

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
