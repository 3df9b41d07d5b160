/** `bitloom analyse MODEL --text FILE`: LieQ's three diagnostics of every layer, side by side. */
import { basename, dirname, join } from "node:path";
import type { CommandModule } from "yargs";
import {
  activationSource,
  analyseModel,
  type LlamaModel,
  loadLlama,
  openModel,
  SCORE_DEFAULTS,
} from "../../model/index.ts";
import { analysisPlot } from "../analyse/plot.ts";
import { type AnalysisReport, analysisReport } from "../analyse/report.ts";
import { reportText } from "../analyse/report-text.ts";
import { wholeArgument } from "../arguments.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { startProgress } from "../progress.ts";
import { requireNew, writeOutput } from "../write-output.ts";

interface AnalyseOptions extends CommonOptions {
  readonly model: string;
  readonly text: string | undefined;
  readonly tokens: number;
  readonly windows: number | undefined;
  readonly seed: number;
  readonly "top-k": number;
  readonly svg: string | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
}

export const analyseCommand: CommandModule<CommonOptions, AnalyseOptions> = {
  command: "analyse <model>",
  describe: "Perplexity, and per layer: LieQ score, perplexity drop, top-k energy gain",
  builder: (yargs) =>
    yargs
      .positional("model", {
        type: "string",
        demandOption: true,
        describe: "safetensors, GGUF or llama2.c file of a Llama, or its folder",
      })
      .option("text", {
        type: "string",
        describe: "Text in UTF-8; heldout.txt beside the model if not given, else what the model writes",
      })
      .option("tokens", { type: "number", default: 4096, describe: "Most tokens to run, 2 to 16777216" })
      .option("windows", {
        type: "number",
        describe:
          "Cut the tokens into so many windows of equal length; as few as the context allows if not given",
      })
      .option("seed", {
        type: "number",
        default: SCORE_DEFAULTS.seed,
        describe: "Seed of the random weights that outputs are compared with",
      })
      .option("top-k", {
        type: "number",
        default: SCORE_DEFAULTS.topK,
        describe: "Directions whose share of the energy is compared, 1 to 65536",
      })
      .option("svg", { type: "string", describe: "Write the plot to this file" })
      .option("out", { alias: "o", type: "string", describe: "Folder for analysis.json and analysis.svg" })
      .option("force", { type: "boolean", default: false, describe: "Replace files that exist" })
      .example("$0 analyse examples/models/kjv-1.8m", "The demo model on its held-out text")
      .example(
        "$0 analyse stories260K.bin --text stories.txt --tokens 8192 --svg layers.svg",
        "On a text of one's own, with a plot",
      )
      .example(
        "$0 analyse SmolLM2-135M --text notes.txt --tokens 2048 --windows 4 --seed 7 -o out/analysis",
        "Four windows of 512 tokens; the report as files",
      ),
  handler: (options) =>
    conclude(options, async () => {
      const { svg, out } = options;
      const files = [
        ...(svg === undefined ? [] : [svg]),
        ...(out === undefined ? [] : [join(out, REPORT), join(out, PLOT)]),
      ];
      requireNew(files, options.force);
      const report = await analyse(options);
      if (files.length > 0) {
        const plot = await analysisPlot(report);
        const json = `${JSON.stringify(report, null, 2)}\n`;
        if (svg !== undefined) writeOutput(dirname(svg), [{ name: basename(svg), text: plot }]);
        if (out !== undefined) {
          writeOutput(out, [
            { name: REPORT, text: json },
            { name: PLOT, text: plot },
          ]);
        }
      }
      if (options.json) printJson(report);
      else printLine([reportText(report), ...files.map((file) => `Written to ${file}.`)].join("\n"));
      return EXIT.good;
    }),
};

async function analyse(options: AnalyseOptions): Promise<AnalysisReport> {
  const tokens = wholeArgument("--tokens", options.tokens, 2, MOST_TOKENS);
  const seed = wholeArgument("--seed", options.seed, 0, 2 ** 32 - 1);
  const topK = wholeArgument("--top-k", options["top-k"], 1, 2 ** 16);
  const model = await openModel(options.model);
  try {
    const llama = loadLlama(model, { keepLayers: false });
    const given = options.text === undefined ? {} : { text: options.text };
    const source = activationSource(llama, {
      ...given,
      tokens,
      ...windowLengthOf(llama, tokens, options.windows),
    });
    const windows = predictable(source.windows);
    const bar = startProgress("analyse", 1, options.json);
    try {
      const analysis = analyseModel(llama, windows, {
        seed,
        topK,
        onProgress: ({ done, total, what }) => bar.announce(done / total, what),
      });
      const found = { tokens: windows.reduce((sum, { length }) => sum + length, 0), windows: windows.length };
      return analysisReport(
        { model: options.model, text: source.description, ...found, seed, topK },
        analysis,
      );
    } finally {
      bar.stop();
    }
  } finally {
    model.close();
  }
}

const MOST_TOKENS = 2 ** 24;
const REPORT = "analysis.json";
const PLOT = "analysis.svg";

/** A window has two tokens at least, and fits the context. */
function windowLengthOf({ config }: LlamaModel, tokens: number, windows: number | undefined) {
  if (windows === undefined) return {};
  const fewest = Math.ceil(tokens / config.contextLength);
  wholeArgument("--windows", windows, fewest, Math.max(fewest, Math.floor(tokens / 2)));
  return { windowLength: Math.ceil(tokens / windows) };
}

/** Without a last window of a single token, which predicts nothing; the only window stays, to be refused. */
function predictable(windows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return windows.length > 1 ? windows.filter(({ length }) => length > 1) : windows;
}
