/** The report of a run: plain data, the same for equal runs, and as text. */
import { lieqConfiguration } from "../../blocks/index.ts";
import { storedBits } from "../../golden/index.ts";
import { textTable } from "../table.ts";
import type { LieqJobOptions } from "./options.ts";
import type { PreparedLayers } from "./prepare.ts";
import type { SimulatedProgram } from "./simulate.ts";

/** One matrix of the model. */
export interface MatrixReport {
  readonly name: string;
  readonly format: string;
  /** [out, in]. */
  readonly shape: readonly [number, number];
  /** Stored bits a weight, scales and zero points included. */
  readonly bitsPerWeight: number;
  readonly sqnrDecibels: number;
  readonly outputs: number;
  /** Outputs of the engine that equal the golden model's. */
  readonly equal: number;
  readonly cycles: number;
  /** Steps of the array over cycles. */
  readonly utilisation: number;
}

export interface LieqReport {
  readonly model: string;
  readonly activations: string;
  readonly tokens: number;
  readonly engine: string;
  readonly simulator: string;
  readonly budget: number;
  readonly ladder: readonly string[];
  readonly rounding: string;
  /** Mean bits a weight without scales, zero points and padding; and with them. */
  readonly averageBits: number;
  readonly storedBits: number;
  readonly layers: readonly { readonly layer: number; readonly score: number; readonly format: string }[];
  readonly matrices: readonly MatrixReport[];
  /** Each fills the layer table once. */
  readonly runs: readonly { readonly layers: number; readonly passes: number; readonly cycles: number }[];
  /** Values of the simulation: results, transfers and counters. */
  readonly compared: number;
  readonly planned: number;
  readonly mismatches: number;
  readonly reason: string | null;
  readonly firstMismatch: string | null;
  readonly directory: string | null;
  readonly injectedFault: string | null;
  readonly verdict: "pass" | "fail";
  readonly packed: string;
  readonly program: string;
  readonly rtl: string;
}

export function makeLieqReport(
  options: LieqJobOptions,
  prepared: PreparedLayers,
  simulated: SimulatedProgram,
): LieqReport {
  const { allocation, quantized, compiled, layers } = prepared;
  const { simulation, directory } = simulated;
  const quality = new Map(quantized.tensors.map((tensor) => [tensor.name, tensor]));
  const counts = compiled.runs.flatMap((run) => run.layers);
  const matrices = layers.map(({ name, weights: { format, matrix } }, at): MatrixReport => {
    const { cycles, steps } = counts[at] as (typeof counts)[number];
    const { outputs, equal } = simulated.layers[at] as (typeof simulated.layers)[number];
    return {
      name,
      format,
      shape: [matrix.rows, matrix.columns],
      bitsPerWeight: storedBits(format, matrix.columns).total,
      sqnrDecibels: quality.get(name)?.sqnr ?? Number.NaN,
      outputs,
      equal,
      cycles,
      utilisation: steps / cycles,
    };
  });
  const weightsOf = ({ shape }: MatrixReport): number => shape[0] * shape[1];
  const weights = matrices.reduce((sum, matrix) => sum + weightsOf(matrix), 0);
  const stored = matrices.reduce((sum, matrix) => sum + weightsOf(matrix) * matrix.bitsPerWeight, 0);
  const passed = simulation.passed && matrices.every(({ equal, outputs }) => equal === outputs);
  const { firstMismatch: first } = simulation;
  return {
    model: options.model,
    activations: prepared.source,
    tokens: options.tokens,
    engine: lieqConfiguration(options.engine).name,
    simulator: simulation.simulator,
    budget: options.budget,
    ladder: allocation.ladder,
    rounding: options.rounding,
    averageBits: allocation.averageBits,
    storedBits: stored / weights,
    layers: allocation.scores.map(({ layer, score }) => ({
      layer,
      score,
      format: allocation.formats[layer] as string,
    })),
    matrices,
    runs: compiled.runs.map(({ layers: own, passes, cycles }) => ({ layers: own.length, passes, cycles })),
    compared: simulation.checked,
    planned: simulation.planned,
    mismatches: simulation.mismatches,
    reason: simulation.reason ?? null,
    firstMismatch:
      first === undefined
        ? null
        : `cycle ${first.cycle}, port ${first.port}, expected ${first.expected}, got ${first.got}`,
    directory: directory ?? null,
    injectedFault: options.fault ?? null,
    verdict: passed ? "pass" : "fail",
    packed: prepared.packed,
    program: prepared.program,
    rtl: `${options.out}/rtl`,
  };
}

const percent = (share: number): string => (100 * share).toFixed(1);

/** The report as a person reads it. */
export function lieqReportText(report: LieqReport): string {
  const { matrices, layers, runs } = report;
  const outputs = matrices.reduce((sum, matrix) => sum + matrix.outputs, 0);
  const cycles = runs.reduce((sum, run) => sum + run.cycles, 0);
  const wrong = matrices.filter((matrix) => matrix.equal !== matrix.outputs);
  const formats = [...new Set(matrices.map(({ format }) => format))];
  const lines = [
    textTable(
      [
        { title: "layer", text: (row: LieqReport["layers"][number]) => String(row.layer) },
        { title: "LieQ score", text: (row) => row.score.toFixed(4) },
        { title: "format", text: (row) => row.format, align: "left" },
      ],
      layers,
    ),
    "",
    textTable(
      [
        { title: "matrix", text: (row: MatrixReport) => row.name, align: "left" },
        { title: "format", text: (row) => row.format, align: "left" },
        { title: "out x in", text: (row) => row.shape.join(" x ") },
        { title: "bits/weight", text: (row) => row.bitsPerWeight.toFixed(3) },
        { title: "SQNR (dB)", text: (row) => row.sqnrDecibels.toFixed(2) },
        { title: "cycles", text: (row) => String(row.cycles) },
        { title: "utilisation (%)", text: (row) => percent(row.utilisation) },
        { title: "outputs equal", text: (row) => `${row.equal} of ${row.outputs}` },
      ],
      matrices,
    ),
    "",
    report.verdict === "pass"
      ? `PASS: ${outputs} outputs of ${matrices.length} matrices in ${formats.length} formats (${formats.join(", ")}) equal the golden model bit for bit; transfers, steps and cycles of every matrix are as predicted.`
      : `FAIL: ${wrong.length} of ${matrices.length} matrices differ from the golden model.`,
  ];
  if (report.verdict === "fail") {
    lines.push(
      `  ${report.firstMismatch ?? report.reason ?? "some output never came"} (${report.directory})`,
    );
  }
  if (report.injectedFault !== null) {
    lines.push(
      report.verdict === "fail"
        ? `The injected fault (one bit of a ${report.injectedFault}) was noticed.`
        : `The injected fault (one bit of a ${report.injectedFault}) was NOT noticed.`,
    );
  }
  lines.push(
    `Budget ${report.budget} bits with ${report.ladder.join(", ")}, ${report.rounding} rounding: ${report.averageBits.toFixed(3)} bits a weight, ${report.storedBits.toFixed(3)} with scales, zero points and padding.`,
    `Activations: ${report.activations}; ${report.tokens} of them as INT8 through the engine.`,
    `Engine lieq ${report.engine} in ${report.simulator}: ${cycles} cycles in ${runs.length} ${runs.length === 1 ? "run" : "runs"} of the layer table.`,
    `Packed weights: ${report.packed}`,
    `Program:        ${report.program}`,
    `Verilog:        ${report.rtl}`,
  );
  return lines.join("\n");
}
