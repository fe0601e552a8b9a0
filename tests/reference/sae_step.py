"""Losses, gradients and Adam steps of small SAEs in float64: `sae-step.json`.

Inputs are float32 numbers; everything else is computed from them in float64. The inputs' seed is the first for which no
pre-activation comes near the ReLU's kink and no gradient entry is so small that Adam would magnify float32's rounding:
`float32Spread` is how far the same computation in float32 strays from the float64 result.
"""

import numpy as np
import torch

from formula import digits, write_json
from module_sae import Sae, adam, train_step

STEPS, KINK, SMALLEST = 5, 1e-4, 1e-5
DEFAULT_ADAM = {"learningRate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
OTHER_ADAM = {"learningRate": 0.01, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6}
BIAS = {"sparse": -1.2, "dense": 0.8}
# batch, h, J, density, (l1Normalise, unitNorm, alpha, adam) …
EVERY = [(n, u, a, DEFAULT_ADAM) for n, a in (("mean", 0.3), ("sum", 0.01)) for u in ("project", "through")]
SHAPES = [
    (1, 3, 2, "dense", [("mean", "project", 0.1, DEFAULT_ADAM)]),
    (5, 13, 19, "sparse", EVERY),
    (5, 13, 19, "dense", EVERY),
    (8, 16, 8, "sparse", [("mean", "project", 0.5, OTHER_ADAM), ("sum", "through", 0.02, OTHER_ADAM)]),
    (8, 16, 8, "dense", EVERY[:2]),
    (32, 24, 40, "sparse", EVERY[:1]),
    (32, 24, 40, "dense", [EVERY[3]]),
]


def inputs(batch, dim, size, density, seed):
    r = np.random.default_rng([seed, batch, dim, size, density == "dense"])
    encoder = r.standard_normal((size, dim)) / np.sqrt(dim)
    out = {
        "x": r.standard_normal((STEPS, batch, dim)),
        "encoder": encoder,
        "bias": BIAS[density] + 0.3 * r.standard_normal(size),
        "decoder": r.standard_normal((size, dim)) * r.uniform(0.2, 0.6, (size, 1)),
    }
    return {k: v.astype(np.float32) for k, v in out.items()}


def run(given, setting, dtype):
    """(expected, safe): what five steps give, and whether rounding cannot change it much."""
    normalise, unit_norm, alpha, rates = setting
    t = {k: torch.tensor(v).to(dtype) for k, v in given.items()}
    sae = Sae(t["encoder"], t["bias"], t["decoder"], alpha, normalise, unit_norm)
    optimizer = adam(sae, rates["learningRate"], rates["beta1"], rates["beta2"], rates["epsilon"])
    expected, safe = {"losses": []}, True
    for k, x in enumerate(t["x"], 1):
        expected["losses"].append(train_step(sae, optimizer, x))
        grads = {name: p.grad.detach().clone().numpy() for name, p in sae.named_parameters()}
        nonzero = np.abs(np.concatenate([g.ravel() for g in grads.values()]))
        nonzero = nonzero[nonzero > 0]
        safe &= sae.before.abs().min().item() > KINK and (k > 1 or nonzero.min() > SMALLEST)
        if k == 1:
            expected["gradients"] = grads
        if k in (1, STEPS):
            after = {name: p.detach().clone().numpy() for name, p in sae.named_parameters()}
            after["unitDecoder"] = after["decoder"] / np.linalg.norm(after["decoder"], axis=1, keepdims=True)
            expected[f"after{k}"] = after
    return expected, safe


def spread(a, b):
    return {part: max(float(np.abs(a[part][k] - b[part][k]).max()) for k in a[part])
            for part in ("gradients", "after1", f"after{STEPS}")}


def shape_cases(batch, dim, size, density, settings):
    for seed in range(100_000):
        given = inputs(batch, dim, size, density, seed)
        results = []
        for s in settings:
            results.append(run(given, s, torch.float64))
            if not results[-1][1]:
                break
        else:
            break
    else:
        raise SystemExit("no seed keeps clear of the kink")
    cases = []
    for (expected, _), (normalise, unit_norm, alpha, rates) in zip(results, settings):
        single, _ = run(given, (normalise, unit_norm, alpha, rates), torch.float32)
        cases.append({"l1Normalise": normalise, "unitNorm": unit_norm, "l1Coefficient": alpha, "adam": rates,
                      "expected": digits(expected, 9), "float32Spread": digits(spread(expected, single), 2)})
        print(batch, dim, size, density, seed, normalise, unit_norm, expected["losses"][0]["l0"],
              cases[-1]["float32Spread"])
    return {"batch": batch, "activationDim": dim, "dictSize": size, "density": density, "seed": seed,
            "inputs": given, "cases": cases}


if __name__ == "__main__":
    torch.set_num_threads(1)
    write_json("sae-step.json", [shape_cases(*s) for s in SHAPES])
