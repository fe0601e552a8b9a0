"""What features and dictionary elements have to do with each other, beyond MMCS to truth: `matches.json`.

Features F: `signed(stream, G, h)` of formula.py, rows to unit norm. Dictionary: row j = feature (7·j mod G) + noise·signed(stream + 1, J, h)[j],
to unit norm; every fourth row (j mod 4 = 3) negated. Elements with j mod 5 = 2 are dead.

Data, of n samples: feature g is active where u(stream + 2) < p_g, p_g = 0.05 + 0.3·g/G, with a strength of 0.2 + u(stream + 3); both drawn
sample by sample. x = codes · F. Codes of the autoencoder: max(x · Dᵀ − 0.1, 0), reconstruction codes · D; all in float64.
"""

import numpy as np
from scipy.optimize import linear_sum_assignment

from formula import digits, signed, uniform, unit_rows, write_json

# h, G, J, samples, noise
CASES = [(2, 3, 2, 12, 0.1), (7, 5, 9, 21, 0.1), (16, 16, 16, 30, 0.2), (24, 40, 18, 30, 0.1), (12, 20, 150, 18, 0.15),
         (20, 33, 33, 24, 3.0), (16, 120, 170, 9, 0.8)]
ABOVE, BIAS = 0.9, 0.1


def dictionary_of(features, size, noise, stream):
    n, dim = features.shape
    rows = features[(7 * np.arange(size)) % n].astype(np.float64) + noise * signed(stream, size, dim)
    rows[np.arange(size) % 4 == 3] *= -1
    return unit_rows(rows)


def data_of(n_features, samples, stream):
    probability = 0.05 + 0.3 * np.arange(n_features) / n_features
    active = uniform(stream + 2, samples * n_features).reshape(samples, n_features) < probability
    strength = (0.2 + uniform(stream + 3, samples * n_features)).reshape(samples, n_features).astype(np.float32)
    return np.where(active, strength, 0).astype(np.float64)


def best(c):
    """Mean largest cosine of rows and of columns; null without any."""
    return [None, None] if c.size == 0 else [c.max(1).mean(), c.max(0).mean()]


def copies_of(c):
    """Elements a feature whose most similar feature it is, above the bound."""
    counts = np.bincount(c.argmax(0)[c.max(0) > ABOVE], minlength=len(c))
    assert np.abs(c.max(0) - ABOVE).min() > 1e-5, "an element lies on the bound"
    return counts


def matched(c):
    rows, columns = linear_sum_assignment(c, maximize=True)
    elements = np.full(len(c), -1)
    elements[rows] = columns
    return elements, np.where(elements < 0, 0, c[np.arange(len(c)), elements])


def activity(codes, shown, elements):
    """Macro means over features that were ever active; precision over those whose element was, too."""
    precision, recall, f1 = [], [], []
    for g in np.flatnonzero((codes > 0).any(0)):
        truth = codes[:, g] > 0
        told = shown[:, elements[g]] if elements[g] >= 0 else np.zeros(len(codes), bool)
        both = (truth & told).sum()
        if told.any():
            precision.append(both / told.sum())
        recall.append(both / truth.sum())
        f1.append(2 * both / (truth.sum() + told.sum()))
    return [float(np.mean(values)) if values else None for values in (precision, recall, f1)]


def example(n, dim, n_features, size, samples, noise):
    stream = 1000 + 10 * n
    features = unit_rows(signed(stream, n_features, dim))
    dictionary = dictionary_of(features, size, noise, stream + 1)
    f, d = features.astype(np.float64), dictionary.astype(np.float64)
    c = f @ d.T
    live = np.arange(size) % 5 != 2
    elements, cosines = matched(c)
    codes = data_of(n_features, samples, stream)
    x = codes @ f
    before = x @ d.T - BIAS
    assert np.abs(before).min() > 1e-6, "a code lies on the threshold"
    shown = np.maximum(before, 0)
    error, spread = x - shown @ d, x - x.mean(0)
    copies = copies_of(c)
    some = copies[copies > 0]
    return {
        "activationDim": dim, "nFeatures": n_features, "dictSize": size, "samples": samples, "noise": noise, "stream": stream,
        "dictionary": best(c)[1], "truthLive": best(c[:, live])[0], "dictionaryLive": best(c[:, live])[1],
        "features": c.argmax(0).tolist(), "copies": copies.tolist(),
        "copiesMean": some.mean() if len(some) else None, "copiesSeveral": (copies > 1).mean(),
        "elements": elements.tolist(), "matched": cosines.mean(), "recovered": (cosines > ABOVE).mean(),
        "activity": activity(codes, shown > 0, elements),
        "varianceExplained": 1 - (error**2).sum() / (spread**2).sum(),
    }


if __name__ == "__main__":
    examples = [example(n, *case) for n, case in enumerate(CASES)]
    for e in examples:
        print({k: v for k, v in e.items() if k not in ("features", "elements", "copies")})
    write_json("matches.json", digits(examples, 12))
