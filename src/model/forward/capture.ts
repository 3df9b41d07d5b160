/** True activations of chosen projections. Invariant: rows are in the order of windows and tokens, none left out before the last one. */
import { fail } from "../../diagnostics/index.ts";
import { LAYER_PROJECTIONS } from "./architecture.ts";
import { headLogits } from "./head.ts";
import type { LlamaModel } from "./load-llama.ts";
import { type InputMatrix, runLayers, startSequences } from "./run.ts";

/**
 * The first `mostRows` inputs of a projection, one row a token, when the model reads the windows; fewer when they have fewer tokens.
 * Only the layers up to the projection are run. BL0546 when the tensor is no projection; BL0542, BL0543.
 */
export function captureInputs(
  llama: LlamaModel,
  windows: readonly ArrayLike<number>[],
  tensor: string,
  mostRows = Number.POSITIVE_INFINITY,
): InputMatrix {
  const place = llama.projections.indexOf(tensor);
  if (place < 0) fail("BL0546", { tensor, file: llama.source.file, projections: llama.projections });
  let tokens = 0;
  const needed = windows.filter((window) => {
    const isNeeded = tokens < mostRows;
    tokens += window.length;
    return isNeeded;
  });
  const captured: InputMatrix[] = [];
  const onInput = (name: string, input: InputMatrix): void => {
    if (name === tensor) captured.push(input);
  };
  const sequences = startSequences(llama, needed);
  const layers = Math.floor(place / LAYER_PROJECTIONS.length) + 1;
  runLayers(llama, sequences, onInput, Math.min(layers, llama.config.layers));
  if (tensor === llama.head.name) for (const { hidden } of sequences) headLogits(llama, hidden, onInput);
  const all = captured.reduce((rows, input) => rows + input.rows, 0);
  const columns = captured[0]?.columns ?? 0;
  const values = new Float32Array(Math.min(all, mostRows) * columns);
  let at = 0;
  for (const input of captured) {
    const part = input.values.subarray(0, values.length - at);
    values.set(part, at);
    at += part.length;
  }
  return { rows: Math.min(all, mostRows), columns, values };
}
