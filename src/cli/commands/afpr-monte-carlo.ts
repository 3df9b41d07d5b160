/** `bitloom afpr monte-carlo`: how far a macro with analog faults is from the golden codes, against its conductance spread. */
import type { CommandModule } from "yargs";
import { fail } from "../../diagnostics/index.ts";
import type { SpreadStatistics } from "../../golden/index.ts";
import {
  conditionsOf,
  DISTRIBUTIONS,
  type Distribution,
  type MonteCarloOptions,
  type MonteCarloReport,
  monteCarloFiles,
  percent,
  runMonteCarlo,
} from "../afpr/monte-carlo-job.ts";
import { numberArgument, numberListArgument, wholeArgument } from "../arguments.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { textTable } from "../table.ts";
import { writeOutput } from "../write-output.ts";

interface GivenOptions extends CommonOptions {
  readonly rows: number;
  readonly cols: number;
  readonly spread: string;
  readonly stuck: number;
  readonly noise: number;
  readonly offset: number;
  readonly "ir-drop": number;
  readonly trials: number;
  readonly vectors: number;
  readonly shift: string;
  readonly seed: number;
  readonly data: Distribution;
  readonly model: string | undefined;
  readonly tensor: string | undefined;
  readonly out: string;
}

export const afprMonteCarloCommand: CommandModule<CommonOptions, GivenOptions> = {
  command: "monte-carlo",
  describe: "Code error and SQNR of a macro with analog faults, against its conductance spread",
  builder: (yargs) =>
    yargs
      .option("rows", { type: "number", default: 576, describe: "Rows of the macro, 1 to 1024" })
      .option("cols", { type: "number", default: 256, describe: "Columns of the macro, 1 to 512" })
      .option("spread", {
        type: "string",
        default: "0,0.02,0.05,0.1,0.2",
        describe: "Standard deviations of a cell's conductance over its mean (log-normal), 0 to 1",
      })
      .option("stuck", {
        type: "number",
        default: 0,
        describe: "Fraction of cells stuck at level 0 or 15, 0 to 1",
      })
      .option("noise", {
        type: "number",
        default: 0,
        describe: "Read noise of a conversion, standard deviation in LSB of range 0",
      })
      .option("offset", {
        type: "number",
        default: 0,
        describe: "Comparator offset over columns, standard deviation in LSB",
      })
      .option("ir-drop", {
        type: "number",
        default: 0,
        describe: "Relative loss in a row's last column, 0 to 1; linear along the row",
      })
      .option("trials", { type: "number", default: 20, describe: "Macros at each spread, 1 to 10000" })
      .option("vectors", { type: "number", default: 32, describe: "Conversions on each macro, 1 to 4096" })
      .option("shift", {
        type: "string",
        default: "auto",
        describe: "Full-scale shift SH, 0 to 15; auto takes the one with the least squared error",
      })
      .option("seed", { type: "number", default: 1, describe: "Seed of data and macros" })
      .option("data", {
        choices: DISTRIBUTIONS,
        default: "gauss" as const,
        describe: "Activations, and weights without --model (student: t with 5 degrees of freedom)",
      })
      .option("model", {
        type: "string",
        describe: "Take the weights from this safetensors file, its folder, or llama2.c file",
        implies: "tensor",
      })
      .option("tensor", {
        type: "string",
        describe: "Matrix of --model; its first rows x cols tile is programmed",
        implies: "model",
      })
      .option("out", {
        alias: "o",
        type: "string",
        default: "out/afpr-monte-carlo",
        describe: "Folder for monte-carlo.svg and monte-carlo.json",
      })
      .example("$0 afpr monte-carlo", "Gaussian data on 576 x 256, five spreads")
      .example(
        "$0 afpr monte-carlo --spread 0,0.05 --stuck 0.001 --noise 0.3 --data student -o out/mc",
        "Two spreads with stuck cells and noise, heavy-tailed data",
      )
      .example(
        "$0 afpr monte-carlo --model examples/models/kjv-1.8m --tensor model.layers.0.mlp.up_proj.weight",
        "Weights of a model",
      ),
  handler: (options) =>
    conclude(options, async () => {
      const report = await runMonteCarlo(checked(options), options.json);
      writeOutput(options.out, await monteCarloFiles(report));
      if (options.json) printJson(report);
      else printReport(report, options.out);
      return EXIT.good;
    }),
};

function checked(options: GivenOptions): MonteCarloOptions {
  const { model, tensor } = options;
  return {
    rows: wholeArgument("--rows", options.rows, 1, 1024),
    columns: wholeArgument("--cols", options.cols, 1, 512),
    spreads: numberListArgument("--spread", options.spread, 1),
    others: {
      stuckCells: numberArgument("--stuck", options.stuck, 1),
      readNoise: numberArgument("--noise", options.noise, 64),
      comparatorOffset: numberArgument("--offset", options.offset, 64),
      irDrop: numberArgument("--ir-drop", options["ir-drop"], 1),
    },
    trials: wholeArgument("--trials", options.trials, 1, 10_000),
    vectors: wholeArgument("--vectors", options.vectors, 1, 4096),
    shift: shiftOf(options.shift),
    seed: wholeArgument("--seed", options.seed, 0, 2 ** 32 - 1),
    data: options.data,
    model: model === undefined || tensor === undefined ? undefined : { file: model, tensor },
  };
}

function shiftOf(text: string): number | undefined {
  if (text === "auto") return undefined;
  if (/^([0-9]|1[0-5])$/.test(text)) return Number(text);
  return fail("BL0604", {
    argument: "--shift",
    found: `"${text}"`,
    allowed: "a whole number from 0 to 15, or auto",
  });
}

function printReport(report: MonteCarloReport, out: string): void {
  for (const line of conditionsOf(report)) printLine(line);
  printLine();
  printLine(
    textTable(
      [
        { title: "spread (%)", text: (line: SpreadStatistics) => String(percent(line.spread)) },
        { title: "wrong codes (%)", text: (line) => (100 * line.codeErrorRate).toFixed(2) },
        { title: "mean |code error| (codes)", text: (line) => line.meanCodeError.toFixed(4) },
        { title: "SQNR median (dB)", text: (line) => decibels(line.sqnrDecibels.median) },
        { title: "5 % (dB)", text: (line) => decibels(line.sqnrDecibels.low5) },
        { title: "95 % (dB)", text: (line) => decibels(line.sqnrDecibels.high95) },
        { title: "over-range columns (of a conversion)", text: (line) => line.overRangeColumns.toFixed(2) },
      ],
      report.results,
    ),
  );
  printLine();
  const { sqnrDecibels, overRangeColumns } = report.golden;
  printLine(
    `Golden codes: SQNR ${decibels(sqnrDecibels)} dB against the exact sums, ${overRangeColumns.toFixed(2)} over-range columns.`,
  );
  printLine(`Written to ${out}: monte-carlo.svg, monte-carlo.json.`);
}

const decibels = (value: number): string => (value === Number.POSITIVE_INFINITY ? "exact" : value.toFixed(2));
