#!/usr/bin/env python3
"""GPTQ for the uniform group formats, and calibrated FineQ, a second time: numpy, written from the formulas of the GPTQ paper
(arXiv 2210.17323, section 3) and from the formats' descriptions, not from the TypeScript. The inverse of the Hessian is formed
and factored as the paper writes it.

    pip install numpy && python3 bench/peers/gptq_reference.py      writes src/golden/vectors/calibration.json

Every choice in a case (a rounding, an index, a scale) is made with a margin of at least MARGIN, so that codes
can be compared bit for bit although the two programs round differently on the way; a case without that margin is refused.
"""
import base64
import json
import math
import os
import struct

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GROUP = 128
DAMPING = 0.01
MARGIN = 1e-9
LIMITS = [[1] * 6, [0, 3, 3] * 2, [3, 0, 3] * 2, [3, 3, 0] * 2]


class TooClose(Exception):
    pass


def fp16(x):
    """Bits and value of the nearest binary16, ties to even, straight from binary64."""
    packed = struct.pack("<e", x)
    return struct.unpack("<H", packed)[0], struct.unpack("<e", packed)[0]


def fp16_clear(x):
    """As fp16, for a number that went through arithmetic."""
    found = fp16(x)
    if fp16(x * (1 + MARGIN)) != found or fp16(x * (1 - MARGIN)) != found:
        raise TooClose("a scale")
    return found


def nearest(x):
    whole = math.floor(abs(x) + 0.5)
    if abs(abs(x) % 1 - 0.5) < MARGIN:
        raise TooClose("a rounding")
    return -whole if x < 0 else whole


def clamp(x, low, high):
    return max(low, min(high, x))


def factor(inputs):
    """U and the dead inputs: H = 2 X X^T + damping, H^-1 = U^T U."""
    x = inputs.astype(np.float64).T
    hessian = 2 * x @ x.T
    diagonal = np.diag(hessian)
    dead = diagonal == 0
    mean = diagonal[~dead].mean()
    damped = hessian + np.diag(np.where(dead, mean, DAMPING * mean))
    return np.linalg.cholesky(np.linalg.inv(damped)).T, dead


def gptq_row(row, upper, bits):
    w = row.copy()
    top = 2**bits - 1
    scales, zeros, codes = [], [], []
    for k in range(len(w)):
        if k % GROUP == 0:
            group = w[k : k + GROUP]
            low, high = min(0.0, group.min()), max(0.0, group.max())
            pattern, scale = fp16_clear((high - low) / top)
            zero = clamp(nearest(-low / scale), 0, top)
            scales.append(pattern)
            zeros.append(zero)
        code = clamp(nearest(w[k] / scale) + zero, 0, top)
        codes.append(code)
        w[k + 1 :] -= (w[k] - scale * (code - zero)) / upper[k, k] * upper[k, k + 1 :]
    return scales, zeros, codes


def fineq_pair(w, upper, scale, limits):
    """Codes, errors and loss of a pair's weights with the errors fed forward inside it."""
    w = w.copy()
    codes, errors = [], []
    for k in range(len(w)):
        code = clamp(nearest(w[k] / scale), -limits[k], limits[k])
        error = (w[k] - scale * code) / upper[k, k]
        w[k + 1 :] -= error * upper[k, k + 1 :]
        codes.append(code)
        errors.append(error)
    return codes, np.array(errors), float(np.sum(np.square(errors)))


def fineq_row(row, upper, scale):
    w = row.copy()
    indices, codes, total = [], [], 0.0
    for k in range(0, len(w), 6):
        end = min(k + 6, len(w))
        tried = [fineq_pair(w[k:end], upper[k:end, k:end], scale, limits) for limits in LIMITS]
        losses = [loss for _, _, loss in tried]
        index = losses.index(min(losses))
        if any(l - losses[index] < MARGIN * losses[index] for i, l in enumerate(losses) if i != index and tried[i][0] != tried[index][0]):
            raise TooClose("an index")
        own, errors, loss = tried[index]
        w[end:] -= errors @ upper[k:end, end:]
        indices.append(index)
        codes += own
        total += loss
    return indices, codes, total


