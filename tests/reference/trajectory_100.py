"""100 training steps that any language can repeat: `trajectory-100.json` and `trajectory-100.safetensors`.

h 32, G 64, J 48, batch 64, Adam 1e-3, α 0.1, `mean`. Everything comes from `uniform(stream, i)` of formula.py:

- features: 2u − 1 of stream 1 (index g·h + k), rows to unit norm by `unit_rows`.
- codes of batch t (from 0), sample b, feature g: index i = (t·B + b)·G + g. Active where uniform(2, i) < (G − g)/512;
  its strength is uniform(3, i).
- x = codes · features: products summed in float64 in the order of g, rounded once to float32.
- encoder: (2u − 1)·181/1024 of stream 4 (index j·h + k), bias the same of stream 5 (index j), both rounded to float32.
- decoder: 2u − 1 of stream 6 (index j·h + k), rows to unit norm by `unit_rows`.

`digests` are SHA-256 of the float32 little-endian bytes of these arrays, so that a generator can be checked first.
"""

import hashlib

import numpy as np
import torch

from formula import digits, signed, uniform, unit_rows, write_json, write_safetensors
from module_sae import Sae, adam, train_step

DIM, FEATURES, DICT, BATCH, STEPS, ALPHA = 32, 64, 48, 64, 100, 0.1


def make_inputs():
    features = unit_rows(signed(1, FEATURES, DIM))
    count = STEPS * BATCH * FEATURES
    threshold = (FEATURES - np.arange(FEATURES)) / 512
    on = uniform(2, count).reshape(STEPS, BATCH, FEATURES) < threshold
    codes = np.where(on, uniform(3, count).reshape(STEPS, BATCH, FEATURES), 0.0)
    x = np.zeros((STEPS, BATCH, DIM))
    for g in range(FEATURES):
        x = x + codes[:, :, g, None] * features[g].astype(np.float64)
    return {
        "features": features,
        "codes": codes.astype(np.float32),
        "x": x.astype(np.float32),
        "encoder": (signed(4, DICT, DIM) * 181 / 1024).astype(np.float32),
        "bias": (signed(5, DICT) * 181 / 1024).astype(np.float32),
        "decoder": unit_rows(signed(6, DICT, DIM)),
    }


def train(given, unit_norm, dtype):
    t = {k: torch.tensor(v).to(dtype) for k, v in given.items()}
    sae = Sae(t["encoder"], t["bias"], t["decoder"], ALPHA, "mean", unit_norm)
    optimizer = adam(sae)
    measured = [train_step(sae, optimizer, x) for x in t["x"]]
    with torch.no_grad():
        final = {k: p.numpy().copy() for k, p in sae.named_parameters()}
    final["unitDecoder"] = final["decoder"] / np.linalg.norm(final["decoder"], axis=1, keepdims=True)
    return measured, final


def relative_spread(single, double, name):
    return max(abs(a[name] - b[name]) / abs(b[name]) for a, b in zip(single, double))


def run(given, unit_norm):
    double, end_double = train(given, unit_norm, torch.float64)
    single, end_single = train(given, unit_norm, torch.float32)
    names = list(double[0])
    arrays = {f"{unit_norm}.float64.{k}": v for k, v in end_double.items()}
    arrays |= {f"{unit_norm}.float32.{k}": v for k, v in end_single.items()}
    report = {
        "unitNorm": unit_norm,
        "columns": names,
        "float64": digits([[m[k] for k in names] for m in double], 11),
        "float32": digits([[m[k] for k in names] for m in single], 8),
        "spread": digits({
            "lossRelative": max(relative_spread(single, double, n) for n in ("total", "reconstruction", "l1Norm")),
            "l0": max(abs(a["l0"] - b["l0"]) for a, b in zip(single, double)),
            **{k: float(np.abs(end_single[k] - end_double[k]).max()) for k in end_double},
        }, 2),
    }
    print(report["spread"])
    return report, arrays


if __name__ == "__main__":
    torch.set_num_threads(1)
    given = make_inputs()
    print("mean active", (given["codes"] > 0).sum() / STEPS / BATCH)
    runs = [run(given, u) for u in ("project", "through")]
    write_json("trajectory-100.json", {
        "activationDim": DIM, "nFeatures": FEATURES, "dictSize": DICT, "batch": BATCH, "steps": STEPS,
        "l1Coefficient": ALPHA, "l1Normalise": "mean",
        "adam": {"learningRate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        "uniform": {"stream1First5": uniform(1, 5), "stream6From1000": uniform(6, 3, 1000)},
        "digests": {k: hashlib.sha256(v.astype("<f4").tobytes()).hexdigest() for k, v in given.items()},
        "activeInFirstBatch": int((given["codes"][0] > 0).sum()),
        "runs": [r for r, _ in runs],
    })
    write_safetensors("trajectory-100.safetensors", {k: v for _, a in runs for k, v in a.items()})
