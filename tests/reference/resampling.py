"""Resampling of dead elements (Bricken et al. 2023) with PyTorch and NumPy, float64: `resampling.json`, `.safetensors`.

100 steps on the inputs of trajectory_100.py, where elements 3, 11 and 40 begin with a bias of −6 and so are dead. After steps 40
and 80, elements without activity in the last 20 steps start anew: of the samples of the first four batches one is drawn for each,
with probability proportional to the square of its reconstruction loss, by uniform(41, step · J + element) of formula.py. One sample
is set to 0 first: it has a loss, but no direction.
"""

import numpy as np
import torch

from formula import digits, uniform, write_json, write_safetensors
from module_sae import Sae, adam, train_step
from trajectory_100 import ALPHA, DICT, make_inputs

EVERY, UNTIL, WINDOW, BATCHES, SCALE = 40, 80, 20, 4, 0.2
DEAD, BIAS, ZERO = [3, 11, 40], -6.0, 70


def resample(sae, optimizer, x, last_active, step):
    dead = [j for j in range(DICT) if last_active[j] <= step - WINDOW]
    if not dead:
        return {"step": step, "dead": dead, "drawn": []}
    x = x[:BATCHES].reshape(-1, x.shape[-1])
    with torch.no_grad():
        decoder = sae.decoder / sae.decoder.norm(dim=1, keepdim=True)
        made = torch.relu(x @ sae.encoder.T + sae.bias) @ decoder
        weights = ((x - made) ** 2).mean(1).numpy() ** 2
        weights[x.norm(dim=1).numpy() == 0] = 0
        sums = np.cumsum(weights) / weights.sum()
        u = uniform(41, DICT, step * DICT)[dead]
        drawn = np.searchsorted(sums, u, side="right")
        alive = [j for j in range(DICT) if j not in dead]
        length = SCALE * sae.encoder[alive].norm(dim=1).mean()
        for j, i in zip(dead, drawn):
            unit = x[i] / x[i].norm()
            sae.decoder[j], sae.encoder[j], sae.bias[j] = unit, unit * length, 0
            for p in sae.parameters():
                optimizer.state[p]["exp_avg"][j] = 0
                optimizer.state[p]["exp_avg_sq"][j] = 0
    return {"step": step, "dead": dead, "drawn": drawn.tolist(), "length": digits(length.item(), 12),
            "margin": digits(float(np.abs(sums[:, None] - u).min()), 3)}


def train(given):
    t = {k: torch.tensor(v).double() for k, v in given.items()}
    sae = Sae(t["encoder"], t["bias"], t["decoder"], ALPHA, "mean", "project")
    optimizer = adam(sae)
    last_active, resampled, losses = np.zeros(DICT, int), [], []
    for step, x in enumerate(t["x"], 1):
        if step - 1 in range(EVERY, UNTIL + 1, EVERY):
            resampled.append(resample(sae, optimizer, t["x"], last_active, step - 1))
        losses.append(train_step(sae, optimizer, x)["reconstruction"])
        last_active[(sae.before > 0).any(0).numpy()] = step
    with torch.no_grad():
        sae.decoder.div_(sae.decoder.norm(dim=1, keepdim=True))
        arrays = {k: p.float().numpy().copy() for k, p in sae.named_parameters()}
    return resampled, losses, arrays


if __name__ == "__main__":
    torch.set_num_threads(1)
    given = make_inputs()
    given["bias"][DEAD] = BIAS
    given["x"][ZERO // 64, ZERO % 64] = 0
    resampled, losses, arrays = train(given)
    print(resampled)
    write_json("resampling.json", {
        "resample": {"kind": "loss", "every": EVERY, "until": UNTIL, "window": WINDOW, "batches": BATCHES, "encoderScale": SCALE},
        "dead": DEAD, "bias": BIAS, "zero": ZERO, "resampled": resampled, "reconstruction": digits(losses, 9),
    })
    write_safetensors("resampling.safetensors", arrays)
