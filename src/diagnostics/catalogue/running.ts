/** BL054x: running a model: its architecture, tokens and tokenizers. */
import { entry } from "./entry.ts";

export const runningEntries = {
  BL0540: entry<{ file: string; part: string }>({
    kind: "input",
    severity: "error",
    title: "Unsupported architecture",
    message: (d) => `${d.file} cannot be run: ${d.part} is not supported.`,
    help: () =>
      "Use a model of the Llama architecture (Llama, SmolLM2, Mistral, Qwen3); quantizing needs no architecture.",
    page: `The forward pass knows RMSNorm, rotary embeddings without scaling, grouped-query attention over the whole
sequence, SwiGLU, tied and untied output heads, and Qwen3's norms of queries and keys. A part that it does not know (a bias, scaled
rotary positions, experts, another activation function) would give wrong numbers quietly, so the model is refused.`,
  }),
  BL0541: entry<{ file: string; tensor: string; found: readonly number[]; expected: readonly number[] }>({
    kind: "input",
    severity: "error",
    title: "Tensor of an unexpected shape",
    message: (d) =>
      `Tensor "${d.tensor}" of ${d.file} has the shape [${d.found.join(", ")}]; the configuration says [${d.expected.join(", ")}].`,
    help: () => "Take config.json and the weights from the same place.",
    page: `Shapes follow from the configuration: projections are [out, in], where q_proj has
num_attention_heads * head_dim rows, k_proj and v_proj num_key_value_heads * head_dim, gate_proj and up_proj intermediate_size.`,
  }),
  BL0542: entry<{ token: number; at: number; vocabulary: number }>({
    kind: "input",
    severity: "error",
    title: "Token outside the vocabulary",
    message: (d) =>
      `Token ${d.token} at position ${d.at} is not in the vocabulary; allowed is 0..${d.vocabulary - 1}.`,
    help: () => "Encode the text with the tokenizer that belongs to the model.",
    page: "A token is the number of a row of the embedding: a whole number from 0 to vocabulary size - 1.",
  }),
  BL0543: entry<{ what: string; found: number; least: number; most: number }>({
    kind: "input",
    severity: "error",
    title: "Sequence of an impossible length",
    message: (d) => `The ${d.what} has ${d.found} tokens; this model takes ${d.least}..${d.most}.`,
    help: () => "Cut longer text into windows; a loss needs two tokens at least.",
    page: `A model is trained on sequences up to its context length (max_position_embeddings, or seq_len of a llama2.c file). Beyond it
its predictions are worthless, so longer sequences are refused rather than cut.`,
  }),
  BL0544: entry<{ file: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Malformed tokenizer",
    message: (d) => `The tokenizer ${d.file} is malformed: ${d.problem}.`,
    help: () => "Take the tokenizer file that was published with the model.",
    page: `A llama2.c tokenizer starts with the length of its longest piece (32 bits, little-endian). Then for each token a
score (float32), a length (32 bits) and so many bytes of UTF-8. Tokens 0..2 are <unk>, <s>, </s>; tokens 3..258 stand for single bytes. The
file ends with the last token of the model's vocabulary.

A tokenizer.json is what Hugging Face's tokenizers write: \`model\` with \`vocab\` and, for byte pairs, \`merges\`; \`added_tokens\`;
\`normalizer\`, \`pre_tokenizer\`, \`post_processor\` and \`decoder\`, each null or an object with a \`type\`. A GGUF file holds its tokenizer in the
entries \`tokenizer.ggml.tokens\`, \`scores\`, \`token_type\`, \`merges\` and \`pre\`. No token may lie outside the model's vocabulary.`,
  }),
  BL0545: entry<{ file: string; vocabulary: number; looked: readonly string[] }>({
    kind: "input",
    severity: "error",
    title: "No tokenizer for the text",
    message: (d) =>
      `${d.file} has ${d.vocabulary} tokens and no tokenizer beside it (looked for ${d.looked.join(", ")}), so text cannot be encoded.`,
    help: () => "Put the model's tokenizer.json or llama2.c tokenizer file beside it, or leave the text out.",
    page: `Text becomes tokens through the tokenizer that the model was trained with. For a llama2.c model it is the file tokN.bin (N the size of
the vocabulary) or tokenizer.bin in the model's folder, for a Hugging Face model tokenizer.json; a GGUF file holds its own. A model with 256
tokens and no tokenizer file reads bytes.`,
  }),
  BL0547: entry<{ file: string; part: string }>({
    kind: "input",
    severity: "error",
    title: "Tokenizer of an unsupported kind",
    message: (d) => `The tokenizer ${d.file} needs ${d.part}, which Bitloom does not support.`,
    help: () => "Put the tokenizer.json that was published with the model beside it, or leave the text out.",
    page: `Bitloom runs llama2.c tokenizers, tokenizer.json with byte pairs, word pieces or unigrams, and from GGUF files the kinds "llama"
(sentencepiece's byte pairs) and "gpt2" (byte pairs of bytes) with the pre-tokenizers that it knows by name. It never guesses how another
one cuts a text: wrong tokens would give a wrong perplexity without a warning.`,
  }),
  BL0548: entry<{ file: string; found: string }>({
    kind: "input",
    severity: "error",
    title: "Text without a token",
    message: (d) => `The tokenizer ${d.file} has no token for ${d.found}, and none for what is unknown.`,
    help: () => "Take the tokenizer that was published with the model, or a text in its characters.",
    page: "A tokenizer without byte tokens and without a token for unknown text cannot encode what its vocabulary does not cover.",
  }),
  BL0546: entry<{ tensor: string; file: string; projections: readonly string[] }>({
    kind: "usage",
    severity: "error",
    title: "Tensor is no projection",
    message: (d) =>
      `Tensor "${d.tensor}" of ${d.file} multiplies no activations; those that do are ${d.projections.slice(0, 7).join(", ")}${d.projections.length > 7 ? ` and ${d.projections.length - 7} more` : ""}.`,
    help: () => "Name one of the projections; `bitloom inspect` lists them.",
    page: "Inputs exist for the matrices that activations are multiplied by: the seven projections of each layer and the output head.",
  }),
  BL0549: entry<{ tensor: string; rows: number; columns: number; n: number; k: number; m: number }>({
    kind: "usage",
    severity: "error",
    title: "Matrix too small for the array",
    message: (d) =>
      `${d.tensor} has ${d.rows} rows and ${d.columns} columns; ${d.n} rows and ${d.k} columns with ${d.m} tokens cannot be taken of it.`,
    help: () => "Take a smaller array, or another tensor of the model; all three numbers are 1 or more.",
    page: "Operands of an array are a part of one matrix of a real model, and the activations that meet it there. Only tokens begin again where they end.",
  }),
} as const;
