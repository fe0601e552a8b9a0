"""Distribution facts of the toy data, in NumPy and apart from toy_data.py: `data-statistics.json`.

Per setting: mean and deviation over seeds of each statistic of one seed. Ratios of frequencies depend on the number of
draws, since the extremes of many noisy features are taken: compare at the same number of batches only. A feature that
never fired counts as having fired once.
"""

import sys

import numpy as np
from scipy.special import ndtr

from formula import digits, write_json

SEEDS, BATCH, ACTIVE, RATE, BINS = 8, 256, 5, 0.99, 16
BATCHES = {"batch": 1024, "sample": 64}


def covariance(n, kind, r):
    u = r.random((n, n))
    c = (u + u.T) / 2
    lowest = np.linalg.eigvalsh(c)[0]
    c[np.diag_indices(n)] -= 1.001 * lowest
    facts = {"smallestBeforeShift": lowest, "meanDiagonal": c.diagonal().mean(),
             "meanCorrelation": (c.sum() - c.trace()) / (n * (n - 1)) / c.diagonal().mean()}
    if kind == "unit":
        root = np.sqrt(c.diagonal())
        c = c / root[:, None] / root[None, :]
    return c, facts


def probabilities(z, decay):
    n = z.shape[1]
    p = ndtr(z)
    if decay == "power":
        p = np.power(p, RATE * np.arange(1, n + 1))
    elif decay == "geometric":
        p = p * np.power(RATE, np.arange(n))
    return p * (ACTIVE / n) / p.mean(axis=1, keepdims=True)


def one_seed(n, kind, decay, draw, seed):
    r = np.random.default_rng([seed, n, *f"{kind} {decay} {draw}".encode()])
    out, factor = {}, None
    if kind != "none":
        c, out = covariance(n, kind, r)
        factor = np.linalg.cholesky(c).T
    batches, rows = BATCHES[draw], 1 if draw == "batch" else BATCH
    counts, total, spreads, fired, clamped = [], np.zeros(n), [], np.zeros(n), 0
    for _ in range(batches):
        z = r.standard_normal((rows, n))
        p = probabilities(z if factor is None else z @ factor, decay)
        clamped += (p > 1).sum()
        p = np.minimum(p, 1)
        on = r.random((BATCH, n), dtype=np.float32) < p
        number = np.count_nonzero(on, axis=1)
        counts.append(number)
        spreads.append(number.std())
        fired += np.count_nonzero(on, axis=0)
        total += p.mean(axis=0)
    counts, frequency, expected = np.concatenate(counts), fired / (batches * BATCH), np.sort(total / batches)
    ranked, tenth = np.sort(frequency), n // 10
    bins = frequency.reshape(BINS, -1).mean(axis=1)
    return out | {
        "meanActive": counts.mean(), "deviationActive": counts.std(), "deviationWithinBatch": np.mean(spreads),
        "shareWithNoneActive": (counts == 0).mean(), "clampedShare": clamped / (batches * rows * n),
        "neverFired": (fired == 0).mean(),
        "ratioMostLeast": ranked[-1] / max(ranked[0], 1 / counts.size),
        "ratioTopBottomTenth": ranked[-tenth:].mean() / ranked[:tenth].mean(),
        "ratioMostLeastExpected": expected[-1] / expected[0],
        "ratioFirstLastBin": bins[0] / bins[-1],
        "sortedFrequencies": ranked[[0, n // 10, n // 4, n // 2, 3 * n // 4, 9 * n // 10, n - 1]],
        "frequencyByIndex": bins,
    }


def over_seeds(values):
    a = np.array(values)
    return {"mean": digits(a.mean(axis=0), 6), "deviation": digits(a.std(axis=0, ddof=1), 4)}


def setting(n, kind, decay, draw):
    seeds = [one_seed(n, kind, decay, draw, s) for s in range(SEEDS)]
    facts = {k: over_seeds([s[k] for s in seeds]) for k in seeds[0]}
    shown = ("deviationActive", "clampedShare", "ratioMostLeast", "ratioTopBottomTenth", "ratioFirstLastBin")
    print(n, kind, decay, draw, *[f"{facts[k]['mean']:.4g}" for k in shown], file=sys.stderr, flush=True)
    return {"nFeatures": n, "covariance": kind, "decay": decay, "draw": draw, "statistics": facts}


if __name__ == "__main__":
    write_json("data-statistics.json", {
        "active": ACTIVE, "rate": RATE, "batch": BATCH, "batches": BATCHES, "seeds": SEEDS, "bins": BINS,
        "sortedFrequencyRanks": ["0", "n/10", "n/4", "n/2", "3n/4", "9n/10", "n-1"],
        "settings": [setting(n, kind, decay, draw)
                     for n in (128, 512) for kind in ("raw", "unit", "none")
                     for decay in ("power", "geometric", "none") for draw in ("batch", "sample")],
    })
