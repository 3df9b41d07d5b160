#!/usr/bin/env python3
"""Small tokenizers and what outside packages make of texts, for the tests of src/model/tokenizer.

    pip install tokenizers==0.23.3 sentencepiece==0.2.3 && python3 bench/peers/tokenizer_vectors.py

writes src/model/tokenizer/vectors: hugging-face.json (tokenizers trained here on a few sentences, each with the rule for words of a
published family, encoded and decoded by the package `tokenizers`) and sentencepiece.json (a sentencepiece model with byte fallback).
"""
import io
import json
import os

import sentencepiece
import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OUT = os.path.join(ROOT, "src", "model", "tokenizer", "vectors")

TRAINING = [
    "In the beginning God created the heaven and the earth.",
    "And the earth was without form, and void; and darkness was upon the face of the deep.",
    "Once upon a time, there was a little girl named Lily. She didn't know that it's 12345 miles to the sea.",
    "We'll see whether they've got 3.14159 or 2,718,281 of them; I'd say they're fine.",
    "Die Straße führt über die Brücke nach Österreich. Œuvre naïve, déjà vu.",
    "Привет, мир! 你好，世界。 こんにちは世界 안녕하세요",
    "def main(args):\n    for at in range(10):\n        print(at)\n\n\nreturn\t0;\r\n",
    "fooBar HTTPServer getURL camelCaseWords",
] * 4

TEXTS = [
    "",
    " ",
    "  ",
    "   a",
    "\n",
    "\n\n\n x",
    "\t\t\ttab",
    "a\r\nb\r\n\r\n  c",
    "Hello world",
    " Hello, world!",
    "In the beginning there was a little earth",
    "it's IT'S We'LL they'Re I'd'Ve 'tis",
    "1 12 123 1234 12345 1234567890 3.14159",
    "½ ² Ⅷ ٣٤٥ १२३",
    "naïve Österreich Œuvre ſ'ſ",
    "Привет, мир! 你好，世界。",
    "\U0001f642 \U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301 \u00a0nbsp\u2003em",
    "\ufeffmark \u0085next\u2028line",
    "getHTTPResponse fooBAR",
    "x = {\"a\": [1, 2], 'b': `c`}; // !!!???...",
    "    for at in range(10):\n        print(at)   \n",
    "▁ lower \u2581block",
    "<s> is text </s>",
    "trailing   ",
]

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
TEKKEN = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
GPT4O = TEKKEN.replace(r"\p{M}]+|[^", r"\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^").replace(
    r"\p{M}]*|\p{N}|", r"\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}|"
)


def split(pattern, behavior="isolated"):
    return pre_tokenizers.Split(Regex(pattern), behavior=behavior)


