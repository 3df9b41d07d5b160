#!/usr/bin/env python3
"""Vectors of small float formats from gfloat (Graphcore), a library that shares nothing with Bitloom.

    pip install gfloat && python3 bench/peers/small_float_vectors.py

writes src/golden/vectors/small-floats.json (the committed file). For each format: every decode, and encodes of every
value, every midpoint, binary64 neighbours of both, and magnitudes beyond the largest, in five rounding modes, saturating.
Numbers are binary64 bit patterns in hexadecimal without the zeros at their end, because JSON
has neither a minus zero that every reader keeps nor infinities.

gfloat decodes formats without subnormals but does not round to them near zero: below the smallest normal number it
returns values that the format does not have, and it encodes zero as some power of two. Encodes of such formats are
therefore written from that number upward only.
Its ties-to-away compares `delta + 0.5 >= 1.0` in binary64, which takes 0.5 - 2^-54 for a tie. Values that are no midpoint
and where its two roundings to nearest differ are left out.
"""
import json
import math
import os
import random
import struct

import numpy as np
from gfloat import RoundMode, decode_float, encode_float, round_float
from gfloat.types import Domain, FormatInfo

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MODES = {
    "nearest-even": RoundMode.TiesToEven,
    "half-away": RoundMode.TiesToAway,
    "toward-zero": RoundMode.TowardZero,
    "up": RoundMode.TowardPositive,
    "down": RoundMode.TowardNegative,
}
# name: exponent bits, mantissa bits, bias, subnormals, infinity, NaN codes of each sign, most encodes kept
FORMATS = {
    "E2M5": (2, 5, 1, True, False, 0, 200),
    "E2M5 without subnormals": (2, 5, 1, False, False, 0, 120),
    "E3M4": (3, 4, 3, True, False, 0, 200),
    "E3M4, bias 1": (3, 4, 1, True, False, 0, 120),
    "E3M4 without subnormals": (3, 4, 3, False, False, 0, 120),
    "E4M3": (4, 3, 7, True, False, 0, 200),
    "E4M3 of OCP, one NaN": (4, 3, 7, True, False, 1, 120),
    "E4M3 without subnormals": (4, 3, 7, False, False, 0, 120),
    "E5M2": (5, 2, 15, True, False, 0, 200),
    "E5M2 of OCP, infinity and three NaN": (5, 2, 15, True, True, 3, 120),
    "E6M1": (6, 1, 31, True, False, 0, 120),
    "E7M0": (7, 0, 63, True, False, 0, 120),
    "E2M3": (2, 3, 1, True, False, 0, 999),
    "E3M2": (3, 2, 3, True, False, 0, 999),
    "E2M1": (2, 1, 1, True, False, 0, 999),
    "E1M2": (1, 2, 0, True, False, 0, 999),
    "E5M10, as binary16": (5, 10, 15, True, True, 1023, 200),
    "E8M7, as bfloat16": (8, 7, 127, True, True, 127, 200),
}


def bits(x):
    return struct.pack(">d", x).hex().rstrip("0")


def inputs(values, most):
    """Landmarks first, then as many of the rest as are kept, seeded."""
    ordered = sorted({abs(v) for v in values if math.isfinite(v)})
    points = ordered + [(a + b) / 2 for a, b in zip(ordered, ordered[1:])]
    near = {n for p in points for n in (p, math.nextafter(p, math.inf), math.nextafter(p, 0.0))}
    top = ordered[-1]
    landmarks = [0.0, ordered[0], ordered[1], top, math.nextafter(top, math.inf), 1.5 * top, 4 * top, 1e300, math.inf, 5e-324]
    rest = sorted(near - set(landmarks))
    if len(rest) > most:
        rest = sorted(random.Random(most).sample(rest, most))
    return [s * x for x in landmarks + rest for s in (1.0, -1.0)]


def vectors(name, exponent_bits, mantissa_bits, bias, subnormals, infinity, nans, most):
    fi = FormatInfo(
        name, 1 + exponent_bits + mantissa_bits, mantissa_bits + 1, bias=bias, is_signed=True, has_nz=True,
        domain=Domain.Extended if infinity else Domain.Finite, num_high_nans=nans, has_subnormals=subnormals,
        is_twos_complement=False)
    decoded = [decode_float(fi, code).fval for code in range(2 ** fi.k)]
    smallest = min(abs(v) for v in decoded if v != 0 and math.isfinite(v))
    tried = [x for x in inputs(decoded, most) if subnormals or abs(x) >= smallest]
    ordered = sorted({abs(v) for v in decoded if math.isfinite(v)})
    midpoints = {(a + b) / 2 for a, b in zip(ordered, ordered[1:])}
    tried = [x for x in tried if abs(x) in midpoints or len({
        round_float(fi, x, rnd, sat=True) for rnd in (RoundMode.TiesToEven, RoundMode.TiesToAway)}) == 1]
    step = 1 if fi.k <= 8 else 97
    return {
        "name": name,
        "format": {"exponentBits": exponent_bits, "mantissaBits": mantissa_bits, "bias": bias,
                   "hasSubnormals": subnormals, "hasInfinity": infinity, "nanCodes": nans},
        "decodeStep": step,
        "decode": ["NaN" if math.isnan(v) else bits(v) for v in decoded[::step]],
        "values": [bits(x) for x in tried],
        "encode": {mode: [int(encode_float(fi, round_float(fi, x, rnd, sat=True))) for x in tried]
                   for mode, rnd in MODES.items()},
    }


if __name__ == "__main__":
    out = {"writtenBy": "bench/peers/small_float_vectors.py", "library": "gfloat 0.5.2",
           "formats": [vectors(name, *of) for name, of in FORMATS.items()]}
    text = json.dumps(out, separators=(",", ":")).replace('{"name"', '\n{"name"').replace('"encode"', '\n"encode"')
    with open(os.path.join(ROOT, "src", "golden", "vectors", "small-floats.json"), "w") as f:
        f.write(text + "\n")
    print(len(text), "bytes,", sum(5 * len(v["values"]) for v in out["formats"]), "encodes, numpy", np.__version__)
