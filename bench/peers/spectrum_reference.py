#!/usr/bin/env python3
"""Singular values, compactness and top-k energy from numpy's SVD (LAPACK), for the tests of src/golden/lieq.

    pip install numpy && python3 bench/peers/spectrum_reference.py

writes src/golden/vectors/spectra.json (the committed file). Elements are whole numbers, so that nothing is lost in JSON.
"""
import json
import os
import random

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def matrices():
    rng = random.Random(11)
    whole = lambda rows, columns, most: np.array(
        [[rng.randint(-most, most) for _ in range(columns)] for _ in range(rows)], dtype=float
    )
    yield "3 x 3", whole(3, 3, 9)
    yield "one row", whole(1, 12, 9)
    yield "one column", whole(9, 1, 9)
    yield "wide, 5 x 31", whole(5, 31, 9)
    yield "tall, 40 x 12", whole(40, 12, 9)
    yield "square, 32 x 32", whole(32, 32, 99)
    yield "rank 3 of 20", whole(20, 3, 9) @ whole(3, 24, 9)
    yield "a strong direction", whole(16, 24, 3) + 5000 * np.outer(whole(16, 1, 9), whole(24, 1, 9))
    yield "repeated values", np.diag([7.0] * 5 + [2.0] * 4 + [0.0] * 3)
    yield "a row of zeros", np.vstack([whole(6, 9, 9), np.zeros((1, 9))])


def main():
    cases = []
    for name, matrix in matrices():
        singular = np.linalg.svd(matrix, compute_uv=False)
        shares = singular**2 / np.sum(singular**2)
        nonzero = shares[shares > 0]
        cases.append(
            {
                "name": name,
                "rows": matrix.shape[0],
                "columns": matrix.shape[1],
                "values": [int(v) for v in matrix.reshape(-1)],
                "singular": [float(s) for s in singular],
                "compactness": float(np.exp(-np.sum(nonzero * np.log(nonzero)))),
                "topEnergy": [float(np.sum(shares[:k])) for k in (1, 2, 5)],
            }
        )
    path = os.path.join(ROOT, "src", "golden", "vectors", "spectra.json")
    with open(path, "w") as file:
        json.dump({"writtenBy": f"bench/peers/spectrum_reference.py, numpy {np.__version__}", "cases": cases}, file)
        file.write("\n")
    print(f"{len(cases)} cases -> {path}")


if __name__ == "__main__":
    main()
