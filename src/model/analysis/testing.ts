/**
 * What tests of the analysis share: diagnostics written a second time, from their definitions, with Z in full and in binary64.
 * Invariant: nothing here but the singular values and the random weights comes from the code under test or below it.
 */
import {
  randomWeights,
  type SpectralDiagnostics,
  spectralDiagnostics,
  uniformSource,
} from "../../golden/index.ts";
import { forward, type InputMatrix, type LlamaModel } from "../forward/index.ts";
import type { Model } from "../model.ts";

/** The model with a count of how often tensors of its layers were read. */
export function countingLayers(model: Model): Model & { reads(): number } {
  let reads = 0;
  return {
    ...model,
    tensor(name) {
      const tensor = model.tensor(name);
      if (!name.startsWith("model.layers.")) return tensor;
      const read = () => {
        reads++;
        return tensor.read();
      };
      return { ...tensor, read };
    },
    reads: () => reads,
  };
}

/** Inputs of all projections, all windows' tokens one below the other. */
export function inputsOf(llama: LlamaModel, windows: readonly number[][]): Map<string, InputMatrix> {
  const seen = new Map<string, InputMatrix>();
  for (const window of windows) {
    forward(llama, window, {
      onInput(tensor, { rows, columns, values }) {
        const before = seen.get(tensor);
        const all = [...(before?.values ?? []), ...values];
        seen.set(tensor, { rows: (before?.rows ?? 0) + rows, columns, values: Float32Array.from(all) });
      },
    });
  }
  return seen;
}

/** Z = W h for rows `first`.. of W [.., K], as [count, tokens]. */
export function explicitOutput(
  weights: Float32Array,
  first: number,
  count: number,
  h: InputMatrix,
): Float64Array {
  return Float64Array.from({ length: count * h.rows }, (_, at) => {
    const [row, token] = [first + Math.floor(at / h.rows), at % h.rows];
    let sum = 0;
    for (let k = 0; k < h.columns; k++) {
      sum += (weights[row * h.columns + k] as number) * (h.values[token * h.columns + k] as number);
    }
    return sum;
  });
}

/** The diagnostics of each head of W [outputs, K] on the inputs h. */
export function explicitDiagnostics(
  weights: Float32Array,
  h: InputMatrix,
  heads: number,
  seed: number,
  topK: number,
): SpectralDiagnostics[] {
  const outputs = weights.length / h.columns;
  const random = randomWeights(outputs, h.columns, seed);
  const rows = outputs / heads;
  return Array.from({ length: heads }, (_, head) => {
    const of = (w: Float32Array) => ({
      values: explicitOutput(w, head * rows, rows, h),
      rows,
      columns: h.rows,
    });
    return spectralDiagnostics(of(weights), of(random), topK, "Z");
  });
}

/** Score and top-k energy gain of every layer, as docs/lieq.md says. */
export function explicitScores(
  llama: LlamaModel,
  windows: readonly number[][],
  seed: number,
  topK: number,
): { score: number; topEnergyGain: number }[] {
  const inputs = inputsOf(llama, windows);
  const next = uniformSource(seed);
  return Array.from({ length: llama.config.layers }, (_, layer) => {
    const { attentionHeads, keyValueHeads } = llama.config;
    const names = llama.projections.slice(7 * layer, 7 * layer + 7);
    const heads = [attentionHeads, keyValueHeads, keyValueHeads, 1, 1, 1, 1];
    const found = names.map((name, at) =>
      explicitDiagnostics(
        llama.source.tensor(name).read(),
        inputs.get(name) as InputMatrix,
        heads[at] as number,
        Math.floor(next() * 4294967296),
        topK,
      ),
    );
    const mean = (of: (part: SpectralDiagnostics) => number): number =>
      found.reduce((all, parts) => all + parts.reduce((sum, part) => sum + of(part), 0) / parts.length, 0) /
      7;
    return { score: mean((part) => part.reduction), topEnergyGain: mean((part) => part.topEnergyGain) };
  });
}
