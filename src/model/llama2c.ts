/**
 * Reads llama2.c's legacy model files (karpathy/llama2.c, run.c): seven 32-bit integers, then float32 weights kind by
 * kind, all layers of a kind together. Invariant: the file's length is exactly what its header says.
 *
 * Tensors get their Hugging Face names. Rows of q_proj and k_proj stay in the file's order, in which rotary embeddings
 * turn neighbouring rows (2i, 2i + 1); Hugging Face's own files pair row i with i + head_dim / 2.
 */
import { fail } from "../diagnostics/index.ts";
import { type BinaryFile, openBinaryFile } from "./binary-file.ts";
import { elementsOf, fileTensor, type Model, type ModelTensor, tensorFinder } from "./model.ts";

export const LLAMA2C_HEADER_BYTES = 28;

/** The seven integers, in the file's order. */
const FIELDS = ["dim", "hidden_dim", "n_layers", "n_heads", "n_kv_heads", "vocab_size", "seq_len"] as const;

export type Llama2cHeader = Readonly<Record<(typeof FIELDS)[number], number>>;

/** No real model comes near; the limit keeps arbitrary bytes from passing as a header. */
const LARGEST_FIELD = 2 ** 24;

/** The header in the first 28 bytes of a file. */
export function parseLlama2cHeader(bytes: Uint8Array): Llama2cHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, LLAMA2C_HEADER_BYTES);
  return Object.fromEntries(FIELDS.map((field, at) => [field, view.getInt32(4 * at, true)])) as Record<
    (typeof FIELDS)[number],
    number
  >;
}

/** Whether all fields are of a size that a model could have; says nothing about how they fit together. */
export function isLikelyLlama2c(header: Llama2cHeader): boolean {
  return FIELDS.every((field) => isPlausible(field, header[field]));
}

/**
 * Opens a llama2.c file. BL0510 when the header makes no sense, BL0505 when the length is not the header's (naming the
 * tensor that is cut), BL0501 when it cannot be read.
 */
export function openLlama2c(path: string): Model {
  const file = openBinaryFile(path);
  try {
    return readModel(file);
  } catch (error) {
    file.close();
    throw error;
  }
}

function readModel(file: BinaryFile): Model {
  if (file.size < LLAMA2C_HEADER_BYTES) {
    fail("BL0505", { file: file.path, expected: LLAMA2C_HEADER_BYTES, found: file.size });
  }
  const header = parseLlama2cHeader(file.read(0, LLAMA2C_HEADER_BYTES));
  checkHeader(file.path, header);
  const size = sizeOf(header);
  const pieces: Piece[] = [];
  // A damaged header can announce a hundred million tensors: whatever the file does not hold is not listed.
  for (const piece of layOut(header)) {
    if (piece.offset + 4 * elementsOf(piece.shape) > file.size)
      fail("BL0505", { file: file.path, expected: size, found: file.size, tensor: piece.name });
    pieces.push(piece);
  }
  if (file.size !== size) fail("BL0505", { file: file.path, expected: size, found: file.size });
  const tensors = pieces.map(
    (piece): ModelTensor => fileTensor(file, piece.name, "F32", piece.shape, piece.offset),
  );
  return {
    file: file.path,
    format: "llama2.c",
    config: huggingFaceConfig(header),
    metadata: new Map(),
    tensors,
    tensor: tensorFinder(file.path, tensors),
    close: file.close,
  };
}

interface Piece {
  readonly name: string;
  readonly shape: readonly number[];
  /** Byte offset in the file. */
  readonly offset: number;
}

/** Length of the whole file. */
function sizeOf(header: Llama2cHeader): number {
  const { dim, hidden_dim: hidden, n_layers: layers, n_heads: heads, n_kv_heads: kvHeads, seq_len } = header;
  const embedding = Math.abs(header.vocab_size) * dim;
  const headSize = dim / heads;
  const layer = 2 * dim + 2 * dim * dim + 2 * kvHeads * headSize * dim + 3 * hidden * dim;
  const head = header.vocab_size < 0 ? embedding : 0;
  return LLAMA2C_HEADER_BYTES + 4 * (embedding + layers * layer + dim + seq_len * headSize + head);
}

/** Where every tensor lies, in the file's order. */
function* layOut(header: Llama2cHeader): Generator<Piece> {
  const { dim, hidden_dim: hidden, n_layers: layers, n_heads: heads, n_kv_heads: kvHeads, seq_len } = header;
  const vocabulary = Math.abs(header.vocab_size);
  const headSize = dim / heads;
  const keyValue = kvHeads * headSize;
  let offset = LLAMA2C_HEADER_BYTES;
  const one = (name: string, shape: readonly number[]): Piece => {
    const piece = { name: `${name}.weight`, shape, offset };
    offset += 4 * elementsOf(shape);
    return piece;
  };
  const kinds: readonly [name: string, shape: readonly number[]][] = [
    ["input_layernorm", [dim]],
    ["self_attn.q_proj", [dim, dim]],
    ["self_attn.k_proj", [keyValue, dim]],
    ["self_attn.v_proj", [keyValue, dim]],
    ["self_attn.o_proj", [dim, dim]],
    ["post_attention_layernorm", [dim]],
    ["mlp.gate_proj", [hidden, dim]],
    ["mlp.down_proj", [dim, hidden]],
    ["mlp.up_proj", [hidden, dim]],
  ];
  yield one("model.embed_tokens", [vocabulary, dim]);
  for (const [name, shape] of kinds) {
    for (let layer = 0; layer < layers; layer++) yield one(`model.layers.${layer}.${name}`, shape);
  }
  yield one("model.norm", [dim]);
  // Tables of cosines and sines, which every reader computes for itself.
  offset += 2 * 4 * seq_len * (headSize / 2);
  if (header.vocab_size < 0) yield one("lm_head", [vocabulary, dim]);
}

function checkHeader(file: string, header: Llama2cHeader): void {
  for (const field of FIELDS) {
    if (!isPlausible(field, header[field])) {
      const allowed = field === "vocab_size" ? `1..${LARGEST_FIELD} or its negative` : `1..${LARGEST_FIELD}`;
      fail("BL0510", { file, field, found: header[field], allowed });
    }
  }
  const { dim, n_heads, n_kv_heads } = header;
  if (dim % (2 * n_heads) !== 0) {
    fail("BL0510", { file, field: "n_heads", found: n_heads, allowed: `a divisor of dim / 2 = ${dim / 2}` });
  }
  if (n_heads % n_kv_heads !== 0) {
    fail("BL0510", {
      file,
      field: "n_kv_heads",
      found: n_kv_heads,
      allowed: `a divisor of n_heads = ${n_heads}`,
    });
  }
}

function isPlausible(field: (typeof FIELDS)[number], value: number): boolean {
  const magnitude = field === "vocab_size" ? Math.abs(value) : value;
  return magnitude >= 1 && magnitude <= LARGEST_FIELD;
}

/** The header in the words of config.json. Epsilon and rotary base are constants of run.c. */
function huggingFaceConfig(header: Llama2cHeader): Record<string, unknown> {
  return {
    model_type: "llama",
    vocab_size: Math.abs(header.vocab_size),
    hidden_size: header.dim,
    intermediate_size: header.hidden_dim,
    num_hidden_layers: header.n_layers,
    num_attention_heads: header.n_heads,
    num_key_value_heads: header.n_kv_heads,
    max_position_embeddings: header.seq_len,
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    rope_interleaved: true,
    tie_word_embeddings: header.vocab_size > 0,
  };
}
