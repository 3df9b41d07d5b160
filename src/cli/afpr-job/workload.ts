/**
 * What the AFPR job computes: a real weight matrix and real activations of it, from the float32 forward pass. Invariant: rows and columns
 * that the job leaves out are left out of everything, so that all its figures are about one and the same product.
 */
import { fail } from "../../diagnostics/index.ts";
import {
  type ActivationSource,
  activationSource,
  captureInputs,
  type InputMatrix,
  loadLlama,
  type Model,
  openModel,
} from "../../model/index.ts";

export interface WorkloadOptions {
  readonly model: string;
  readonly tensor: string;
  /** A text file; see `activationSource` for what is taken without one. */
  readonly text: string | undefined;
  readonly vectors: number;
}

export interface AfprWorkload {
  readonly tensor: string;
  readonly outputs: number;
  readonly inputs: number;
  /** Row-major outputs x inputs. */
  readonly weights: Float32Array;
  /** Row-major vectors x inputs. */
  readonly activations: Float32Array;
  readonly source: Pick<ActivationSource, "kind" | "description">;
  /** Tokens that the activations were chosen from. */
  readonly tokens: number;
}

/** Tokens that the forward pass reads at least: the first ones of a text have seen too little of it to be like the rest. */
const TOKENS = 128;

/**
 * Reads the matrix and takes `vectors` of its inputs, spread evenly over the tokens of the text. BL0514 for a tensor that
 * there is not, BL0604 for one that is no matrix and for a text with fewer tokens than vectors, and what opening a model and running it
 * can fail with.
 */
export async function readWorkload(options: WorkloadOptions): Promise<AfprWorkload> {
  const { tensor, text, vectors } = options;
  const model = await openModel(options.model);
  try {
    const [outputs, inputs] = matrixShape(model, tensor);
    const llama = loadLlama(model, { keepLayers: false });
    const source = activationSource(llama, {
      tokens: Math.max(TOKENS, vectors),
      ...(text === undefined ? {} : { text }),
    });
    const captured = captureInputs(llama, source.windows, tensor);
    if (captured.rows < vectors) {
      const allowed = `1 to ${captured.rows}, for there are ${source.description}`;
      fail("BL0604", { argument: "--vectors", found: String(vectors), allowed });
    }
    return {
      tensor,
      outputs,
      inputs,
      weights: model.tensor(tensor).read(),
      activations: spread(captured, vectors),
      source: { kind: source.kind, description: source.description },
      tokens: captured.rows,
    };
  } finally {
    model.close();
  }
}

function matrixShape(model: Model, tensor: string): [number, number] {
  const found = model.tensor(tensor);
  const [outputs, inputs] = found.shape;
  if (found.shape.length === 2 && outputs !== undefined && inputs !== undefined) return [outputs, inputs];
  return fail("BL0604", {
    argument: "--tensor",
    found: `${tensor}, whose shape is [${found.shape.join(", ")}]`,
    allowed: "a matrix [out, in]",
  });
}

/** `count` rows from the first to the last at even distances. */
function spread({ rows, columns, values }: InputMatrix, count: number): Float32Array {
  const chosen = new Float32Array(count * columns);
  for (let at = 0; at < count; at++) {
    const row = count === 1 ? rows - 1 : Math.floor((at * (rows - 1)) / (count - 1));
    chosen.set(values.subarray(row * columns, (row + 1) * columns), at * columns);
  }
  return chosen;
}
