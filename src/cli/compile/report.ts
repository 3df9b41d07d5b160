/** What a compiled program costs: plain data, and as text. Invariant: every figure follows from the program and its prediction. */
import { lieqConfiguration } from "../../blocks/index.ts";
import { IMAGE_NAMES, type ImageName, layerTable } from "../../gen/index.ts";
import type { CompiledLieq } from "../../jobs/index.ts";
import type { CapturedLayer } from "../../model/index.ts";
import { textTable } from "../table.ts";
import type { CompileOptions } from "./options.ts";

export interface CompiledLayer {
  readonly layer: number;
  readonly run: number;
  readonly entry: number;
  readonly name: string;
  readonly format: string;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly weightBytes: number;
  readonly scaleBytes: number;
  /** A real activation is about this times its INT8 code. */
  readonly activationScale: number;
  /** Predicted, when memories never make the engine wait. */
  readonly cycles: number;
  /** Cycles in which the array makes a step. */
  readonly steps: number;
  /** Steps over cycles. */
  readonly utilisation: number;
}

export interface CompileReport {
  readonly quantized: string;
  readonly out: string;
  /** Where they come from, in words. */
  readonly activations: string;
  readonly tokens: number;
  readonly engine: string;
  readonly coding: string;
  readonly accumulatorBits: number;
  readonly layers: readonly CompiledLayer[];
  readonly runs: readonly { readonly layers: number; readonly passes: number; readonly cycles: number }[];
  readonly imageBytes: Readonly<Record<ImageName, number>>;
  readonly cycles: number;
  readonly utilisation: number;
  readonly testbench: string | null;
}

export function compileReport(
  options: CompileOptions,
  { program, images, runs }: CompiledLieq,
  captured: readonly CapturedLayer[],
  activations: string,
): CompileReport {
  const configuration = lieqConfiguration(options.engine);
  const counts = runs.flatMap(({ layers }) => layers);
  const layers = layerTable(program).layers.map((row, at): CompiledLayer => {
    const { layer, run, entry, name, format, m, n, k } = row;
    const { cycles, steps } = counts[at] as (typeof counts)[number];
    return {
      layer,
      run,
      entry,
      name,
      format,
      m,
      n,
      k,
      weightBytes: row.weights.bytes,
      scaleBytes: row.scales.bytes,
      activationScale: captured[at]?.activationScale ?? 0,
      cycles,
      steps,
      utilisation: steps / cycles,
    };
  });
  const cycles = sum(runs.map((run) => run.cycles));
  return {
    quantized: options.quantized,
    out: options.out,
    activations,
    tokens: options.tokens,
    engine: configuration.name,
    coding: configuration.coding,
    accumulatorBits: configuration.accumulatorBits,
    layers,
    runs: runs.map((run) => ({ layers: run.layers.length, passes: run.passes, cycles: run.cycles })),
    imageBytes: Object.fromEntries(IMAGE_NAMES.map((name) => [name, images[name].length])) as Record<
      ImageName,
      number
    >,
    cycles,
    utilisation: sum(layers.map(({ steps }) => steps)) / cycles,
    testbench: options.testbench ? `${options.out}/testbench` : null,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const percent = (share: number): string => (100 * share).toFixed(1);

/** The report as a person reads it. */
export function compileText(report: CompileReport): string {
  const { layers, runs, imageBytes, out } = report;
  const weights = sum(layers.map(({ n, k }) => n * k));
  const quoted = /^[\w./-]+$/.test(out) ? out : `"${out}"`;
  const stored = sum(layers.map(({ weightBytes, scaleBytes }) => weightBytes + scaleBytes));
  return [
    textTable(
      [
        { title: "layer", text: (row: CompiledLayer) => String(row.layer) },
        { title: "matrix", text: (row) => row.name, align: "left" },
        { title: "format", text: (row) => row.format, align: "left" },
        { title: "M", text: (row) => String(row.m) },
        { title: "N", text: (row) => String(row.n) },
        { title: "K", text: (row) => String(row.k) },
        { title: "weights (bytes)", text: (row) => String(row.weightBytes) },
        { title: "scales (bytes)", text: (row) => String(row.scaleBytes) },
        { title: "cycles", text: (row) => String(row.cycles) },
        { title: "utilisation (%)", text: (row) => percent(row.utilisation) },
      ],
      layers,
    ),
    "",
    `${layers.length} layers with ${weights} weights in ${runs.length} ${runs.length === 1 ? "run" : "runs"}: ` +
      `${report.cycles} cycles when memories never wait, ${percent(report.utilisation)} % of them with a step of the array.`,
    `Images: ${IMAGE_NAMES.map((name) => `${name} ${imageBytes[name]} bytes`).join(", ")}; ` +
      `weights and scales are ${((8 * stored) / weights).toFixed(3)} bits a weight, the padding of tiles included.`,
    `Activations: ${report.activations}; ${report.tokens} of them as INT8.`,
    `Engine lieq ${report.engine}, ${report.accumulatorBits}-bit accumulators.`,
    `Written to ${out}: program.bin, images, program.txt, program.h, layers.json${report.testbench === null ? "" : ", rtl, testbench"}.`,
    `Read it back:   bitloom disassemble ${quoted} --verify`,
    ...(report.testbench === null ? [] : [`Run it:         bitloom simulate ${quoted}/testbench`]),
  ].join("\n");
}
