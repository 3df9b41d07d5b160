/**
 * LieQ's diagnostics of one projection: the spectrum of its outputs against that of random weights on the same inputs (arXiv 2508.03332
 * names the diagnostics; what is written here is our design choice, docs/lieq.md). Invariant: scaling the weights changes nothing but
 * the last digits of float32.
 */
import { randomWeights, type SpectralDiagnostics, spectralDiagnostics } from "../../golden/index.ts";
import { type InputMatrix, multiplyTransposed, type Projection } from "../forward/index.ts";

export interface ProjectionScore {
  /** Hugging Face's name of the tensor. */
  readonly tensor: string;
  readonly outputs: number;
  readonly inputs: number;
  /** One for each head of q, k and v; one for the whole matrix of the other projections. */
  readonly parts: readonly SpectralDiagnostics[];
  /** Mean of the parts' d_r. */
  readonly score: number;
  /** Mean of the parts' E_k(Z) - E_k(Z~). */
  readonly topEnergyGain: number;
}

/** How a projection is compared. */
export interface ProjectionOptions {
  /** Heads whose outputs are compared one by one; 1: the matrix is taken whole. */
  readonly heads: number;
  /** Of the random weights W~. */
  readonly seed: number;
  /** k of the top-k energy. */
  readonly topK: number;
}

/** Scores a projection on inputs [tokens, K], in pieces; BL0551 for outputs without a spectrum, as those of a dead head. */
export function scoreProjection(
  projection: Projection,
  inputs: readonly InputMatrix[],
  { heads, seed, topK }: ProjectionOptions,
): ProjectionScore {
  const { name: tensor, outputs, inputs: columns, weights } = projection;
  const random = randomWeights(outputs, columns, seed);
  const rows = outputs / heads;
  const parts = Array.from({ length: heads }, (_, head) => {
    const of = (values: Float32Array) =>
      outputOf(inputs, { values, rows, columns, offset: head * rows * columns });
    return spectralDiagnostics(
      of(weights),
      of(random),
      topK,
      heads === 1 ? tensor : `head ${head} of ${tensor}`,
    );
  });
  return {
    tensor,
    outputs,
    inputs: columns,
    parts,
    score: mean(parts.map(({ reduction }) => reduction)),
    topEnergyGain: mean(parts.map((part) => part.topEnergyGain)),
  };
}

interface WeightRows {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly offset: number;
}

/** Z^T [tokens, rows] of the inputs in all pieces; it has the singular values of Z. */
function outputOf(inputs: readonly InputMatrix[], weights: WeightRows): InputMatrix {
  const tokens = inputs.reduce((sum, { rows }) => sum + rows, 0);
  const values = new Float32Array(tokens * weights.rows);
  let at = 0;
  for (const input of inputs) {
    multiplyTransposed(input, weights, { values, rows: input.rows, columns: weights.rows, offset: at });
    at += input.rows * weights.rows;
  }
  return { values, rows: tokens, columns: weights.rows };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