def fineq_search(row, upper):
    largest = float(np.abs(row).max())
    results = []
    for i in range(18):
        pattern, scale = fp16((100 - 5 * i) / 100 * largest / 3)
        results.append((fineq_row(row, upper, scale), pattern))
    order = sorted(results, key=lambda r: r[0][2])
    if order[1][0][2] - order[0][0][2] < MARGIN * order[0][0][2]:
        raise TooClose("a factor")
    (indices, codes, loss), pattern = order[0]
    # The row's loss is the quadratic form of what was chosen: the identity that all of this stands on.
    difference = row - fp16_value(pattern) * np.array(codes)
    inverse_upper = np.linalg.inv(upper)
    assert math.isclose(float(np.sum(np.square(inverse_upper.T @ difference))), loss, rel_tol=1e-8)
    return pattern, indices, codes


def fp16_value(pattern):
    return struct.unpack("<e", struct.pack("<H", pattern))[0]


def problems():
    rng = np.random.default_rng(7)

    def correlated(tokens, columns, memory):
        noise = rng.standard_normal((tokens, columns))
        for k in range(1, columns):
            noise[:, k] += memory * noise[:, k - 1]
        return noise

    def layer(rows, columns):
        return 0.05 * rng.standard_t(5, (rows, columns))

    yield "a short row", layer(4, 20), correlated(64, 20, 0.8)
    yield "one block of independent inputs", layer(4, 24), correlated(100, 24, 0)
    yield "a group and a short one", layer(3, 150), correlated(170, 150, 0.9)
    yield "fewer tokens than inputs", layer(3, 40), correlated(11, 40, 0.5)
    dead = correlated(80, 30, 0.7)
    dead[:, [0, 7, 29]] = 0
    yield "three dead inputs", layer(4, 30), dead
    uneven = correlated(90, 48, 0.6) * np.exp(rng.uniform(-2, 2, 48))
    yield "inputs of uneven strength", layer(4, 48), uneven


def main():
    cases = []
    for name, weights, inputs in problems():
        # Whole numbers of one byte, to keep the file small.
        weights, inputs = weights.astype(np.float32), np.clip(np.round(12 * inputs), -127, 127).astype(np.int8)
        upper, dead = factor(inputs)
        live = np.where(dead, 0.0, weights.astype(np.float64))
        uniform = []
        for bits in (2, 3, 4, 8):
            rows = [gptq_row(row, upper, bits) for row in live]
            scales, zeros, codes = ([v for row in rows for v in row[part]] for part in range(3))
            uniform.append({"bits": bits, "scales": scales, "zeros": zeros, "codes": codes})
        rows = [fineq_search(row, upper) for row in live]
        cases.append(
            {
                "name": name,
                "rows": weights.shape[0],
                "columns": weights.shape[1],
                "tokens": inputs.shape[0],
                "weightsBase64": base64.b64encode(weights.astype("<f4").tobytes()).decode(),
                "inputsBase64": base64.b64encode(inputs.tobytes()).decode(),
                "upperDiagonal": [float(u) for u in np.diag(upper)],
                "upperFirstRow": [float(u) for u in upper[0]],
                "uniform": uniform,
                "fineq": {
                    "scales": [pattern for pattern, _, _ in rows],
                    "indices": [indices for _, indices, _ in rows],
                    "codes": [c for _, _, codes in rows for c in codes],
                },
            }
        )
    path = os.path.join(ROOT, "src", "golden", "vectors", "calibration.json")
    with open(path, "w") as file:
        json.dump({"writtenBy": f"bench/peers/gptq_reference.py, numpy {np.__version__}", "cases": cases}, file)
        file.write("\n")
    print(f"{len(cases)} cases -> {path}")


if __name__ == "__main__":
    main()
