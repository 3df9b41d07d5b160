/** `bitloom evaluate MODEL [QUANTIZED]`: loss, perplexity and bits of a model, and what another one in its place loses, layer by layer. */
import type { CommandModule } from "yargs";
import {
  type ActivationSource,
  activationSource,
  averageBits,
  compareModels,
  compareWeights,
  elementsOf,
  isFloatDtype,
  type LlamaModel,
  loadLlama,
  type Model,
  openModel,
  perplexity,
  qualityKept,
  requireSameTensors,
  tensorBits,
  type WeightError,
  weightSqnr,
} from "../../model/index.ts";
import { wholeArgument } from "../arguments.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { startProgress } from "../progress.ts";
import { textTable } from "../table.ts";

interface EvaluateOptions extends CommonOptions {
  readonly model: string;
  readonly quantized: string | undefined;
  readonly text: string | undefined;
  readonly tokens: number;
  readonly tensors: boolean;
}

/** What `--json` prints. Bits count the layers' projections; with scales in `total`. */
export interface EvaluateReport {
  readonly text: string;
  /** `greedy`: what MODEL itself wrote. */
  readonly textKind: ActivationSource["kind"];
  readonly predicted: number;
  readonly models: readonly ModelLine[];
  readonly layers: readonly LayerLine[];
  readonly tensors: readonly TensorLine[];
}

interface Bits {
  readonly codes: number;
  readonly total: number;
}

interface ModelLine {
  readonly file: string;
  readonly nllNats: number;
  readonly perplexity: number;
  /** Perplexity of MODEL over this one's. */
  readonly qualityKept: number;
  readonly bitsPerWeight: Bits;
}

interface LayerLine {
  readonly layer: number;
  /** Each format once. */
  readonly formats: readonly string[];
  readonly bitsPerWeight: Bits;
  /** Of the layer's projections together; null when nothing was lost. */
  readonly weightSqnrDecibels: number | null;
  /** Distance of the hidden states after the layer over their length in MODEL. */
  readonly hiddenError: number;
}

interface TensorLine {
  readonly name: string;
  readonly shape: readonly number[];
  readonly format: string;
  readonly bitsPerWeight: Bits;
  readonly weightSqnrDecibels: number | null;
}

export const evaluateCommand: CommandModule<CommonOptions, EvaluateOptions> = {
  command: "evaluate <model> [quantized]",
  describe: "Loss, perplexity and bits of a model, and what a quantized one loses, layer by layer",
  builder: (yargs) =>
    yargs
      .positional("model", {
        type: "string",
        demandOption: true,
        describe: "safetensors, GGUF or llama2.c file, or its folder",
      })
      .positional("quantized", {
        type: "string",
        describe: "File of `bitloom quantize`, or another file of the same model, to hold against it",
      })
      .option("text", {
        type: "string",
        describe: "Text in UTF-8; heldout.txt beside the model if not given, else what the model writes",
      })
      .option("tokens", {
        type: "number",
        default: 4096,
        describe: "Most tokens to run, 2 to 16777216; windows are as long as the model's context",
      })
      .option("tensors", {
        type: "boolean",
        default: false,
        describe: "A line for each matrix too (--json has them always)",
      })
      .example("$0 evaluate examples/models/kjv-1.8m", "The demo model on its held-out text")
      .example(
        "$0 evaluate examples/models/kjv-1.8m out/kjv.w4.safetensors --tokens 20480 --tensors",
        "Side by side with a quantized file",
      )
      .example(
        "$0 evaluate stories260K.bin out/stories.fineq.safetensors --text stories.txt --json",
        "On a text of one's own, as JSON",
      ),
  handler: (options) =>
    conclude(options, async () => {
      const tokens = wholeArgument("--tokens", options.tokens, 2, 2 ** 24);
      const model = await openModel(options.model);
      try {
        const report = await evaluate(model, { ...options, tokens });
        if (options.json) printJson(report);
        else print(report, options);
        return EXIT.good;
      } finally {
        model.close();
      }
    }),
};

async function evaluate(model: Model, options: EvaluateOptions): Promise<EvaluateReport> {
  if (options.quantized === undefined) return compare(model, undefined, options);
  const other = await openModel(options.quantized);
  try {
    requireSameTensors(model, other, other.format === "packed" ? keptTensors(other) : []);
    return compare(model, other, options);
  } finally {
    other.close();
  }
}

/** What `bitloom quantize` copied. */
const keptTensors = ({ tensors }: Model): string[] =>
  tensors.filter(({ stored, dtype }) => stored === undefined && isFloatDtype(dtype)).map(({ name }) => name);

/** One layer of a model is in memory at a time. */
const load = (model: Model): LlamaModel => loadLlama(model, { keepLayers: false });

