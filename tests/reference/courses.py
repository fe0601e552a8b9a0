"""Trainings whose learning rate and L1 coefficient change on the way, by PyTorch's own schedulers: `courses.json`, `.safetensors`.

`runs`: 100 steps on the inputs of trajectory_100.py, in float64; `rates` and `coefficients` are those of each step. `sleep`: three
elements in five dimensions, one of which sleeps for 200 steps of a falling rate, so that its moments, at β₁ = 0.5, are long gone
when it wakes. Its numbers come from `uniform` of formula.py, as `sleeping_inputs` says.
"""

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

from formula import digits, signed, uniform, unit_rows, write_json, write_safetensors
from module_sae import Sae, adam, train_step
from trajectory_100 import ALPHA, STEPS, make_inputs

RATE = 1e-3
PLAIN = {"warmup": 0, "l1Warmup": 0, "schedule": {"kind": "constant"}, "total": 0}
COURSES = {
    "warm-up": PLAIN | {"warmup": 10},
    "linear": PLAIN | {"schedule": {"kind": "linear", "start": 0.5, "final": 0.1}, "total": STEPS},
    "cosine": PLAIN | {"warmup": 20, "schedule": {"kind": "cosine", "start": 0.0, "final": 0.0}, "total": STEPS},
    "all": {"warmup": 5, "l1Warmup": 30, "schedule": {"kind": "cosine", "start": 0.25, "final": 0.2}, "total": STEPS},
}


def scheduler(optimizer, course, rate):
    """Warm-up, full rate, decay: one after the other."""
    warmup, schedule, total = course["warmup"], course["schedule"], course["total"]
    parts, ends = [], []
    if warmup > 1:
        parts.append(LinearLR(optimizer, 1 / warmup, 1, warmup - 1))
        ends.append(warmup)
    if schedule["kind"] != "constant":
        start = max(warmup, round(schedule["start"] * total))
        if start > (ends[-1] if ends else 0):
            parts.append(LinearLR(optimizer, 1, 1, 1))
            ends.append(start)
        span = total - start
        if schedule["kind"] == "linear":
            parts.append(LinearLR(optimizer, 1, schedule["final"], span))
        else:
            parts.append(CosineAnnealingLR(optimizer, span, schedule["final"] * rate))
    else:
        parts.append(LinearLR(optimizer, 1, 1, 1))
    return SequentialLR(optimizer, parts, ends[: len(parts) - 1])


def train(sae, optimizer, batches, course, alpha, rate):
    schedule = scheduler(optimizer, course, rate)
    rates, coefficients, measured = [], [], []
    for k, x in enumerate(batches, 1):
        sae.alpha = alpha * min(1, k / course["l1Warmup"]) if course["l1Warmup"] else alpha
        rates.append(optimizer.param_groups[0]["lr"])
        coefficients.append(sae.alpha)
        measured.append(train_step(sae, optimizer, x))
        schedule.step()
    return rates, coefficients, measured


def final(sae):
    with torch.no_grad():
        sae.decoder.div_(sae.decoder.norm(dim=1, keepdim=True))
        return {name: p.float().numpy().copy() for name, p in sae.named_parameters()}


def run(name, course, given):
    t = {k: torch.tensor(v).double() for k, v in given.items()}
    sae = Sae(t["encoder"], t["bias"], t["decoder"], ALPHA, "mean", "project")
    rates, coefficients, measured = train(sae, adam(sae, RATE), t["x"], course, ALPHA, RATE)
    arrays = {f"{name}.{k}": v for k, v in final(sae).items()}
    return {"name": name, "course": course, "rates": digits(rates, 15), "coefficients": digits(coefficients, 15),
            "reconstruction": digits([m["reconstruction"] for m in measured], 9)}, arrays


DIM, DICT, BATCH, BEFORE, ASLEEP, AFTER = 5, 3, 4, 20, 200, 40


def sleeping_inputs():
    """Sample i of step t (from 0), input k, is number (4t + i)·5 + k of stream 31: u − ½ beyond the elements' own three directions;
    in those ½ + ½u while the element is awake, −0.8 else. Elements 1 and 2 are awake in the first 20 steps and the last 40."""
    u = uniform(31, (BEFORE + ASLEEP + AFTER) * BATCH * DIM).reshape(-1, BATCH, DIM)
    x = u - 0.5
    for k in range(DICT):
        x[:, :, k] = 0.5 + 0.5 * u[:, :, k]
        if k > 0:
            x[BEFORE : BEFORE + ASLEEP, :, k] = -0.8
    return x


def sleep():
    count = BEFORE + ASLEEP + AFTER
    course = PLAIN | {"warmup": 30, "schedule": {"kind": "cosine", "start": 0.0, "final": 0.1}, "total": count}
    rate, alpha = 0.002, 0.05
    eye = torch.eye(DIM).double()[:DICT]
    start = {"encoder": (eye + 0.1 * torch.tensor(signed(32, DICT, DIM))).float().double(),
             "bias": torch.tensor([-0.02, 0.01, 0.03]).double(),
             "decoder": torch.tensor(unit_rows((eye + 0.5 * torch.tensor(signed(33, DICT, DIM))).numpy())).double()}
    sae = Sae(start["encoder"], start["bias"], start["decoder"], alpha, "sum", "project")
    x = torch.tensor(sleeping_inputs()).float().double()
    optimizer = adam(sae, rate, 0.5, 0.99)
    awake = []
    sae.register_forward_hook(lambda *_: awake.append([bool(a) for a in (sae.before > 0).any(0)]))
    rates, _, _ = train(sae, optimizer, x, course, alpha, rate)
    assert all(a == [True, not BEFORE <= t < BEFORE + ASLEEP, not BEFORE <= t < BEFORE + ASLEEP] for t, a in enumerate(awake))
    return {"course": course, "learningRate": rate, "l1Coefficient": alpha, "beta1": 0.5, "beta2": 0.99,
            "start": {k: v.float().numpy() for k, v in start.items()}, "rates": digits(rates, 15),
            "final": digits(final(sae), 9)}


if __name__ == "__main__":
    torch.set_num_threads(1)
    given = make_inputs()
    runs = [run(name, course, given) for name, course in COURSES.items()]
    write_json("courses.json", {"learningRate": RATE, "l1Coefficient": ALPHA, "runs": [r for r, _ in runs], "sleep": sleep()})
    write_safetensors("courses.safetensors", {k: v for _, a in runs for k, v in a.items()})
