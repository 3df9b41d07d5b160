#!/usr/bin/env python3
"""The uniform group formats a second time: literal, standard library only, written from the format's description and not
from the TypeScript. Quotients are exact fractions, so that no rounding of a division can hide.

    python3 bench/peers/uniform_reference.py        writes src/golden/vectors/uniform-rows.json (the committed file)
"""
import base64
import json
import os
import random
import struct
from fractions import Fraction

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GROUP = 128


def fp32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def fp16_bits(x):
    """struct's 'e' packs a binary64 straight to binary16, to nearest, ties to even."""
    return struct.unpack("<H", struct.pack("<e", x))[0]


def round_half_away(x):
    """x is a Fraction."""
    whole = (2 * abs(x) + 1) // 2
    return -int(whole) if x < 0 else int(whole)


def quantize_group(group, bits):
    top = 2**bits - 1
    low, high = min(0.0, min(group)), max(0.0, max(group))
    if low == 0 and high == 0:
        low, high = -1.0, 1.0
    scale_bits = fp16_bits((high - low) / top)
    if scale_bits == 0:
        return 0, 0, [0] * len(group)
    scale = Fraction(struct.unpack("<e", struct.pack("<H", scale_bits))[0])
    zero = min(max(round_half_away(Fraction(-low) / scale), 0), top)
    return scale_bits, zero, [min(max(round_half_away(Fraction(w) / scale) + zero, 0), top) for w in group]


def pack(codes, bits):
    word = sum(code << (bits * k) for k, code in enumerate(codes))
    return word.to_bytes((len(codes) * bits + 7) // 8, "little")


def quantize_row(row, bits):
    groups = [quantize_group(row[k : k + GROUP], bits) for k in range(0, len(row), GROUP)]
    codes = [code for _, _, part in groups for code in part]
    return [g[0] for g in groups], [g[1] for g in groups], pack(codes, bits).hex()


def cases():
    rng = random.Random(5)
    gauss = lambda n, s: [fp32(rng.gauss(0, s)) for _ in range(n)]
    # Multiples of half a step of a power-of-two scale: every other weight is a tie.
    ties = lambda bits: [fp32(k / 2 * 0.25) for k in range(-(2**bits - 1), 2**bits)][: 2 ** (bits + 1)]
    for bits in (2, 3, 4, 8):
        yield f"gauss, a group and a short one, {bits} bits", bits, gauss(150, 0.05)
        yield f"one weight, {bits} bits", bits, gauss(1, 1)
        yield f"all positive, {bits} bits", bits, [abs(w) for w in gauss(31, 3)]
        yield f"all negative, {bits} bits", bits, [-abs(w) for w in gauss(29, 3)]
        yield f"ties, {bits} bits", bits, ties(bits)[:300]
        yield f"zero group, then one of the smallest numbers, {bits} bits", bits, [0.0] * 128 + [1e-9, -1e-9, 0.0]
        yield f"subnormal scales, {bits} bits", bits, gauss(40, 2e-7)
        yield f"one outlier, {bits} bits", bits, gauss(60, 0.02) + [fp32(4.7)] + gauss(40, 0.02)
        yield f"large, {bits} bits", bits, gauss(9, 20000)


def main():
    out = []
    for name, bits, row in cases():
        scales, zeros, packed = quantize_row(row, bits)
        raw = struct.pack(f"<{len(row)}f", *row)
        out.append(
            {
                "name": name,
                "bits": bits,
                "columns": len(row),
                "weightsBase64": base64.b64encode(raw).decode(),
                "scales": scales,
                "zeros": zeros,
                "packed": packed,
            }
        )
    path = os.path.join(ROOT, "src", "golden", "vectors", "uniform-rows.json")
    with open(path, "w") as file:
        json.dump({"writtenBy": "bench/peers/uniform_reference.py", "cases": out}, file, indent=1)
        file.write("\n")
    print(f"{len(out)} cases -> {path}")


if __name__ == "__main__":
    main()
