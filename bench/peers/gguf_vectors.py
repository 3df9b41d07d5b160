#!/usr/bin/env python3
"""GGUF blocks and files from llama.cpp's own Python package, for the tests of src/model/gguf.

    pip install gguf==0.19.0 numpy && python3 bench/peers/gguf_vectors.py

writes src/model/gguf/vectors: blocks.json (blocks of random bytes with the weights that the package decodes from them), three small
models (one for each order of rows, and one in several files with rotary factors), and models.json (what config.json and the safetensors
file of such a model would hold; weights as SHA-256 of their binary32 bytes).
"""
import hashlib
import json
import os
from importlib.metadata import version

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OUT = os.path.join(ROOT, "src", "model", "gguf", "vectors")
BLOCK_TYPES = [Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1, Type.Q8_0, Type.Q4_K, Type.Q5_K, Type.Q6_K]
BLOCK_TYPES += [Type.Q2_K, Type.Q3_K, Type.IQ4_NL, Type.IQ4_XS]
# Byte offsets of the binary16 numbers in a block.
HALVES = {"Q4_1": (0, 2), "Q5_1": (0, 2), "Q4_K": (0, 2), "Q5_K": (0, 2), "Q6_K": (208,), "Q2_K": (80, 82), "Q3_K": (108,)}


def blocks(rng):
    cases = []
    for kind in BLOCK_TYPES:
        _, size = gguf.GGML_QUANT_SIZES[kind]
        raw = rng.integers(0, 256, (3, size), dtype=np.uint8)
        for block in raw:
            for at in HALVES.get(kind.name, (0,)):
                # Finite, of both signs, subnormal ones among them.
                exponent = rng.integers(0, 20)
                pattern = (rng.integers(0, 2) << 15) | (exponent << 10) | rng.integers(0, 1024)
                block[at : at + 2] = np.array([pattern], dtype="<u2").view(np.uint8)
        decoded = gguf.quants.dequantize(raw, kind).astype("<f4")
        cases.append({"type": kind.name, "blocks": raw.tobytes().hex(), "weights": decoded.tobytes().hex()})
    return cases


