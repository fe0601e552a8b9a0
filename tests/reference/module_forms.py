"""Autoencoders of other forms than the post's as plain PyTorch modules, with autograd: the reference for their gradients and Adam.

Sources: top-k and its auxiliary loss, Gao et al. 2024 (arXiv 2406.04093); batch top-k, Bussmann et al. 2024 (arXiv 2412.06410);
JumpReLU, Rajamanoharan et al. 2024 (arXiv 2407.14435); gated, Rajamanoharan et al. 2024 (arXiv 2404.16014).
"""

import torch


def rectangle(u):
    return (u.abs() < 0.5).to(u.dtype)


class Jump(torch.autograd.Function):
    """z where z > θ, else 0; pseudo-derivative by θ: −(θ/ε) K((z − θ)/ε)."""

    @staticmethod
    def forward(ctx, z, theta, bandwidth):
        ctx.save_for_backward(z, theta)
        ctx.bandwidth = bandwidth
        return z * (z > theta)

    @staticmethod
    def backward(ctx, g):
        z, theta = ctx.saved_tensors
        e = ctx.bandwidth
        return g * (z > theta), (-(theta / e) * rectangle((z - theta) / e) * g).sum(0), None


class Step(torch.autograd.Function):
    """1 where z > θ, else 0; pseudo-derivative by θ: −(1/ε) K((z − θ)/ε), by z: 0."""

    @staticmethod
    def forward(ctx, z, theta, bandwidth):
        ctx.save_for_backward(z, theta)
        ctx.bandwidth = bandwidth
        return (z > theta).to(z.dtype)

    @staticmethod
    def backward(ctx, g):
        z, theta = ctx.saved_tensors
        e = ctx.bandwidth
        return torch.zeros_like(z), (-(1 / e) * rectangle((z - theta) / e) * g).sum(0), None


def keep_largest(a, k):
    """`a` with all but its k largest entries set to 0."""
    flat = a.flatten()
    kept = torch.zeros_like(flat)
    kept[flat.topk(k).indices] = 1
    return (flat * kept).reshape(a.shape)


def top_k(a, k):
    return torch.stack([keep_largest(row, k) for row in a])


class FormSae(torch.nn.Module):
    """loss = (1/h)‖y − x̂‖² + penalty (+ auxiliary losses), averaged over the batch; x̂ = c D̂ (+ b).

    form: activation with what it needs, tied, decoderBias, unitNorm, l1Coefficient, l1Normalise, auxiliary.
    The encoder reads x, or x − b under decoderBias `both`; tied weights: it is D̂.
    """

    def __init__(self, form, **start):
        super().__init__()
        self.form = form
        for name, value in start.items():
            self.register_parameter(name, torch.nn.Parameter(value.clone()))
        self.step, self.last_active = 0, None

    def dictionary(self):
        if self.form["unitNorm"] == "through":
            return self.decoder / self.decoder.norm(dim=1, keepdim=True)
        with torch.no_grad():
            self.decoder.div_(self.decoder.norm(dim=1, keepdim=True))
        return self.decoder

    def forward(self, x, target=None):
        form, kind = self.form, self.form["activation"]["kind"]
        self.step += 1
        self.margins = []
        d = self.dictionary()
        b = self.decoderBias if form["decoderBias"] != "none" else torch.zeros(x.shape[1], dtype=x.dtype)
        read = x - b if form["decoderBias"] == "both" else x
        q = read @ (d if form["tied"] else self.encoder).T
        rows, dim = x.shape
        y = x if target is None else target
        codes, penalty, extra = getattr(self, kind)(q, d, b, y)
        xhat = codes @ d + b
        reconstruction = (y - xhat).pow(2).sum() / (dim * rows)
        auxiliary = self.auxiliary(q + self.bias, codes, (y - xhat).detach(), d)
        loss = reconstruction + penalty + extra + auxiliary
        self.measured = {
            "reconstruction": reconstruction.item(), "l1Norm": codes.sum().item() / rows, "l1Penalty": float(torch.as_tensor(penalty).detach()),
            "l0": (codes != 0).sum().item() / rows, "auxiliary": float(torch.as_tensor(extra + auxiliary).detach()),
        }
        return loss

    def l1(self, codes):
        alpha = self.form["l1Coefficient"]
        scale = alpha / codes.shape[1] if self.form["l1Normalise"] == "mean" else alpha
        return scale * codes.sum() / codes.shape[0]

    def near(self, values):
        self.margins.append(values.abs().min().item())

    def gap(self, a, k):
        ordered = a.detach().sort(descending=True).values
        if len(ordered) > k and ordered[k - 1] > 0:
            self.margins.append((ordered[k - 1] - ordered[k]).item())

    def relu(self, q, d, b, y):
        z = q + self.bias
        self.near(z)
        codes = torch.relu(z)
        return codes, self.l1(codes), 0

    def topk(self, q, d, b, y):
        a = torch.relu(q + self.bias)
        self.near(q + self.bias)
        k = self.form["activation"]["k"]
        for row in a:
            self.gap(row, k)
        return top_k(a, k), 0, 0

    def batchtopk(self, q, d, b, y):
        a = torch.relu(q + self.bias)
        self.near(q + self.bias)
        k = self.form["activation"]["k"] * len(a)
        self.gap(a.flatten(), k)
        codes = keep_largest(a, k)
        self.smallest = codes[codes > 0].min().item()
        return codes, 0, 0

    def jumprelu(self, q, d, b, y):
        given = self.form["activation"]
        e = given["bandwidth"]
        z, theta = q + self.bias, torch.exp(self.logThreshold)
        for edge in (0, e / 2, -e / 2):
            self.near(z - theta - edge)
        codes = Jump.apply(z, theta, e)
        l0 = Step.apply(z, theta, e).sum() / len(z)
        return codes, given["l0Coefficient"] / z.shape[1] * l0, 0

    def gated(self, q, d, b, y):
        gate = q + self.bias
        magnitude = torch.exp(self.magnitudeScale) * q + self.magnitudeBias
        self.near(gate)
        self.near(magnitude)
        codes = (gate > 0) * torch.relu(magnitude)
        open_ = torch.relu(gate)
        frozen = open_ @ d.detach() + b.detach()
        auxiliary = (y - frozen).pow(2).sum() / y.numel()
        return codes, self.l1(open_), auxiliary

    def auxiliary(self, z, codes, residual, d):
        """Dead elements reconstruct what is left: coefficient · (1/h)‖e − ê‖², no gradient through e."""
        with torch.no_grad():
            if self.last_active is None:
                self.last_active = torch.zeros(codes.shape[1], dtype=torch.long)
            self.last_active[(codes != 0).any(0)] = self.step
        given = self.form.get("auxiliary")
        if not given:
            return 0
        dead = self.step - self.last_active >= given["deadAfter"]
        self.dead = int(dead.sum())
        a = torch.relu(z) * dead
        for row in a:
            self.gap(row, given["k"])
        kept = top_k(a, min(given["k"], a.shape[1]))
        return given["coefficient"] * (residual - kept @ d).pow(2).sum() / residual.numel()
