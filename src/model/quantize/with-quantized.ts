/** A model whose weights are what quantized matrices stand for. Invariant: real weights are made when they are read, and not kept. */
import { dequantize, type QuantizedMatrix } from "../../golden/index.ts";
import { type Model, withTensors } from "../model.ts";

/** The model with the named tensors replaced; BL0514 for a name that is not there. Closing either closes both. */
export const withQuantized = (model: Model, matrices: ReadonlyMap<string, QuantizedMatrix>): Model =>
  withTensors(model, new Map([...matrices].map(([name, quantized]) => [name, () => dequantize(quantized)])));
