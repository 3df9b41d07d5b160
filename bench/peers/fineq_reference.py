#!/usr/bin/env python3
"""FineQ a second time: a slow, literal, standard-library-only program written from the format's description and not from
the TypeScript, so that the two can be compared bit for bit.

    python3 bench/peers/fineq_reference.py vectors           writes src/golden/vectors/*.json (the committed files)
    python3 bench/peers/fineq_reference.py readings FILE...  counts the rows whose result depends on the summation order

FILE is a safetensors or a llama2.c file. Takes about a minute for each million weights.
"""
import base64
import hashlib
import json
import math
import os
import random
import struct
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.environ.get("BITLOOM_DATA", os.path.join(ROOT, "..", "shared", "data"))
DEMO = os.path.join(ROOT, "examples", "models", "kjv-1.8m", "model.safetensors")
STORIES = os.path.join(DATA, "models", "stories260K", "stories260K.bin")


def fp16_bits(x):
    """struct's 'e' packs a binary64 straight to binary16, to nearest, ties to even; it refuses what would be infinite."""
    return struct.unpack("<H", struct.pack("<e", x))[0]


def fp16_value(bits):
    return struct.unpack("<e", struct.pack("<H", bits))[0]


def round_half_away(x):
    whole = math.floor(abs(x))
    if abs(x) - whole >= 0.5:
        whole += 1
    return -whole if x < 0 else whole


def candidates(weights, s, index):
    """q of six weights under one index."""
    out = []
    for k, w in enumerate(weights):
        limit = 1 if index == 0 else 0 if k % 3 == index - 1 else 3
        out.append(max(-limit, min(limit, round_half_away(w / s))))
    return out


def squared_errors(weights, s, q):
    return [(w - s * c) * (w - s * c) for w, c in zip(weights, q)]


def in_order(values):
    total = 0.0
    for v in values:
        total += v
    return total


def quantize_under(row, s):
    """-> per pair (index, q, six squared errors)"""
    pairs = []
    for at in range(0, len(row), 6):
        six = row[at:at + 6]
        best = None
        for index in range(4):
            q = candidates(six, s, index)
            e = squared_errors(six, s, q)
            if best is None or in_order(e) < in_order(best[2]):
                best = (index, q, e)
        pairs.append(best)
    return pairs


# Three readings of "the row's squared error": pair by pair (the one in use), weight by weight, correctly rounded.
READINGS = {
    "pairs": lambda pairs: in_order(in_order(e) for _, _, e in pairs),
    "flat": lambda pairs: in_order(v for _, _, e in pairs for v in e),
    "exact": lambda pairs: math.fsum(v for _, _, e in pairs for v in e),
}


