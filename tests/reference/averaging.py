"""Dictionaries averaged over seeds: `averaging.json`.

Features: `signed(stream, G, h)` of formula.py, rows to unit norm. Dictionary r, from 0, row j = feature ((5·j + r) mod G) + noise·signed(stream + r,
J, h)[j], rows to unit norm and rounded to float32; the rows with (j + r) mod 7 = 3 are negated. Everything else is float64.

Each element of dictionary 0 is added up with the most similar element of each other dictionary, where their signed cosine is above the threshold, and
the sum rescaled to length 1.
"""

import numpy as np

from formula import digits, signed, unit_rows, write_json

CASES = [
    # h, G, J, dictionaries, noise, threshold
    (5, 7, 6, 2, 0.3, 0.0),
    (12, 20, 20, 4, 0.4, 0.5),
    (9, 16, 33, 3, 0.5, 0.7),
    (16, 40, 24, 3, 0.6, 0.99),
]


def dictionary(features, size, r, noise, stream):
    n, dim = features.shape
    j = np.arange(size)
    rows = features[(5 * j + r) % n].astype(np.float64) + noise * signed(stream + r, size, dim)
    rows[(j + r) % 7 == 3] *= -1
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def averaged(dictionaries, above):
    own, *others = (d.astype(np.float64) for d in dictionaries)
    total, matches = own.copy(), 0
    for other in others:
        cosines = own @ other.T
        best = cosines.argmax(1)
        largest = cosines.max(1)
        assert np.abs(largest - above).min() > 1e-4, "a pair lies on the threshold"
        second = np.sort(cosines, axis=1)[:, -2]
        assert (largest - second)[largest > above].min(initial=1) > 1e-5, "two elements are equally similar"
        total[largest > above] += other[best[largest > above]]
        matches += int((largest > above).sum())
    return total / np.linalg.norm(total, axis=1, keepdims=True), matches


def examples():
    for number, (dim, n, size, count, noise, above) in enumerate(CASES):
        feature_stream, stream = 500 + 20 * number, 510 + 20 * number
        features = unit_rows(signed(feature_stream, n, dim))
        dictionaries = [dictionary(features, size, r, noise, stream) for r in range(count)]
        mean, matches = averaged(dictionaries, above)
        truth = features.astype(np.float32).astype(np.float64)
        before = (truth @ dictionaries[0].astype(np.float64).T).max(1).mean()
        after = (truth @ mean.T).max(1).mean()
        yield {"activationDim": dim, "nFeatures": n, "dictSize": size, "dictionaries": count, "noise": noise, "above": above,
               "featureStream": feature_stream, "stream": stream, "matches": matches,
               **digits({"mmcsTruth": before, "mmcsTruthAveraged": after, "averaged": mean}, 12)}


if __name__ == "__main__":
    cases = list(examples())
    for case in cases:
        print({name: case[name] for name in ("dictSize", "matches", "mmcsTruth", "mmcsTruthAveraged")})
    write_json("averaging.json", {"examples": cases})