function compare(model: Model, other: Model | undefined, options: EvaluateOptions): EvaluateReport {
  const llama = load(model);
  const { layers } = llama.config;
  const { text, tokens } = options;
  const { description, kind, windows } = activationSource(
    llama,
    text === undefined ? { tokens } : { text, tokens },
  );
  // The layers, the output head, and the layers' weights once more.
  const bar = startProgress("evaluate", 2 * layers + 1, options.json);
  try {
    const others = other === undefined ? [] : [load(other)];
    const { reference, others: compared } = compareModels(llama, others, windows, (layer) =>
      bar.announce(layer, layer < layers ? `layer ${layer}` : "output head"),
    );
    const linear = linearTensors(llama);
    const line = (source: Model, nll: number): ModelLine => ({
      file: source.file,
      nllNats: nll,
      perplexity: perplexity(nll),
      qualityKept: qualityKept(reference.mean, nll),
      bitsPerWeight: bitsOf(source, linear.flat()),
    });
    const [found] = compared;
    const report = { text: description, textKind: kind, predicted: reference.predicted };
    if (other === undefined || found === undefined) {
      return { ...report, models: [line(model, reference.mean)], layers: [], tensors: [] };
    }
    const errors = linear.map((names, layer) => {
      bar.announce(layers + 1 + layer, `weights of layer ${layer}`);
      return names.map((name) => compareWeights(model.tensor(name), other.tensor(name)));
    });
    return {
      ...report,
      models: [line(model, reference.mean), line(other, found.likelihood.mean)],
      layers: linear.map((names, layer) => ({
        layer,
        formats: [...new Set(names.map((name) => formatOf(other, name)))],
        bitsPerWeight: bitsOf(other, names),
        weightSqnrDecibels: finite(weightSqnr(errors[layer] as WeightError[])),
        hiddenError: found.hiddenErrors[layer] as number,
      })),
      tensors: errors.flat().map((error) => ({
        name: error.tensor,
        shape: other.tensor(error.tensor).shape,
        format: formatOf(other, error.tensor),
        bitsPerWeight: bitsOf(other, [error.tensor]),
        weightSqnrDecibels: finite(weightSqnr([error])),
      })),
    };
  } finally {
    bar.stop();
  }
}

/** Names of the projections, layer by layer; the output head, which comes last, belongs to none. */
function linearTensors({ projections, config: { layers } }: LlamaModel): string[][] {
  const perLayer = (projections.length - 1) / layers;
  return Array.from({ length: layers }, (_, layer) =>
    projections.slice(layer * perLayer, (layer + 1) * perLayer),
  );
}

const formatOf = (model: Model, name: string): string => {
  const { stored, dtype } = model.tensor(name);
  return stored?.format ?? dtype;
};

const bitsOf = (model: Model, names: readonly string[]): Bits =>
  averageBits(
    names.map((name) => {
      const tensor = model.tensor(name);
      return { weights: elementsOf(tensor.shape), bits: tensorBits(tensor) };
    }),
  );

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const decibels = (value: number | null): string => (value === null ? "exact" : value.toFixed(2));

function print(report: EvaluateReport, options: EvaluateOptions): void {
  const { text, textKind, predicted, models, layers, tensors } = report;
  printLine(`${text}; ${predicted} predicted.`);
  if (textKind === "greedy") {
    printLine("A model finds its own text likely: the losses are lower than on real text (--text FILE).");
  }
  printLine();
  printLine(
    textTable(
      [
        { title: "model", text: (line: ModelLine) => line.file, align: "left" },
        { title: "NLL (nats/token)", text: (line) => line.nllNats.toFixed(4) },
        { title: "perplexity", text: (line) => line.perplexity.toFixed(3) },
        { title: "quality kept (%)", text: (line) => (100 * line.qualityKept).toFixed(1) },
        { title: "bits/weight", text: (line) => line.bitsPerWeight.codes.toFixed(3) },
        { title: "with scales", text: (line) => line.bitsPerWeight.total.toFixed(3) },
      ],
      models,
    ),
  );
  if (layers.length > 0) {
    printLine();
    printLine(
      textTable(
        [
          { title: "layer", text: (line: LayerLine) => String(line.layer) },
          { title: "format", text: (line) => line.formats.join(" "), align: "left" },
          { title: "bits/weight", text: (line) => line.bitsPerWeight.codes.toFixed(3) },
          { title: "with scales", text: (line) => line.bitsPerWeight.total.toFixed(3) },
          { title: "weights: SQNR (dB)", text: (line) => decibels(line.weightSqnrDecibels) },
          { title: "hidden states after it: error (%)", text: (line) => (100 * line.hiddenError).toFixed(2) },
        ],
        layers,
      ),
    );
  }
  if (options.tensors && tensors.length > 0) {
    printLine();
    printLine(
      textTable(
        [
          { title: "matrix", text: (line: TensorLine) => line.name, align: "left" },
          { title: "out x in", text: (line) => line.shape.join(" x ") },
          { title: "format", text: (line) => line.format, align: "left" },
          { title: "with scales (bits/weight)", text: (line) => line.bitsPerWeight.total.toFixed(3) },
          { title: "SQNR (dB)", text: (line) => decibels(line.weightSqnrDecibels) },
        ],
        tensors,
      ),
    );
  }
  printLine();
  printLine(
    "Bits count the layers' projections. Quality kept is the first model's perplexity over the line's, our own measure.",
  );
}
