/** `bitloom run [fineq]`: the whole main job, from a model's weights to the verdict on the simulated engine. */
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import type { CommandModule } from "yargs";
import {
  DEFAULT_FAMILIES,
  defaultFamily,
  FINEQ_FAMILIES,
  type FineqFamily,
  type FineqParameters,
} from "../../../blocks/index.ts";
import { fail } from "../../../diagnostics/index.ts";
import { tilesArgument, wholeArgument } from "../../arguments.ts";
import { type MainJobReport, runMainJob } from "../../main-job/main-job.ts";
import type { JobSimulator, TensorReport } from "../../main-job/tensor-run.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../../outcome.ts";
import { textTable } from "../../table.ts";
import { writeOutput } from "../../write-output.ts";

interface RunOptions extends CommonOptions {
  readonly model: string;
  readonly tensor: string[] | undefined;
  readonly embeddings: boolean;
  readonly rows: number;
  readonly cols: number;
  readonly family: FineqFamily | undefined;
  readonly coding: "unary" | "binary" | "direct" | undefined;
  readonly "tokens-at-once": number | undefined;
  readonly bus: number;
  readonly simulator: JobSimulator;
  readonly tiles: string;
  readonly tokens: number | undefined;
  readonly seed: number;
  readonly jobs: number;
  readonly out: string | undefined;
}

export const runFineqCommand: CommandModule<CommonOptions, RunOptions> = {
  command: ["fineq", "$0"],
  describe: "FineQ: quantize a model, generate the engine, simulate it, compare every output (the default)",
  builder: (yargs) =>
    yargs
      .option("model", {
        type: "string",
        demandOption: true,
        describe: "safetensors file, its folder, or llama2.c file",
      })
      .option("tensor", {
        type: "string",
        array: true,
        describe: "Simulate only this tensor (may be repeated)",
      })
      .option("embeddings", {
        type: "boolean",
        default: false,
        describe: "Quantize embeddings and output head too",
      })
      .option("rows", { type: "number", default: 8, describe: "Rows of the array, 1 to 128" })
      .option("cols", { type: "number", default: 8, describe: "Columns of the array, 1 to 128" })
      .option("family", {
        choices: FINEQ_FAMILIES,
        describe: `What multiplies: a systolic array, or cluster tiles; ${DEFAULT_FAMILIES.cells.family} by default, output-stationary with --coding`,
      })
      .option("coding", {
        choices: ["unary", "binary", "direct"] as const,
        describe: "Temporal code of the systolic array; unary by default",
      })
      .option("tokens-at-once", {
        type: "number",
        describe: "Of tiles: tokens that meet a block in a cycle, a divisor of --rows; 1 by default",
      })
      .option("bus", { type: "number", default: 64, describe: "Bits of the weight stream, a multiple of 8" })
      .option("simulator", {
        choices: ["bitloom", "icarus", "verilator"] as const,
        default: "bitloom" as const,
        describe: "In process, or the generated Verilog in a tool that is installed",
      })
      .option("tiles", {
        type: "string",
        default: "2",
        describe: "Column tiles to simulate of each tensor, or `all`",
      })
      .option("tokens", {
        type: "number",
        describe: "Activation rows M; as many as the array has by default",
      })
      .option("seed", { type: "number", default: 1, describe: "Seed of the activations" })
      .option("jobs", {
        type: "number",
        default: Math.min(8, availableParallelism()),
        describe: "Simulations at a time in Icarus or Verilator",
      })
      .option("out", {
        alias: "o",
        type: "string",
        describe: "Folder for everything written; out/run/MODEL by default",
      })
      .example("$0 run --model examples/models/kjv-1.8m", "All layers of the model in the repository")
      .example(
        "$0 run --model m.safetensors --tensor model.layers.0.mlp.up_proj.weight --tiles all --cols 32",
        "Every tile of one tensor on an engine of 8 tokens by 32 channels",
      )
      .example(
        "$0 run --model examples/models/kjv-1.8m --coding binary",
        "The systolic array in place of cluster tiles",
      ),
  handler: (options) =>
    conclude(options, async () => {
      const rows = wholeArgument("--rows", options.rows, 1, 128);
      const name = basename(options.model).replace(/\.(safetensors|bin)$/, "") || "model";
      const report = await runMainJob({
        model: options.model,
        tensors: options.tensor,
        embeddings: options.embeddings,
        engine: { rows, columns: wholeArgument("--cols", options.cols, 1, 128), ...familyOf(options) },
        simulator: options.simulator,
        tiles: tilesArgument(options.tiles),
        tokens: wholeArgument("--tokens", options.tokens ?? rows, 1, 4096),
        seed: wholeArgument("--seed", options.seed, 0, 2 ** 32 - 1),
        jobs: wholeArgument("--jobs", options.jobs, 1, 64),
        out: options.out ?? `out/run/${name}`,
        quiet: options.json,
      });
      const passed = report.tensors.every((tensor) => tensor.verdict === "pass");
      writeOutput(report.out, [{ name: "report.json", text: reportText(report) }]);
      if (options.json) printJson(JSON.parse(reportText(report)));
      else printReport(report, options);
      return passed ? EXIT.good : EXIT.mismatch;
    }),
};