def on_bytes(*before):
    return pre_tokenizers.Sequence([*before, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def byte_level(words, ignore_merges=False, normalizer=None):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    tokenizer.pre_tokenizer = words
    tokenizer.decoder = decoders.ByteLevel()
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=420, initial_alphabet=sorted(alphabet), special_tokens=["<|start|>", "<|end|>"], show_progress=False
    )
    tokenizer.train_from_iterator(TRAINING, trainer)
    return tokenizer


def plain(name, tokenizer, rule=None, config=None):
    texts = TEXTS + ["before<|end|>after <|start|>"]
    cases = []
    for text in texts:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        cases.append({"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True)})
    front = tokenizer.encode("", add_special_tokens=True).ids
    return {
        "name": name,
        "rule": rule,
        "config": config or {},
        "front": front,
        "tokenizer": json.loads(tokenizer.to_str()),
        "cases": cases,
    }


def hugging_face():
    digits = pre_tokenizers.Digits(individual_digits=True)
    gpt2 = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    llama3 = byte_level(on_bytes(split(LLAMA3)), ignore_merges=True)
    start = llama3.token_to_id("<|start|>")
    llama3.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(single="<|start|> $A", pair="<|start|> $A $B", special_tokens=[("<|start|>", start)]),
        ]
    )
    llama3.add_tokens([AddedToken("<think>", normalized=False)])
    spaces = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first", split=False)
    yield plain("GPT-2", byte_level(gpt2), "gpt-2", {"add_bos_token": False, "bos_token": "<|start|>"})
    yield plain("SmolLM", byte_level(pre_tokenizers.Sequence([digits, gpt2])), "smollm")
    yield plain("Llama 3", llama3, "llama-bpe")
    qwen2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
    yield plain("Qwen 2", byte_level(on_bytes(split(qwen2))), "qwen2")
    yield plain("Qwen 2 with its normalizer", byte_level(on_bytes(split(qwen2)), normalizer=normalizers.NFC()))
    yield plain("Tekken", byte_level(on_bytes(split(TEKKEN)), ignore_merges=True), "tekken")
    yield plain("GPT-4o", byte_level(on_bytes(split(GPT4O))), "gpt-4o")
    coder = [split(r"[\r\n]"), split(r"\s?\p{L}+"), split(r"\s?\p{P}+"), split("[一-龥ࠀ-一가-퟿]+"), pre_tokenizers.Digits(individual_digits=True)]
    yield plain("DeepSeek Coder", byte_level(on_bytes(*coder)), "deepseek-coder")
    for name, tokenizer in (("Metaspace", spaces), ("Metaspace that cuts", pre_tokenizers.Metaspace(prepend_scheme="always", split=True))):
        bpe = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
        bpe.pre_tokenizer = tokenizer
        bpe.decoder = decoders.Sequence(
            [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
        )
        byte_tokens = [f"<0x{byte:02X}>" for byte in range(256)]
        bpe.train_from_iterator(
            TRAINING, trainers.BpeTrainer(vocab_size=500, special_tokens=["<unk>", "<|start|>", "<|end|>", *byte_tokens], show_progress=False)
        )
        # Byte tokens are ordinary ones in published files.
        parsed = json.loads(bpe.to_str())
        parsed["added_tokens"] = parsed["added_tokens"][:3]
        yield plain(name, Tokenizer.from_str(json.dumps(parsed)), config={"add_bos_token": True, "bos_token": {"content": "<|start|>"}})


def sentencepiece_vectors():
    file = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TRAINING),
        model_writer=file,
        model_type="bpe",
        vocab_size=520,
        byte_fallback=True,
        character_coverage=0.98,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        add_dummy_prefix=True,
        split_digits=True,
        allow_whitespace_only_pieces=True,
        user_defined_symbols=["<think>", "\n\n"],
        minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=file.getvalue())
    tokens = range(processor.vocab_size())

    def kind(token):
        # ggml's numbers of token types.
        if processor.is_unknown(token):
            return 2
        if processor.is_control(token):
            return 3
        if processor.is_byte(token):
            return 6
        return 4 if processor.id_to_piece(token) in ("<think>", "\n\n") else 1

    cases = []
    for text in TEXTS:
        ids = processor.encode(text)
        cases.append({"text": text, "ids": ids, "decoded": processor.decode(ids)})
    return {
        "pieces": [processor.id_to_piece(token) for token in tokens],
        "scores": [processor.get_score(token) for token in tokens],
        "types": [kind(token) for token in tokens],
        "cases": cases,
    }


def main():
    os.makedirs(OUT, exist_ok=True)
    by = f"bench/peers/tokenizer_vectors.py, tokenizers {tokenizers.__version__}, sentencepiece {sentencepiece.__version__}"
    files = {
        "hugging-face.json": {"writtenBy": by, "tokenizers": list(hugging_face())},
        "sentencepiece.json": {"writtenBy": by, **sentencepiece_vectors()},
    }
    for name, content in files.items():
        with open(os.path.join(OUT, name), "w") as file:
            json.dump(content, file, ensure_ascii=True)
            file.write("\n")
        print(name, os.path.getsize(os.path.join(OUT, name)))


if __name__ == "__main__":
    main()
