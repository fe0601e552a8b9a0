"""Losses, gradients and Adam steps of autoencoders of other forms, in float64: `forms.json`.

Inputs come from `uniform(stream, i)` of formula.py, stream 16·seed + n, rounded to float32: n = 1 x (±1.5, `[5, batch, h]`), 2 encoder
(±0.5), 3 bias (±0.5), 4 decoder (±0.5), 5 decoderBias (±0.25), 6 logThreshold (±0.25, less 1), 7 magnitudeScale (±0.25), 8
magnitudeBias (±0.5), 9 targets (±1.5, where `denoising`; else they are x). A case's seed is the first for which nothing comes near a kink, a tie or a window's edge, and no gradient entry
is so small that Adam would magnify float32's rounding. `trajectories`: 100 steps on the batches of trajectory_100.py.
"""

import numpy as np
import torch

from formula import digits, signed, write_json
from module_forms import FormSae
from trajectory_100 import make_inputs

STEPS, BATCH, DIM, DICT, MARGIN, SMALLEST = 5, 6, 13, 19, 2e-4, 1e-5
ADAM = {"learningRate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
RELU = {"kind": "relu"}
TOPK = {"kind": "topk", "k": 3}
BATCHTOPK = {"kind": "batchtopk", "k": 3}
JUMP = {"kind": "jumprelu", "bandwidth": 0.25, "l0Coefficient": 0.3}
GATED = {"kind": "gated"}


def form(activation, tied=False, bias="none", norm="project", l1=("mean", 0.3), auxiliary=None, denoising=False):
    l1 = l1 if activation["kind"] in ("relu", "gated") else ("mean", 0.0)
    return {"activation": activation, "tied": tied, "decoderBias": bias, "unitNorm": norm,
            "l1Normalise": l1[0], "l1Coefficient": l1[1], "auxiliary": auxiliary, "denoising": denoising}


def aux(dead_after, coefficient=0.5, k=2):
    return {"coefficient": coefficient, "k": k, "deadAfter": dead_after}


FORMS = [
    form(RELU, tied=True), form(RELU, tied=True, norm="through", l1=("sum", 0.01)),
    form(RELU, bias="output"), form(RELU, bias="both"), form(RELU, True, "both", "through"),
    form(TOPK), form(TOPK, norm="through"), form(TOPK, True, "both"), form(TOPK, True, "output", "through"),
    form(BATCHTOPK), form(BATCHTOPK, bias="both", norm="through"), form(BATCHTOPK, True, "both"),
    form(JUMP), form(JUMP, norm="through", bias="both"), form(JUMP, tied=True),
    form(GATED), form(GATED, norm="through", l1=("sum", 0.01)), form(GATED, True, "both"),
    form(TOPK, auxiliary=aux(1)), form(TOPK, True, "both", "through", auxiliary=aux(2)),
    form(BATCHTOPK, bias="both", auxiliary=aux(1, 0.25, 4)), form(JUMP, auxiliary=aux(1)),
    form(GATED, bias="both", denoising=True), form(TOPK, auxiliary=aux(1), denoising=True),
]


def wanted(f):
    kind = f["activation"]["kind"]
    return ["bias", "decoder"] + ([] if f["tied"] else ["encoder"]) + \
        (["decoderBias"] if f["decoderBias"] != "none" else []) + \
        (["logThreshold"] if kind == "jumprelu" else []) + \
        (["magnitudeScale", "magnitudeBias"] if kind == "gated" else [])


def inputs(seed):
    s = 16 * seed
    out = {
        "x": 1.5 * signed(s + 1, STEPS, BATCH, DIM), "encoder": 0.5 * signed(s + 2, DICT, DIM),
        "bias": 0.5 * signed(s + 3, DICT), "decoder": 0.5 * signed(s + 4, DICT, DIM),
        "decoderBias": 0.25 * signed(s + 5, DIM), "logThreshold": 0.25 * signed(s + 6, DICT) - 1,
        "target": 1.5 * signed(s + 9, STEPS, BATCH, DIM),
        "magnitudeScale": 0.25 * signed(s + 7, DICT), "magnitudeBias": 0.5 * signed(s + 8, DICT),
    }
    return {k: v.astype(np.float32) for k, v in out.items()}


def start(f, given, dtype):
    t = {k: torch.tensor(given[k]).to(dtype) for k in wanted(f)}
    sae = FormSae(f, **t)
    return sae, torch.optim.Adam(sae.parameters(), lr=ADAM["learningRate"], betas=(ADAM["beta1"], ADAM["beta2"]),
                                 eps=ADAM["epsilon"])


def one_step(sae, optimizer, x, target=None):
    optimizer.zero_grad()
    sae(x, target).backward()
    optimizer.step()
    return dict(sae.measured)


def parameters(sae):
    after = {k: p.detach().clone().numpy() for k, p in sae.named_parameters()}
    after["unitDecoder"] = after["decoder"] / np.linalg.norm(after["decoder"], axis=1, keepdims=True)
    return after


def run(f, given, dtype):
    sae, optimizer = start(f, given, dtype)
    expected, safe = {"losses": []}, True
    targets = torch.tensor(given["target" if f["denoising"] else "x"]).to(dtype)
    for t, x in enumerate(torch.tensor(given["x"]).to(dtype), 1):
        expected["losses"].append(one_step(sae, optimizer, x, targets[t - 1]))
        safe &= min(sae.margins) > MARGIN
        grads = {k: p.grad.detach().clone().numpy() for k, p in sae.named_parameters()}
        if t == 1:
            entries = np.abs(np.concatenate([g.ravel() for g in grads.values()]))
            safe &= entries[entries > 0].min() > SMALLEST
            expected["gradients"] = grads
        if not safe:
            return expected, False
    expected["after"] = parameters(sae)
    if f["unitNorm"] == "project":
        expected["after"]["decoder"] = expected["after"]["unitDecoder"]
    del expected["after"]["unitDecoder"]
    return expected, True


def case(f):
    for seed in range(1, 200_000):
        given = inputs(seed)
        expected, safe = run(f, given, torch.float64)
        if safe:
            break
    else:
        raise SystemExit("no seed keeps clear of the kinks")
    single, _ = run(f, given, torch.float32)
    spread = {p: max(float(np.abs(expected[p][k] - single[p][k]).max()) for k in expected[p])
              for p in ("gradients", "after") if p in single}
    print(seed, f, expected["losses"][-1], spread)
    return {**f, "seed": seed, "expected": digits(expected, 7), "float32Spread": digits(spread, 2)}


LONG = [
    form(RELU, True, "both", l1=("mean", 0.1)),
    form({"kind": "topk", "k": 4}), form({"kind": "batchtopk", "k": 4}, bias="both"),
    form({"kind": "jumprelu", "bandwidth": 0.1, "l0Coefficient": 0.05}),
    form(GATED, l1=("mean", 0.1)),
    form({"kind": "topk", "k": 4}, auxiliary={"coefficient": 1 / 32, "k": 8, "deadAfter": 20}),
]


def trajectory(f, given, dtype):
    dim, size = given["x"].shape[2], given["bias"].shape[0]
    start_at = {**given, "decoderBias": np.zeros(dim), "logThreshold": np.full(size, np.float32(np.log(0.1))),
                "magnitudeScale": np.zeros(size), "magnitudeBias": given["bias"]}
    sae, optimizer = start(f, {k: np.asarray(v, dtype=np.float32) for k, v in start_at.items()}, dtype)
    rows, smallest, dead = [], [], 0
    for x in torch.tensor(given["x"]).to(dtype):
        rows.append(one_step(sae, optimizer, x))
        smallest.append(getattr(sae, "smallest", 0.0))
        dead = max(dead, getattr(sae, "dead", 0))
    return rows, float(np.mean(smallest)), dead, parameters(sae)["unitDecoder"]


def long_run(f, given):
    double, threshold, dead, end = trajectory(f, given, torch.float64)
    single, _, _, end_single = trajectory(f, given, torch.float32)
    names = ["reconstruction", "l1Norm", "l0"]
    spread = {n: max(abs(a[n] - b[n]) / abs(b[n]) for a, b in zip(single, double)) for n in names}
    spread["unitDecoder"] = float(np.abs(end - end_single).max())
    print(f["activation"], "threshold", threshold, "most dead", dead, spread, double[-1])
    return {**f, "columns": names, "rows": digits([[r[n] for n in names] for r in double], 8),
            "threshold": threshold, "mostDead": dead, "unitDecoder": digits(end, 6), "spread": digits(spread, 2)}


if __name__ == "__main__":
    torch.set_num_threads(1)
    write_json("forms.json", {"cases": [case(f) for f in FORMS],
                              "trajectories": [long_run(f, make_inputs()) for f in LONG]})