/** What multiplies. BL0604 for settings of other families. */
function familyOf({
  coding,
  family = defaultFamily(coding),
  bus,
  "tokens-at-once": tokensAtOnce,
}: RunOptions): Omit<FineqParameters, "rows" | "columns"> {
  const isArray = family === "output-stationary";
  const [argument, found] = isArray ? ["--tokens-at-once", tokensAtOnce] : ["--coding", coding];
  if (found !== undefined) {
    const allowed = `only a family that has it, not ${family}`;
    fail("BL0604", { argument, found: String(found), allowed });
  }
  return { family, coding, tokensAtOnce, bus };
}

/** Without what the tool printed and how long it took, so that two runs differ only where results do. */
function reportText(report: MainJobReport): string {
  const { seconds: _seconds, tensors, ...rest } = report;
  const lines = tensors.map(({ simulation, ...tensor }) => ({
    ...tensor,
    checked: simulation.checked,
    mismatches: simulation.mismatches,
    reason: simulation.reason,
    firstMismatch: simulation.firstMismatch,
  }));
  return `${JSON.stringify({ ...rest, tensors: lines }, null, 2)}\n`;
}

function printReport(report: MainJobReport, options: RunOptions): void {
  const { tensors } = report;
  printLine(
    textTable(
      [
        { title: "tensor", text: (t: TensorReport) => t.name, align: "left" },
        { title: "bits/weight", text: (t) => t.bitsPerWeight.toFixed(3) },
        { title: "SQNR (dB)", text: (t) => t.sqnrDecibels.toFixed(2) },
        { title: "tiles", text: (t) => `${t.tilesSimulated} of ${t.tilesTotal}` },
        { title: "cycles", text: (t) => String(t.cycles) },
        { title: "utilisation (%)", text: (t) => (100 * t.utilisation).toFixed(1) },
        { title: "verdict", text: (t) => t.verdict, align: "left" },
      ],
      tensors,
    ),
  );
  printLine();
  const failed = tensors.filter((t) => t.verdict === "fail");
  const outputs = tensors.reduce((sum, t) => sum + t.outputsCompared, 0);
  printLine(
    failed.length === 0
      ? `PASS: ${outputs} outputs of ${tensors.length} ${tensors.length === 1 ? "tensor" : "tensors"} equal the golden model bit for bit, every cycle count is as predicted.`
      : `FAIL: ${failed.length} of ${tensors.length} tensors differ from the golden model.`,
  );
  for (const { name, directory, simulation } of failed) {
    const first = simulation.firstMismatch;
    const where = first
      ? `cycle ${first.cycle}, port ${first.port}, expected ${first.expected}, got ${first.got}`
      : (simulation.reason ?? "no result");
    printLine(`  ${name}: ${where} (${directory})`);
  }
  const { quantize, generate, simulate } = report.seconds;
  printLine(
    `Engine fineq ${report.engine} at ${options.tokens ?? options.rows} synthetic INT8 activation rows in ${report.simulator}: ` +
      `quantize ${quantize.toFixed(1)} s, generate ${generate.toFixed(1)} s, simulate ${simulate.toFixed(1)} s.`,
  );
  printLine(`Packed weights: ${report.packed}`);
  printLine(`Verilog:        ${report.rtl}`);
  if (tensors.some(({ directory }) => directory !== undefined)) {
    printLine(
      `Testbenches:    ${report.out}/tensors (one folder a tensor; bitloom simulate FOLDER runs one again)`,
    );
  }
  if (options.simulator === "bitloom") {
    printLine("Confirm it on the generated Verilog: --simulator icarus or --simulator verilator.");
  }
}
