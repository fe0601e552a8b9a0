"""Learning curves at the post's scale, five seeds: `curves.json`.

    python curves.py power     partial/     # one process a reading, one thread; resumes by (reading, seed)
    python curves.py geometric partial/
    python curves.py collect   partial/     # writes curves.json
"""

import json
import pathlib
import statistics
import sys
import time

import torch

from stacked_sae import StackedSae, initial_parameters
from toy_data import ToyData, history_steps, mmcs, unit_rows

DIM, FEATURES, DICT, ACTIVE, BATCH = 256, 512, 512, 5, 256
STEPS = {0.0316228: 20_000, 0.1: 10_000, 0.316228: 10_000}
SEEDS, WINDOW, HELD_OUT = 5, 500, 64
HISTORY = ["step", "mmcs", "reconstruction", "l1Norm", "l0"]


def finish(sae, m, data, last_active, step, reading, seed):
    """End-of-training numbers of SAE number m."""
    held = ToyData(seed, DIM, FEATURES, ACTIVE, decay=reading, batch=BATCH, purpose="held_out")
    sums = {"reconstruction": 0.0, "l1Norm": 0.0, "l0": 0.0}
    for _ in range(HELD_OUT):
        x = held.next()
        codes, error = sae.forward(x)
        for name, values in sae.losses(x, codes, error).items():
            sums[name] += values[m] / HELD_OUT
    best = (data.features @ unit_rows(sae.decoder[m]).T).max(1).values
    return {
        "dead": int((last_active[m] <= step - WINDOW).sum()),
        "heldOut": sums,
        "recovered": (best > 0.9).float().mean().item(),
    }


def train(reading, seed, log):
    data = ToyData(seed, DIM, FEATURES, ACTIVE, decay=reading, batch=BATCH)
    sae = StackedSae(*initial_parameters(seed, DICT, DIM), list(STEPS))
    alive = list(STEPS)
    runs = {a: {"history": [], "end": None} for a in STEPS}
    last_active = torch.zeros(len(alive), DICT, dtype=torch.int64)
    marks = set().union(*(history_steps(n) for n in STEPS.values()))
    start, active = time.time(), 0.0
    for step in range(1, max(STEPS.values()) + 1):
        codes, losses = sae.step(data.next(), step in marks)
        last_active[codes.amax(1) > 0] = step
        if losses:
            for m, a in enumerate(alive):
                row = [step, mmcs(data.features, sae.decoder[m])]
                runs[a]["history"].append(row + [losses[k][m] for k in HISTORY[2:]])
            shown = " ".join(f"{runs[a]['history'][-1][1]:.3f}" for a in alive)
            log(f"{reading} seed {seed} step {step} mmcs {shown}  {time.time() - start:.0f} s")
        for m, a in enumerate(alive):
            if step == STEPS[a]:
                runs[a]["end"] = finish(sae, m, data, last_active, step, reading, seed)
        keep = [m for m, a in enumerate(alive) if step < STEPS[a]]
        if keep and len(keep) < len(alive):
            sae.keep(keep)
            last_active, alive = last_active[keep], [alive[m] for m in keep]
    chance = mmcs(data.features, torch.randn(DICT, DIM, generator=torch.Generator().manual_seed(seed)))
    return {"reading": reading, "seed": seed, "chance": chance,
            "clampedShare": data.clamped / data.entries,
            "runs": [{"l1Coefficient": a, **r} for a, r in runs.items()]}


def average(seeds):
    """Mean and standard error over seeds, element by element, of equally shaped nested numbers."""
    first = seeds[0]
    if isinstance(first, dict):
        return {k: average([s[k] for s in seeds]) for k in first}
    if isinstance(first, list):
        return [average(list(col)) for col in zip(*seeds)]
    mean = statistics.fmean(seeds)
    return [mean, statistics.stdev(seeds) / len(seeds) ** 0.5]


def rounded(x):
    if isinstance(x, dict):
        return {k: rounded(v) for k, v in x.items()}
    if isinstance(x, list):
        return [rounded(v) for v in x]
    return float(f"{x:.7g}") if isinstance(x, float) else x


def collect(folder):
    curves = []
    for reading in ("power", "geometric"):
        parts = [json.loads((folder / f"{reading}-{s}.json").read_text()) for s in range(SEEDS)]
        for i, alpha in enumerate(STEPS):
            runs = [p["runs"][i] for p in parts]
            table = average([r["history"] for r in runs])
            curves.append({
                "decay": reading, "l1Coefficient": alpha, "steps": STEPS[alpha],
                "seeds": [{"seed": p["seed"], "chance": p["chance"], "clampedShare": p["clampedShare"],
                           **p["runs"][i]} for p in parts],
                "mean": {"history": [[int(c[0][0])] + [v[0] for v in c[1:]] for c in table],
                         "standardError": [[int(c[0][0])] + [v[1] for v in c[1:]] for c in table],
                         "end": average([r["end"] for r in runs])},
            })
    settings = {"activationDim": DIM, "nFeatures": FEATURES, "dictSize": DICT, "active": ACTIVE,
                "batch": BATCH, "covariance": "raw", "draw": "batch", "rate": 0.99,
                "learningRate": 1e-3, "deadWindow": WINDOW, "heldOutBatches": HELD_OUT,
                "torch": torch.__version__}
    out = {"settings": settings, "historyColumns": HISTORY, "curves": curves}
    target = pathlib.Path(__file__).parent / "curves.json"
    target.write_text(json.dumps(rounded(out), separators=(",", ":")) + "\n")


def main(what, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if what == "collect":
        return collect(folder)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    for seed in range(SEEDS):
        part = folder / f"{what}-{seed}.json"
        if not part.exists():
            result = train(what, seed, lambda line: print(line, flush=True))
            part.with_suffix(".tmp").write_text(json.dumps(result))
            part.with_suffix(".tmp").rename(part)


if __name__ == "__main__":
    main(*sys.argv[1:])
