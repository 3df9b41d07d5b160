/** What `bitloom quantize` prints: a line a tensor, a line a layer where LieQ chose, totals. Invariant: text and JSON say the same. */
import { nominalBits, type WeightFormat } from "../../golden/index.ts";
import { elementsOf, type OutputQuality, type TensorReport } from "../../model/index.ts";
import { type Column, textTable } from "../table.ts";
import type { QuantizeResult } from "./quantize-job.ts";

/** What `--json` prints. Bits a weight: codes with the padding of rows; in all with scales and zero points. */
export interface QuantizeReport {
  readonly model: string;
  readonly out: string;
  readonly format: string;
  readonly rounding: "nearest" | "calibrated";
  /** FineQ matrices have at most one outlier cluster in so many neighbours; null: any cluster may have outliers. */
  readonly clustersPerOutlier: number | null;
  /** Where the tokens of scores and calibration come from; null when nothing looked at a text. */
  readonly text: string | null;
  readonly weights: number;
  readonly bitsPerWeight: { readonly codes: number; readonly total: number };
  readonly tensors: readonly {
    readonly name: string;
    readonly shape: readonly [number, number];
    readonly format: WeightFormat;
    readonly bitsPerWeight: { readonly codes: number; readonly total: number };
    /** Null when nothing was lost. */
    readonly sqnrDecibels: number | null;
    /** Null where the weights were not calibrated. */
    readonly outputs: {
      readonly plainDecibels: number | null;
      readonly calibratedDecibels: number | null;
    } | null;
  }[];
  readonly allocation: {
    readonly budget: number;
    readonly ladder: readonly WeightFormat[];
    readonly seed: number;
    /** Without scales and padding. */
    readonly averageBits: number;
    readonly layers: readonly {
      readonly layer: number;
      readonly score: number;
      /** From 1, by score. */
      readonly rank: number;
      readonly format: WeightFormat;
      readonly weights: number;
    }[];
  } | null;
  readonly kept: readonly string[];
}

export function quantizeReport({ job, allocation, text, quantized }: QuantizeResult): QuantizeReport {
  const { tensors, kept } = quantized;
  const weights = tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  const mean = (part: "codes" | "total"): number =>
    tensors.reduce((sum, { bits, shape }) => sum + bits[part] * elementsOf(shape), 0) / weights;
  return {
    model: job.model,
    out: job.out,
    format: job.choice,
    rounding: job.rounding,
    clustersPerOutlier: job.clustersPerOutlier ?? null,
    text: text ?? null,
    weights,
    bitsPerWeight: { codes: mean("codes"), total: mean("total") },
    tensors: tensors.map(({ name, shape, format, bits, sqnr, outputs }) => ({
      name,
      shape,
      format,
      bitsPerWeight: bits,
      sqnrDecibels: finite(sqnr),
      outputs:
        outputs === undefined
          ? null
          : { plainDecibels: finite(outputs.plain), calibratedDecibels: finite(outputs.calibrated) },
    })),
    allocation:
      allocation === undefined
        ? null
        : {
            budget: allocation.budget,
            ladder: allocation.ladder,
            seed: job.seed,
            averageBits: allocation.averageBits,
            layers: allocation.scores.map(({ layer, score, weights: own }) => ({
              layer,
              score,
              rank: allocation.order.indexOf(layer) + 1,
              format: allocation.formats[layer] as WeightFormat,
              weights: own,
            })),
          },
    kept,
  };
}

/** JSON has no infinity. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The same as text. */
export function quantizeReportText(result: QuantizeResult): string {
  const report = quantizeReport(result);
  const { tensors } = result.quantized;
  const { codes, total } = report.bitsPerWeight;
  const parts = [
    ...(report.allocation === null
      ? []
      : [allocationText(report.allocation), ...emptyFormatText(report.allocation), ""]),
    textTable(tensorColumns(tensors), tensors),
    "",
    `${count(tensors.length, "tensor")}, ${report.weights} weights at ${codes.toFixed(3)} bits a weight, ${total.toFixed(3)} with scales and zero points; ` +
      `${count(report.kept.length, "tensor")} kept.`,
    ...outlierText(report.clustersPerOutlier),
    ...(report.text === null ? [] : [`Text: ${report.text}.`]),
    ...calibrationText(tensors),
    `Written to ${report.out}.`,
  ];
  return parts.join("\n");
}

