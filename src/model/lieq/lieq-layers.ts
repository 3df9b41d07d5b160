/**
 * A quantized model's linear layers with real activations, ready to be packed into a program. Invariant: every layer's activations are
 * those of the same tokens, and come from the model that it is given, quantized layers before it included.
 */
import { type LieqLayer, type QuantizedMatrix, quantizeActivations } from "../../golden/index.ts";
import { type LlamaModel, runLayer, startRun } from "../forward/index.ts";

/** A layer of a program, and what its activations are worth. */
export interface CapturedLayer extends LieqLayer {
  /** A real activation is about this times its code. */
  readonly activationScale: number;
}

export interface CaptureOptions {
  /**
   * Tokens M whose activations are kept, 1 or more: spread evenly over all tokens from the first to the last, because the first ones of a
   * text have seen too little of it to be like the rest. All tokens when there are fewer.
   */
  readonly tokens: number;
  /** Hears of finished layers of the model. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Tokens of all windows together. */
export const windowTokens = (windows: readonly ArrayLike<number>[]): number =>
  windows.reduce((sum, { length }) => sum + length, 0);

/**
 * The projections of a model's layers that are quantized, in the order in which a token meets them, each with its inputs when the model
 * reads the windows. The model should have the weights of `matrices` (`withQuantized`), or activations are of another one. One layer's
 * weights are needed at a time (`keepLayers: false`). Embedding and output head are never among them. BL0542, BL0543, BL0556.
 */
export function lieqLayersOf(
  llama: LlamaModel,
  matrices: ReadonlyMap<string, QuantizedMatrix>,
  windows: readonly ArrayLike<number>[],
  { tokens, onProgress }: CaptureOptions,
): CapturedLayer[] {
  const chosen = spread(windowTokens(windows), tokens);
  const run = startRun(llama, windows);
  const captured: CapturedLayer[] = [];
  const total = llama.config.layers;
  for (let index = 0; index < total; index++) {
    const inputs = new Map<string, { readonly values: Float32Array; seen: number; kept: number }>();
    runLayer(llama, run, index, llama.layer(index), (name, { rows, columns, values }) => {
      if (!matrices.has(name)) return;
      const input = inputs.get(name) ?? {
        values: new Float32Array(chosen.length * columns),
        seen: 0,
        kept: 0,
      };
      inputs.set(name, input);
      for (; input.kept < chosen.length; input.kept++) {
        const row = (chosen[input.kept] as number) - input.seen;
        if (row >= rows) break;
        input.values.set(values.subarray(row * columns, (row + 1) * columns), input.kept * columns);
      }
      input.seen += rows;
    });
    for (const [name, { values }] of inputs) {
      const { codes, scale } = quantizeActivations(values, name);
      const weights = matrices.get(name) as QuantizedMatrix;
      captured.push({ name, m: chosen.length, activations: codes, weights, activationScale: scale });
    }
    onProgress?.(index + 1, total);
  }
  return captured;
}

/** `count` of 0..total-1 from the first to the last at even distances; the last one when there is to be one. */
function spread(total: number, count: number): number[] {
  if (count >= total) return Array.from({ length: total }, (_, at) => at);
  if (count === 1) return [total - 1];
  return Array.from({ length: count }, (_, at) => Math.floor((at * (total - 1)) / (count - 1)));
}