def quantize_row(weights, readings=("pairs",)):
    """-> for each reading (scale bits, packed bytes, chosen candidate)"""
    row = list(weights) + [0.0] * (-len(weights) % 24)
    largest = max(abs(w) for w in row)
    best = {name: None for name in readings}
    for i in range(18):
        alpha = (100 - 5 * i) / 100
        bits = fp16_bits(alpha * largest / 3)
        s = fp16_value(bits)
        if s == 0:
            if i == 0:
                break
            pairs = [(0, [0] * 6, [w * w for w in row[at:at + 6]]) for at in range(0, len(row), 6)]
        else:
            pairs = quantize_under(row, s)
        for name in readings:
            error = READINGS[name](pairs)
            if best[name] is None or error < best[name][0]:
                best[name] = (error, i, bits, pairs)
    results = []
    for name in readings:
        if best[name] is None:
            results.append((0, bytes(len(row) // 24 * 7), 0))
        else:
            _, i, bits, pairs = best[name]
            results.append((bits, pack(pairs), i))
    return results


def pack(pairs):
    out = bytearray()
    for at in range(0, len(pairs), 4):
        index_byte, word = 0, 0
        for p, (index, q, _) in enumerate(pairs[at:at + 4]):
            index_byte |= index << (2 * p)
            for c in (0, 1):
                three, d = q[3 * c:3 * c + 3], 0
                if index == 0:
                    for j, v in enumerate(three):
                        d |= ((2 if v < 0 else 0) | abs(v)) << (2 * j)
                else:
                    kept = [v for j, v in enumerate(three) if j != index - 1]
                    for j, v in enumerate(kept):
                        d |= ((4 if v < 0 else 0) | abs(v)) << (3 * j)
                word |= d << (6 * (2 * p + c))
        out.append(index_byte)
        out += word.to_bytes(6, "little")
    return bytes(out)


def read_safetensors(path):
    """-> {name: (shape, flat list of floats)} for two-dimensional F16 and F32 tensors"""
    blob = open(path, "rb").read()
    n, = struct.unpack("<Q", blob[:8])
    out = {}
    for name, t in json.loads(blob[8:8 + n]).items():
        if name != "__metadata__" and len(t["shape"]) == 2 and t["dtype"] in ("F16", "F32"):
            lo, hi = (8 + n + o for o in t["data_offsets"])
            code, size = ("e", 2) if t["dtype"] == "F16" else ("f", 4)
            out[name] = (t["shape"], struct.unpack(f"<{(hi - lo) // size}{code}", blob[lo:hi]))
    return out


def read_llama2c(path):
    """The matrices of a legacy llama2.c file (run.c's order) under their Hugging Face names."""
    blob = open(path, "rb").read()
    dim, hidden, layers, heads, kv_heads, vocab, _ = struct.unpack("<7i", blob[:28])
    kv, at, out = dim // heads * kv_heads, 28, {}
    for kind, shape, each in (
        ("model.embed_tokens", (abs(vocab), dim), False), (None, (layers, dim), False),
        ("self_attn.q_proj", (dim, dim), True), ("self_attn.k_proj", (kv, dim), True),
        ("self_attn.v_proj", (kv, dim), True), ("self_attn.o_proj", (dim, dim), True), (None, (layers, dim), False),
        ("mlp.gate_proj", (hidden, dim), True), ("mlp.down_proj", (dim, hidden), True), ("mlp.up_proj", (hidden, dim), True),
    ):
        for layer in range(layers if each else 1):
            size = shape[0] * shape[1]
            if kind:
                name = (f"model.layers.{layer}." if each else "") + kind + ".weight"
                out[name] = (list(shape), struct.unpack_from(f"<{size}f", blob, at))
            at += 4 * size
    return out


def read(path):
    with open(path, "rb") as f:
        return read_safetensors(path) if f.read(9)[8:9] == b"{" else read_llama2c(path)


def quantize_tensor(shape, weights):
    rows = [quantize_row(weights[r * shape[1]:(r + 1) * shape[1]])[0] for r in range(shape[0])]
    return b"".join(packed for _, packed, _ in rows), b"".join(struct.pack("<H", bits) for bits, _, _ in rows)


def f32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def student(rng, nu):
    return rng.gauss(0, 1) / math.sqrt(rng.gammavariate(nu / 2, 2 / nu))


def row_cases():
    """-> (name, list of rows)"""
    rng = random.Random(20260)
    gauss = lambda n, scale=0.02: [f32(rng.gauss(0, scale)) for _ in range(n)]
    yield "gauss, 4 rows of 48", [gauss(48) for _ in range(4)]
    yield "gauss, 1 row of 576", [gauss(576)]
    yield "Student t5, 3 rows of 96", [[f32(0.02 * student(rng, 5)) for _ in range(96)] for _ in range(3)]
    yield "Student t3, 3 rows of 72", [[f32(student(rng, 3)) for _ in range(72)] for _ in range(3)]
    for n in (1, 2, 3, 5, 7, 23, 25, 47, 64, 100):
        yield f"K = {n}, not a multiple of 24", [gauss(n) for _ in range(2)]
    yield "tiny weights, subnormal scales", [gauss(48, 10.0 ** -e) for e in (4, 5, 6, 7)]
    yield "weights around the smallest scale", [gauss(24, m * 2.0 ** -25) for m in (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5)]
    yield "binary32 subnormals", [gauss(24, 1e-41)]
    yield "huge weights, scales to 65504", [gauss(24, 10.0 ** e) for e in (2, 3, 4)] + [[196512.0] + gauss(23, 30000.0)]
    yield "scale that rounds down to 65504", [[196550.0, -3.0, 65504.0, 131008.0]]
    yield "halves, ties everywhere", [[rng.choice((-1, 1)) * rng.randrange(13) * 0.25 for _ in range(48)] for _ in range(6)]
    yield "halves below a maximum of 3", [[3.0] + [rng.choice((-1, 1)) * rng.choice((0.5, 1.5, 2.5)) for _ in range(47)] for _ in range(4)]
    yield "small integers", [[float(rng.randrange(-3, 4)) for _ in range(48)] for _ in range(4)]
    yield "equal magnitudes", [[rng.choice((-1, 1)) * 0.125 for _ in range(30)] for _ in range(2)]
    yield "one outlier", [[f32(rng.gauss(0, 0.01)) for _ in range(47)] + [f32(m)] for m in (0.1, 0.5, 5.0, 100.0)]
    yield "all zero, minus zero included", [[0.0, -0.0] * 15]
    yield "one weight", [[0.0] * 29 + [f32(0.3)], [f32(-1e-3)] + [0.0] * 29]
    yield "binary16 weights", [[fp16_value(fp16_bits(rng.gauss(0, 0.02))) for _ in range(144)] for _ in range(3)]


def write_vectors():
    folder = os.path.join(ROOT, "src", "golden", "vectors")
    cases = []
    for name, rows in row_cases():
        results = [quantize_row(r)[0] for r in rows]
        assert len({len(r) for r in rows}) == 1, name
        flat = [w for r in rows for w in r]
        cases.append({
            "name": name, "rows": len(rows), "columns": len(rows[0]),
            "weightsBase64": base64.b64encode(struct.pack(f"<{len(flat)}f", *flat)).decode(),
            "scales": [bits for bits, _, _ in results],
            "packed": [packed.hex() for _, packed, _ in results],
        })
    write(os.path.join(folder, "fineq-rows.json"), {"cases": cases})
    models = []
    for label, path, names in (
        ("demo", DEMO, [f"model.layers.{i}.{m}.weight" for i, m in (
            (0, "self_attn.q_proj"), (1, "self_attn.k_proj"), (3, "self_attn.v_proj"), (4, "self_attn.o_proj"),
            (5, "mlp.gate_proj"), (6, "mlp.up_proj"), (7, "mlp.down_proj"))] + ["model.embed_tokens.weight"]),
        ("stories260K", STORIES, None),
    ):
        tensors = read(path)
        digests = {}
        for name in names or tensors:
            packed, scales = quantize_tensor(*tensors[name])
            digests[name] = {"shape": tensors[name][0], "packedSha256": hashlib.sha256(packed).hexdigest(),
                             "scalesSha256": hashlib.sha256(scales).hexdigest()}
            print(label, name, flush=True)
        models.append({"model": label, "tensors": digests})
    write(os.path.join(folder, "fineq-models.json"), {"models": models})


def write(path, value):
    with open(path, "w") as f:
        json.dump(dict({"writtenBy": "bench/peers/fineq_reference.py vectors"}, **value), f, indent=1)
        f.write("\n")


def count_readings(paths):
    print("| file | rows | rows that differ: flat | exact |\n|---|---|---|---|")
    for path in paths:
        rows, differ = 0, {"flat": 0, "exact": 0}
        for shape, weights in read(path).values():
            for r in range(shape[0]):
                pairs, flat, exact = quantize_row(weights[r * shape[1]:(r + 1) * shape[1]], ("pairs", "flat", "exact"))
                rows += 1
                differ["flat"] += flat != pairs
                differ["exact"] += exact != pairs
        print(f"| {os.path.basename(path)} | {rows} | {differ['flat']} | {differ['exact']} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["vectors"]:
        write_vectors()
    elif sys.argv[1:2] == ["readings"] and len(sys.argv) > 2:
        count_readings(sys.argv[2:])
    else:
        sys.exit(__doc__)
