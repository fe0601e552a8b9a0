"""MMCS, share of features recovered, and chance levels: `similarity.json`.

Features: `signed(stream, G, h)` of formula.py, rows to unit norm. Dictionaries, row by row:

- random: signed(stream, J, h), not normalised (a cosine does not see length).
- planted: row j = feature (5·j mod G) + noise·signed(stream, J, h)[j], and every fourth row (j mod 4 = 3) negated.
"""

import numpy as np

from formula import digits, signed, unit_rows, write_json

CASES = [(2, 3, 1), (7, 5, 4), (16, 16, 16), (33, 29, 40), (24, 64, 48)]


def cosines(a, b):
    unit = [m / np.linalg.norm(m, axis=1, keepdims=True) for m in (a.astype(np.float64), b.astype(np.float64))]
    return unit[0] @ unit[1].T


def planted(features, size, noise, stream):
    n, dim = features.shape
    rows = features[(5 * np.arange(size)) % n].astype(np.float64) + noise * signed(stream, size, dim)
    rows[np.arange(size) % 4 == 3] *= -1
    return rows.astype(np.float32)


def measure(features, dictionary, above=0.9):
    c = cosines(features, dictionary)
    best = c.max(1)
    assert np.abs(best - above).min() > 1e-4, "a feature lies on the threshold"
    return digits({
        "mmcsTruth": best.mean(),  # mean over features of the max over dictionary elements
        "mmcsReverse": c.max(0).mean(),  # mean over dictionary elements of the max over features
        "mmcsTruthAbsolute": np.abs(c).max(1).mean(),
        "recovered": (best > above).mean(),
        "best": best,
        "argmax": c.argmax(1).tolist(),
    }, 12)


def examples():
    for n, (dim, features, size) in enumerate(CASES):
        f = unit_rows(signed(100 + n, features, dim))
        for kind, stream, noise in (("random", 200 + n, None), ("planted", 300 + n, 0.2)):
            d = signed(stream, size, dim).astype(np.float32) if noise is None else planted(f, size, noise, stream)
            yield {"activationDim": dim, "nFeatures": features, "dictSize": size, "featureStream": 100 + n,
                   "dictionary": kind, "stream": stream, "noise": noise, **measure(f, d)}


def chance(dim, features, size, draws, positive=False):
    """Mean and spread of the MMCS of random unit dictionaries to random features (both drawn anew each time)."""
    r = np.random.default_rng([dim, features, size, positive])
    values = []
    for _ in range(draws):
        f = r.standard_normal((features, dim)).astype(np.float32)
        d = r.standard_normal((size, dim)).astype(np.float32)
        if positive:
            f, d = np.abs(f), np.abs(d)
        values.append(float(cosines(f, d).max(1).mean()))
    return {"activationDim": dim, "nFeatures": features, "dictSize": size, "positive": positive, "draws": draws,
            "mean": np.mean(values), "deviation": np.std(values, ddof=1),
            "standardError": np.std(values, ddof=1) / np.sqrt(draws)}


if __name__ == "__main__":
    chances = [chance(256, 512, 512, 40), chance(64, 128, 128, 200), chance(64, 128, 32, 200), chance(32, 64, 512, 200),
               chance(256, 512, 128, 40), chance(256, 512, 4096, 10), chance(256, 512, 16384, 4),
               chance(256, 512, 512, 40, True)]
    for c in chances:
        print({k: float(f"{v:.5g}") for k, v in c.items()})
    write_json("similarity.json", {"examples": list(examples()), "chance": [digits(c, 7) for c in chances]})