const outlierText = (clusters: number | null): string[] =>
  clusters === null
    ? []
    : [`FineQ with at most one outlier cluster in ${clusters} neighbours; the files' format is the same.`];

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

const decibels = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "exact");

function tensorColumns(tensors: readonly TensorReport[]): Column<TensorReport>[] {
  const outputs = (title: string, value: (quality: OutputQuality) => number): Column<TensorReport> => ({
    title,
    text: (tensor) => (tensor.outputs === undefined ? "-" : decibels(value(tensor.outputs))),
  });
  const areCalibrated = tensors.some((tensor) => tensor.outputs !== undefined);
  return [
    { title: "tensor", text: ({ name }) => name, align: "left" },
    { title: "out x in", text: ({ shape }) => shape.join(" x ") },
    { title: "format", text: ({ format }) => format, align: "left" },
    { title: "bits/weight", text: ({ bits }) => bits.codes.toFixed(3) },
    { title: "with scales", text: ({ bits }) => bits.total.toFixed(3) },
    { title: "SQNR (dB)", text: ({ sqnr }) => decibels(sqnr) },
    ...(areCalibrated
      ? [
          outputs("outputs, plain (dB)", ({ plain }) => plain),
          outputs("calibrated (dB)", ({ calibrated }) => calibrated),
          outputs("gain (dB)", gainOf),
        ]
      : []),
  ];
}

const gainOf = ({ plain, calibrated }: OutputQuality): number =>
  plain === calibrated ? 0 : calibrated - plain;

/** The mean gain over the calibrated tensors, and how many are worse. */
function calibrationText(tensors: readonly TensorReport[]): string[] {
  const gains = tensors.flatMap(({ outputs }) => (outputs === undefined ? [] : [gainOf(outputs)]));
  if (gains.length === 0) return [];
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const worse = gains.filter((gain) => gain < 0).length;
  return [
    `Calibration takes ${mean.toFixed(2)} dB of error from the outputs of a tensor in the mean; ${worse} of ${gains.length} are worse.`,
  ];
}

function allocationText({
  budget,
  ladder,
  averageBits,
  layers,
}: NonNullable<QuantizeReport["allocation"]>): string {
  type Layer = (typeof layers)[number];
  const table = textTable<Layer>(
    [
      { title: "layer", text: ({ layer }) => String(layer) },
      { title: "score", text: ({ score }) => score.toFixed(4) },
      { title: "rank", text: ({ rank }) => String(rank) },
      { title: "format", text: ({ format }) => format, align: "left" },
      { title: "weights", text: ({ weights }) => String(weights) },
    ],
    layers,
  );
  return `${table}\n\nBudget ${budget} bits a weight over ${ladder.join(", ")}; spent ${averageBits.toFixed(4)}.`;
}

/** Says so when the budget is too small for the ladder's first format, and which one is enough. */
function emptyFormatText({ ladder, layers, budget }: NonNullable<QuantizeReport["allocation"]>): string[] {
  const [first, ...others] = ladder as readonly [WeightFormat, ...WeightFormat[]];
  if (layers.some(({ format }) => format === first)) return [];
  const all = layers.reduce((sum, { weights }) => sum + weights, 0);
  const best = layers.find(({ rank }) => rank === 1);
  if (best === undefined) return [];
  const mean = others.reduce((sum, format) => sum + nominalBits(format), 0) / others.length;
  const least = mean + ((best.weights / 2) * (nominalBits(first) - mean)) / all;
  // Rounded up, so that the budget that is named is enough.
  const named = Math.ceil(100 * least - 1e-9) / 100;
  return [
    `No layer is in ${first}: ${budget} bits are nearer to none of ${layers.length} layers than to one; ${named.toFixed(2)} are enough for the first.`,
  ];
}
