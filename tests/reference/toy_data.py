"""The post's toy data in PyTorch: features on the sphere, correlated sparse codes.

One `ToyData` is one seed: its features, its covariance and an endless stream of batches.
Probabilities are computed in float64 (there are only G of them a draw); codes and inputs are float32.
"""

import math

import torch

KINDS = {"features": 1, "covariance": 2, "train": 3, "init": 4, "held_out": 5}


def generator(seed: int, kind: str) -> torch.Generator:
    """An independent generator for each purpose of a seed."""
    return torch.Generator().manual_seed(1_000_003 * (seed + 1) + KINDS[kind])


def unit_rows(a: torch.Tensor) -> torch.Tensor:
    return a / a.norm(dim=-1, keepdim=True)


def covariance_matrix(n: int, kind: str, g: torch.Generator) -> torch.Tensor:
    """Symmetrised uniform matrix, shifted to be positive definite; `unit` scales its diagonal to 1."""
    u = torch.rand(n, n, generator=g, dtype=torch.float64)
    c = (u + u.T) / 2
    lowest = torch.linalg.eigvalsh(c)[0].item()
    if lowest < 0:
        c = c - 1.001 * lowest * torch.eye(n, dtype=torch.float64)
    if kind == "unit":
        scale = c.diagonal().rsqrt()
        c = c * scale[:, None] * scale[None, :]
    return c


def decay_probabilities(p: torch.Tensor, decay: str, rate: float) -> torch.Tensor:
    """power: p^(rate·g), g from 1.  geometric: p·rate^g, g from 0."""
    n = p.shape[-1]
    if decay == "power":
        return p ** (rate * torch.arange(1, n + 1, dtype=p.dtype))
    if decay == "geometric":
        return p * rate ** torch.arange(n, dtype=p.dtype)
    return p


class ToyData:
    def __init__(self, seed, activation_dim=256, n_features=512, active=5, covariance="raw",
                 draw="batch", decay="power", rate=0.99, batch=256, purpose="train"):
        self.n, self.active, self.draw, self.batch = n_features, active, draw, batch
        self.decay, self.rate = decay, rate
        normal = torch.randn(n_features, activation_dim, generator=generator(seed, "features"))
        self.features = unit_rows(normal)
        self.factor = None
        if covariance != "none":
            c = covariance_matrix(n_features, covariance, generator(seed, "covariance"))
            self.factor = torch.linalg.cholesky(c)
        self.random = generator(seed, purpose)
        self.clamped = 0
        self.entries = 0

    def probabilities(self) -> torch.Tensor:
        """One draw: [1, G] for `batch`, [batch, G] for `sample`; mean active/G before the clamp at 1."""
        rows = 1 if self.draw == "batch" else self.batch
        z = torch.randn(rows, self.n, generator=self.random, dtype=torch.float64)
        if self.factor is not None:
            z = z @ self.factor.T
        p = decay_probabilities(torch.special.ndtr(z), self.decay, self.rate)
        p = p * (self.active / self.n) / p.mean(dim=1, keepdim=True)
        self.clamped += int((p > 1).sum())
        self.entries += p.numel()
        return p.clamp(max=1)

    def codes(self) -> torch.Tensor:
        """[batch, G]: Bernoulli(p) times a strength uniform in [0, 1)."""
        p = self.probabilities().float()
        on = torch.rand(self.batch, self.n, generator=self.random) < p
        codes = torch.zeros(self.batch, self.n)
        codes[on] = torch.rand(int(on.sum()), generator=self.random)
        return codes

    def next(self) -> torch.Tensor:
        """The next batch of inputs, [batch, h]."""
        return self.codes() @ self.features


def mmcs(features: torch.Tensor, dictionary: torch.Tensor) -> float:
    """Mean over the features of the largest signed cosine with a dictionary element."""
    return (unit_rows(features) @ unit_rows(dictionary).T).max(dim=1).values.mean().item()


def history_steps(last: int) -> list[int]:
    """1, 2, 5 × 10^k up to `last`, and `last` itself."""
    marks = [m * 10**k for k in range(int(math.log10(last)) + 1) for m in (1, 2, 5)]
    return sorted({m for m in marks if m <= last} | {last})
