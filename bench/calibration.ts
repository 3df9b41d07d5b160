/**
 * What calibration gains and what it costs: `npm run bench -- calibration [--speed]`. The squared error of a layer's outputs against plain
 * rounding, in decibels of the exact outputs, on the tokens it saw and on others; --speed times a layer of a 135 M-parameter
 * model instead.
 */
import { readFileSync } from "node:fs";
import {
  calibrateFineq,
  dequantizeFineq,
  dequantizeUniform,
  gaussSource,
  type Hessian,
  hessianOf,
  inverseFactor,
  type LayerWeights,
  outputError,
  quantizeFineq,
  quantizeGptq,
  quantizeUniform,
  type RealMatrix,
  syntheticWeights,
  UNIFORM_BITS,
} from "../src/golden/index.ts";
import { captureInputs, loadLlama, openModel } from "../src/model/index.ts";
import { median, printTable, timeRuns } from "./report.ts";

const DEMO = new URL("../examples/models/kjv-1.8m", import.meta.url).pathname;
const WINDOW = 256;
const PROJECTIONS = [
  "model.layers.0.mlp.gate_proj.weight",
  "model.layers.4.self_attn.q_proj.weight",
  "model.layers.4.self_attn.o_proj.weight",
  "model.layers.3.mlp.down_proj.weight",
  "model.layers.7.mlp.up_proj.weight",
];

interface Workload {
  readonly name: string;
  readonly layer: LayerWeights;
  /** Inputs to calibrate with. */
  readonly seen: RealMatrix;
  /** Inputs to judge by as well. */
  readonly unseen: RealMatrix;
}

/** Measures and prints one table. */
export async function run(options: readonly string[]): Promise<void> {
  if (options.includes("--speed")) speed();
  else await gains();
}

async function gains(): Promise<void> {
  const rows = [...syntheticWorkloads(), ...(await demoWorkloads())].flatMap(
    ({ name, layer, seen, unseen }) => {
      const place = { tensor: name };
      const judges = [hessianOf(seen, place), hessianOf(unseen, place)] as const;
      return approximations(layer, judges[0], name).map(([format, plain, calibrated]) => [
        `${name}, ${layer.rows} x ${layer.columns}`,
        format,
        ...judges.flatMap((judge) => {
          const [before, after] = [quality(layer, plain, judge), quality(layer, calibrated, judge)];
          return [before.toFixed(2), after.toFixed(2), (after - before).toFixed(2)];
        }),
      ]);
    },
  );
  printTable(
    "Outputs over their error, dB: plain, calibrated, gain; on the tokens seen, then on as many others",
    ["layer", "format", "plain", "calibrated", "gain", "plain, unseen", "calibrated, unseen", "gain, unseen"],
    rows,
  );
}

/** Format, weights of plain rounding, weights of the calibrated quantizer. */
function approximations(
  layer: LayerWeights,
  hessian: Hessian,
  tensor: string,
): [string, Float32Array, Float32Array][] {
  const { values, rows, columns } = layer;
  const place = { tensor };
  const factor = inverseFactor(hessian, place);
  const plainFineq = dequantizeFineq(quantizeFineq(values, rows, columns, place));
  return [
    ...UNIFORM_BITS.map((bits): [string, Float32Array, Float32Array] => [
      `uniform, ${bits} bits`,
      dequantizeUniform(quantizeUniform(values, rows, columns, bits, place)),
      dequantizeUniform(quantizeGptq(layer, bits, factor, place)),
    ]),
    [
      "FineQ, plain scales",
      plainFineq,
      dequantizeFineq(calibrateFineq(layer, factor, place, { scale: "plain" })),
    ],
    ["FineQ", plainFineq, dequantizeFineq(calibrateFineq(layer, factor, place))],
  ];
}

/** Energy of the outputs over that of their error, dB. */
function quality({ values }: LayerWeights, approximation: Float32Array, hessian: Hessian): number {
  const signal = outputError(values, new Float32Array(values.length), hessian);
  return 10 * Math.log10(signal / outputError(values, approximation, hessian));
}

function syntheticWorkloads(): Workload[] {
  const [rows, columns, tokens] = [96, 256, 2048];
  const values = syntheticWeights(gaussSource(1), rows * columns, 0.02);
  return [0, 0.5, 0.9].map((memory) => ({
    name: `gauss, inputs with memory ${memory}`,
    layer: { values, rows, columns },
    seen: correlated(tokens, columns, memory, 2),
    unseen: correlated(tokens, columns, memory, 3),
  }));
}

/** Each input is a new Gaussian number plus `memory` times its left neighbour. */
function correlated(tokens: number, columns: number, memory: number, seed: number): RealMatrix {
  const gauss = gaussSource(seed);
  const values = new Float32Array(tokens * columns);
  for (let at = 0; at < values.length; at++) {
    values[at] = gauss() + (at % columns === 0 ? 0 : memory * (values[at - 1] as number));
  }
  return { values, rows: tokens, columns };
}

async function demoWorkloads(): Promise<Workload[]> {
  const model = await openModel(DEMO);
  const llama = loadLlama(model);
  const text = readFileSync(`${DEMO}/heldout.txt`);
  const windows = (first: number, count: number) =>
    Array.from({ length: count }, (_, at) => text.subarray((first + at) * WINDOW, (first + at + 1) * WINDOW));
  const workloads = PROJECTIONS.map((name) => {
    const tensor = model.tensor(name);
    const [rows, columns] = tensor.shape as [number, number];
    return {
      name: name.replace("model.layers.", "demo ").replace(".weight", ""),
      layer: { values: tensor.read(), rows, columns },
      seen: captureInputs(llama, windows(0, 16), name),
      unseen: captureInputs(llama, windows(100, 16), name),
    };
  });
  model.close();
  return workloads;
}

/** A down projection of 576 x 1,536, the largest of a 135 M-parameter model, with 1,024 tokens. */
function speed(): void {
  const [rows, columns, tokens] = [576, 1536, 1024];
  const place = { tensor: "down" };
  const layer = { values: syntheticWeights(gaussSource(1), rows * columns, 0.02), rows, columns };
  const inputs = correlated(tokens, columns, 0.5, 2);
  const hessian = hessianOf(inputs, place);
  const factor = inverseFactor(hessian, place);
  const works: readonly (readonly [string, number, () => void])[] = [
    ["Hessian of 1,024 tokens", 3, () => hessianOf(inputs, place)],
    ["factor of the inverse", 3, () => inverseFactor(hessian, place)],
    ["GPTQ, 4 bits", 3, () => quantizeGptq(layer, 4, factor, place)],
    ["calibrated FineQ, plain scales", 3, () => calibrateFineq(layer, factor, place, { scale: "plain" })],
    ["calibrated FineQ", 1, () => calibrateFineq(layer, factor, place)],
  ];
  const lines = works.map(([name, runs, action]) => {
    const timings = timeRuns(runs, action);
    const seconds = (times: number[]): string => median(times).toFixed(2);
    return [
      name,
      String(runs),
      seconds(timings.map(({ wallSeconds }) => wallSeconds)),
      seconds(timings.map(({ cpuSeconds }) => cpuSeconds)),
    ];
  });
  printTable(
    `Calibration of a layer of ${rows} x ${columns}, seconds, one thread`,
    ["work", "runs", "median", "median by CPU time"],
    lines,
  );
}
