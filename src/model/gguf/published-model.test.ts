/** A trained model as a GGUF file, tokenizer and all, beside the same model as it was published. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openBinaryFile } from "../binary-file.ts";
import {
  activationSource,
  elementsOf,
  findTokenizer,
  forward,
  generateGreedy,
  loadLlama,
  type Model,
  openModel,
} from "../index.ts";
import { temporaryFile } from "../testing.ts";
import { ggufBytes, type HandMadeTensor } from "./testing.ts";

const STORIES = join(process.env.BITLOOM_DATA ?? "../shared/data", "models/stories260K");
const isThere = existsSync(STORIES);

/** llama.cpp's names of a layer's tensors. */
const PARTS = {
  input_layernorm: "attn_norm",
  "self_attn.q_proj": "attn_q",
  "self_attn.k_proj": "attn_k",
  "self_attn.v_proj": "attn_v",
  "self_attn.o_proj": "attn_output",
  post_attention_layernorm: "ffn_norm",
  "mlp.gate_proj": "ffn_gate",
  "mlp.up_proj": "ffn_up",
  "mlp.down_proj": "ffn_down",
} as const;
const WHOLE: Readonly<Record<string, string>> = {
  "model.embed_tokens.weight": "token_embd.weight",
  "model.norm.weight": "output_norm.weight",
};

/** llama2.c and llama.cpp both turn neighbouring rows, so every tensor is copied as it is. */
function tensorsOf(model: Model): HandMadeTensor[] {
  return model.tensors.map((tensor) => {
    const [, layer, part] = /^model\.layers\.(\d+)\.(.*)\.weight$/.exec(tensor.name) ?? [];
    const known = Object.entries(PARTS).find(([name]) => name === part)?.[1];
    const name = known === undefined ? WHOLE[tensor.name] : `blk.${layer}.${known}.weight`;
    if (name === undefined) throw new Error(`${tensor.name} has no name in GGUF files`);
    expect(tensor.readBytes().length).toBe(4 * elementsOf(tensor.shape));
    return { name, dimensions: tensor.shape.toReversed(), type: 0, data: tensor.readBytes() };
  });
}

/** Pieces and scores of the llama2.c tokenizer, read here once more: after the longest length, (score, length, text) a token. */
function piecesOf(path: string): { pieces: string[]; scores: number[] } {
  const file = openBinaryFile(path);
  const bytes = Buffer.from(file.read(0, file.size));
  file.close();
  const pieces: string[] = [];
  const scores: number[] = [];
  for (let at = 4; at < bytes.length; ) {
    const length = bytes.readInt32LE(at + 4);
    scores.push(bytes.readFloatLE(at));
    pieces.push(bytes.subarray(at + 8, at + 8 + length).toString());
    at += 8 + length;
  }
  return { pieces: pieces.map((piece) => piece.replaceAll(" ", "\u2581")), scores };
}

describe.skipIf(!isThere)(`stories260K as a GGUF file${isThere ? "" : `: no ${STORIES}`}`, () => {
  it("has the tokens, logits and the greedy sentence of the published one", async () => {
    const published = await openModel(join(STORIES, "stories260K.bin"));
    const { pieces, scores } = piecesOf(join(STORIES, "tok512.bin"));
    const bytes = ggufBytes({
      metadata: [
        ["general.architecture", "string", "llama"],
        ["llama.context_length", "u32", 512],
        ["llama.embedding_length", "u32", 64],
        ["llama.block_count", "u32", 5],
        ["llama.feed_forward_length", "u32", 172],
        ["llama.rope.dimension_count", "u32", 8],
        ["llama.attention.head_count", "u32", 8],
        ["llama.attention.head_count_kv", "u32", 4],
        ["llama.attention.layer_norm_rms_epsilon", "f32", 1e-5],
        ["tokenizer.ggml.model", "string", "llama"],
        ["tokenizer.ggml.tokens", "strings", pieces],
        ["tokenizer.ggml.scores", "f32s", scores],
        [
          "tokenizer.ggml.token_type",
          "i32s",
          pieces.map((_, token) => (token === 0 ? 2 : token < 3 ? 3 : token < 259 ? 6 : 1)),
        ],
        ["tokenizer.ggml.bos_token_id", "u32", 1],
      ],
      tensors: tensorsOf(published),
    });
    const converted = await openModel(temporaryFile(bytes, "stories260K.gguf"));
    const text = "Once upon a time, there was a little girl named Lily. She said: \u{1f642} naïve!\n";
    const tokens = findTokenizer(published)?.encode(text) ?? [];
    const tokenizer = findTokenizer(converted);
    expect(tokenizer?.encode(text)).toEqual(tokens);
    expect([tokenizer?.decode(tokens), tokenizer?.start]).toEqual([text, 1]);
    const [original, llama] = [loadLlama(published), loadLlama(converted)];
    const expected = forward(original, [1, ...tokens]);
    const found = forward(llama, [1, ...tokens]);
    const worst = Math.max(...expected.map((logit, at) => Math.abs(logit - (found[at] as number))));
    expect(expected.length).toBe((1 + tokens.length) * 512);
    expect(worst).toBeLessThan(1e-4);
    const written = tokenizer?.decode(generateGreedy(llama, [1], 40));
    expect(written).toContain("Once upon a time, there was a little girl named Lily.");
    expect(activationSource(llama, { tokens: 16 }).kind).toBe("greedy");
    published.close();
    converted.close();
  });
});
