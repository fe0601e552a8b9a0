"""Losses, gradients and Adam steps of small SAEs whose target is not their input, in float64: `target-step.json`.

As `sae_step.py`, with targets y beside the inputs x: each y is another normal draw, so that nothing of it can be taken for x.
"""

import numpy as np
import torch

from formula import digits, write_json
from module_sae import Sae, adam, train_step
from sae_step import DEFAULT_ADAM, KINK, SMALLEST, STEPS, inputs

SHAPES = [(5, 13, 19, "sparse", "project"), (5, 13, 19, "dense", "through")]


def run(given, unit_norm):
    t = {k: torch.tensor(v, dtype=torch.float64) for k, v in given.items()}
    sae = Sae(t["encoder"], t["bias"], t["decoder"], 0.3, "mean", unit_norm)
    optimizer = adam(sae, *DEFAULT_ADAM.values())
    expected, safe = {"losses": []}, True
    for k, (x, y) in enumerate(zip(t["x"], t["y"]), 1):
        expected["losses"].append(train_step(sae, optimizer, x, y))
        grads = {name: p.grad.detach().clone().numpy() for name, p in sae.named_parameters()}
        nonzero = np.abs(np.concatenate([g.ravel() for g in grads.values()]))
        safe &= sae.before.abs().min().item() > KINK and (k > 1 or nonzero[nonzero > 0].min() > SMALLEST)
        if k == 1:
            expected["gradients"] = grads
    after = {name: p.detach().clone().numpy() for name, p in sae.named_parameters()}
    after["decoder"] = after["decoder"] / np.linalg.norm(after["decoder"], axis=1, keepdims=True)
    return expected | {f"after{STEPS}": after}, safe


def case(batch, dim, size, density, unit_norm):
    for seed in range(100_000):
        given = inputs(batch, dim, size, density, seed)
        given["y"] = np.random.default_rng([seed, 1]).standard_normal(given["x"].shape).astype(np.float32)
        expected, safe = run(given, unit_norm)
        if safe:
            return {"batch": batch, "activationDim": dim, "dictSize": size, "density": density, "seed": seed,
                    "unitNorm": unit_norm, "l1Coefficient": 0.3, "adam": DEFAULT_ADAM, "inputs": given,
                    "expected": digits(expected, 9)}
    raise SystemExit("no seed keeps clear of the kink")


if __name__ == "__main__":
    torch.set_num_threads(1)
    write_json("target-step.json", [case(*s) for s in SHAPES])