def converter_order(weights, heads):
    """What llama.cpp's converter does to q_proj and k_proj of Llama models."""
    rows, *rest = weights.shape
    return weights.reshape(heads, 2, rows // heads // 2, *rest).swapaxes(1, 2).reshape(weights.shape)


def model(path, arch, rng, types, hidden, ffn, heads, kv_heads, head, vocabulary, tied, a_file=0, rope_factors=None):
    writer = gguf.GGUFWriter(path, arch, split_max_tensors=a_file)
    writer.add_name(f"tiny {arch}")
    writer.add_context_length(64)
    writer.add_embedding_length(hidden)
    writer.add_block_count(1)
    writer.add_feed_forward_length(ffn)
    writer.add_head_count(heads)
    # Newer converters state it layer by layer where layers may differ.
    writer.add_head_count_kv([kv_heads] if a_file else kv_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(500000.0)
    if head * heads != hidden:
        writer.add_key_length(head)
        writer.add_value_length(head)
    writer.add_tokenizer_model("llama")
    writer.add_token_list([f"<{k}>" for k in range(vocabulary)])
    writer.add_array("general.tags", ["tiny", "test"])
    layer = "model.layers.0"
    tensors = [
        ("token_embd", "model.embed_tokens", (vocabulary, hidden)),
        ("blk.0.attn_norm", f"{layer}.input_layernorm", (hidden,)),
        ("blk.0.attn_q", f"{layer}.self_attn.q_proj", (heads * head, hidden)),
        ("blk.0.attn_k", f"{layer}.self_attn.k_proj", (kv_heads * head, hidden)),
        ("blk.0.attn_v", f"{layer}.self_attn.v_proj", (kv_heads * head, hidden)),
        ("blk.0.attn_output", f"{layer}.self_attn.o_proj", (hidden, heads * head)),
        ("blk.0.ffn_norm", f"{layer}.post_attention_layernorm", (hidden,)),
        ("blk.0.ffn_gate", f"{layer}.mlp.gate_proj", (ffn, hidden)),
        ("blk.0.ffn_up", f"{layer}.mlp.up_proj", (ffn, hidden)),
        ("blk.0.ffn_down", f"{layer}.mlp.down_proj", (hidden, ffn)),
        ("output_norm", "model.norm", (hidden,)),
    ]
    if arch == "qwen3":
        tensors += [("blk.0.attn_q_norm", f"{layer}.self_attn.q_norm", (head,))]
        tensors += [("blk.0.attn_k_norm", f"{layer}.self_attn.k_norm", (head,))]
    if not tied:
        tensors.append(("output", "lm_head", (vocabulary, hidden)))
    expected = []
    if rope_factors is not None:
        factors = np.array(rope_factors, dtype=np.float32)
        writer.add_tensor("rope_freqs.weight", factors)
        digest = hashlib.sha256(factors.tobytes()).hexdigest()
        expected.append({"name": "rope_freqs.weight", "type": "F32", "shape": list(factors.shape), "sha256": digest})
    for at, (name, hugging_face, shape) in enumerate(tensors):
        weights = (rng.standard_normal(shape) * 0.05).astype(np.float32)
        kind = Type.F32 if len(shape) == 1 else types[at % len(types)]
        # Quantizing is row by row, so the order of rows and rounding do not touch each other.
        data = gguf.quants.quantize(weights, kind)
        read = gguf.quants.dequantize(data, kind).reshape(shape).astype("<f4")
        part = name.split(".")[-1]
        if arch == "llama" and part in ("attn_q", "attn_k"):
            data = converter_order(data, heads if part == "attn_q" else kv_heads)
        if kind in (Type.F32, Type.F16):
            writer.add_tensor(f"{name}.weight", data)
        else:
            writer.add_tensor(f"{name}.weight", data, raw_dtype=kind)
        digest = hashlib.sha256(read.tobytes()).hexdigest()
        expected.append({"name": f"{hugging_face}.weight", "type": kind.name, "shape": list(shape), "sha256": digest})
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    config = {
        "model_type": arch,
        "vocab_size": vocabulary,
        "hidden_size": hidden,
        "intermediate_size": ffn,
        "num_hidden_layers": 1,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "head_dim": head,
        "max_position_embeddings": 64,
        "rms_norm_eps": 1e-5,
        "rope_theta": 500000,
        "tie_word_embeddings": tied,
    }
    if rope_factors is not None:
        config["rope_frequency_factors"] = rope_factors
    # The file, or the first of its parts.
    stem = os.path.basename(path).removesuffix(".gguf")
    first = min(name for name in os.listdir(OUT) if name.startswith(stem))
    return {"file": first, "config": config, "tensors": expected}


def main():
    rng = np.random.default_rng(7)
    os.makedirs(OUT, exist_ok=True)
    written_by = f"bench/peers/gguf_vectors.py, gguf {version('gguf')}, numpy {np.__version__}"
    with open(os.path.join(OUT, "blocks.json"), "w") as file:
        json.dump({"writtenBy": written_by, "cases": blocks(rng)}, file, indent=1)
        file.write("\n")
    kinds = [Type.F16, Type.Q8_0, Type.Q4_0, Type.Q5_1, Type.Q4_1, Type.BF16, Type.Q5_0]
    models = [
        model(os.path.join(OUT, "tiny-llama.gguf"), "llama", rng, kinds, 32, 64, 4, 2, 8, 24, False),
        model(os.path.join(OUT, "tiny-qwen3.gguf"), "qwen3", rng, [Type.F16], 16, 24, 2, 1, 16, 12, True),
        model(os.path.join(OUT, "tiny-parts.gguf"), "llama", rng, [Type.F16], 16, 24, 2, 1, 8, 12, True, 5, [1, 1.5, 4, 8]),
    ]
    with open(os.path.join(OUT, "models.json"), "w") as file:
        json.dump({"writtenBy": written_by, "models": models}, file, indent=1)
        file.write("\n")
    for name in sorted(os.listdir(OUT)):
        print(name, os.path.getsize(os.path.join(OUT, name)))


if __name__ == "__main__":
    main()
