/**
 * Real operands for arrays of any kind: the same part of one matrix of a model in every weight format, with the activations that meet it.
 * Invariant: whole rows of the matrix are quantized before a part is taken, so a part's weights do not depend on its size.
 */

import { fail } from "../../diagnostics/index.ts";
import {
  type ClustersPerOutlier,
  decodeFineq,
  FINEQ_BLOCK_BYTES,
  FINEQ_BLOCK_PAIRS,
  FINEQ_PAIR_WEIGHTS,
  type FineqMatrix,
  quantizeFineq,
} from "../../golden/index.ts";
import { activationSource, captureInputs, type InputMatrix, loadLlama } from "../forward/index.ts";
import { openModel } from "../open-model.ts";

export interface OperandSource {
  /** For a report: the matrix, and where its activations come from. */
  readonly description: string;
  /** Largest k and n. */
  readonly columns: number;
  readonly rows: number;
  /** BL0549: more columns or rows than the matrix has. Tokens begin again from the first where the text ends. */
  readonly take: (k: number, n: number, m: number) => ModelOperands;
}

export interface ModelOperands {
  readonly k: number;
  readonly n: number;
  readonly m: number;
  /** m x k by rows, -127..127: each token's row by its own largest magnitude. */
  readonly activations: Int8Array;
  /** n x k by rows, -127..127, -7..7 and -3..3: symmetric, each row of the matrix by its own largest magnitude. */
  readonly int8: Int8Array;
  readonly int4: Int8Array;
  readonly int3: Int8Array;
  readonly fineq: FineqOperand;
  /** FineQ with one outlier cluster in so many neighbours at most. */
  readonly sparse: (clustersPerOutlier: ClustersPerOutlier) => FineqOperand;
}

export interface FineqOperand {
  /** n x k by rows, -3..3. */
  readonly weights: Int8Array;
  /** Pair indices, n x ceil(k / 6) by rows. */
  readonly indices: Uint8Array;
}

/** Tokens that are read. */
const TOKENS = 512;

/**
 * Opens a model and takes one of its projections: `tensor`, or the gate projection of the middle layer. Errors are those of `openModel`,
 * `loadLlama`, `activationSource` and `captureInputs`.
 */
export async function openOperands(path: string, tensor?: string): Promise<OperandSource> {
  const model = await openModel(path);
  try {
    const llama = loadLlama(model);
    const name = tensor ?? `model.layers.${Math.floor(llama.config.layers / 2)}.mlp.gate_proj.weight`;
    const source = activationSource(llama, { tokens: TOKENS });
    const inputs = captureInputs(llama, source.windows, name, TOKENS);
    const [rows = 0, columns = 0] = model.tensor(name).shape;
    const weights = model.tensor(name).read();
    const matrix: Matrix = { name, rows, columns, weights, inputs, formats: new Map(), packed: new Map() };
    return {
      description: `${name} (${rows} x ${columns}), activations of ${source.description}`,
      rows,
      columns,
      take: (k, n, m) => takePart(matrix, k, n, m),
    };
  } finally {
    model.close();
  }
}

interface Matrix {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly weights: Float32Array;
  readonly inputs: InputMatrix;
  /** Whole matrices, quantized once. */
  readonly formats: Map<string, Int8Array>;
  readonly packed: Map<ClustersPerOutlier | undefined, FineqMatrix>;
}

function takePart(matrix: Matrix, k: number, n: number, m: number): ModelOperands {
  const { name, rows, columns, inputs, formats } = matrix;
  if (k > columns || n > rows || k < 1 || n < 1 || m < 1) {
    fail("BL0549", { tensor: name, rows, columns, n, k, m });
  }
  const part = (format: string, quantize: () => Int8Array): Int8Array => {
    const whole = formats.get(format) ?? quantize();
    formats.set(format, whole);
    return Int8Array.from({ length: n * k }, (_, i) => whole[Math.floor(i / k) * columns + (i % k)] ?? 0);
  };
  const uniform = (largest: number) => part(`int ${largest}`, () => symmetric(matrix, largest));
  const fineq = (clustersPerOutlier?: ClustersPerOutlier): FineqOperand => {
    const { packed, bytesPerRow } = packedOf(matrix, clustersPerOutlier);
    const weights = part(`fineq ${clustersPerOutlier}`, () =>
      decodeFineq(packedOf(matrix, clustersPerOutlier)),
    );
    const pairs = Math.ceil(k / FINEQ_PAIR_WEIGHTS);
    const indices = Uint8Array.from({ length: n * pairs }, (_, i) => {
      const pair = i % pairs;
      const block =
        Math.floor(i / pairs) * bytesPerRow + Math.floor(pair / FINEQ_BLOCK_PAIRS) * FINEQ_BLOCK_BYTES;
      return ((packed[block] ?? 0) >> (2 * (pair % FINEQ_BLOCK_PAIRS))) & 3;
    });
    return { weights, indices };
  };
  return {
    k,
    n,
    m,
    activations: activationsOf(inputs, k, m),
    int8: uniform(127),
    int4: uniform(7),
    int3: uniform(3),
    fineq: fineq(),
    sparse: fineq,
  };
}

function packedOf(matrix: Matrix, clustersPerOutlier: ClustersPerOutlier | undefined): FineqMatrix {
  const { name, rows, columns, weights, packed } = matrix;
  const rule = { clustersPerOutlier };
  const found =
    packed.get(clustersPerOutlier) ?? quantizeFineq(weights, rows, columns, { tensor: name }, rule);
  packed.set(clustersPerOutlier, found);
  return found;
}

/** Each row by its own scale max|w| / largest (our design choice for the conventional arrays). */
function symmetric({ weights, rows, columns }: Matrix, largest: number): Int8Array {
  const integers = new Int8Array(weights.length);
  for (let row = 0; row < rows; row++)
    roundRow(weights, row * columns, columns, largest, integers, row * columns);
  return integers;
}

function activationsOf({ values, rows, columns }: InputMatrix, k: number, m: number): Int8Array {
  const whole = new Int8Array(columns);
  const activations = new Int8Array(m * k);
  for (let token = 0; token < m; token++) {
    roundRow(values, (token % rows) * columns, columns, 127, whole, 0);
    activations.set(whole.subarray(0, k), token * k);
  }
  return activations;
}

/** Half away from zero; a row of zeros stays one. */
function roundRow(
  from: Float32Array,
  at: number,
  count: number,
  largest: number,
  to: Int8Array,
  start: number,
): void {
  let most = 0;
  for (let i = at; i < at + count; i++) most = Math.max(most, Math.abs(from[i] ?? 0));
  for (let i = 0; i < count; i++) {
    const scaled = most === 0 ? 0 : ((from[at + i] ?? 0) * largest) / most;
    to[start + i] = Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5);
  }
}
