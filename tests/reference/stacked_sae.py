"""Several SAEs that differ in their L1 coefficient only, trained side by side on the same batches.

Hand-written backward pass (checked against autograd by `python stacked_sae.py`) and PyTorch's fused Adam.
Unit norm `project`: decoder rows are renormalised before each forward pass, no gradient through the norm.
"""

import math

import torch

from toy_data import generator, unit_rows


def initial_parameters(seed: int, dict_size: int, dim: int):
    """torch's nn.Linear encoder, U(±1/√h) with bias; orthogonal decoder, then unit rows."""
    g = generator(seed, "init")
    bound = 1 / math.sqrt(dim)
    encoder = (torch.rand(dict_size, dim, generator=g) * 2 - 1) * bound
    bias = (torch.rand(dict_size, generator=g) * 2 - 1) * bound
    decoder = torch.empty(dict_size, dim)
    torch.nn.init.orthogonal_(decoder, generator=g)
    return encoder, bias, unit_rows(decoder)


class StackedSae:
    def __init__(self, encoder, bias, decoder, alphas, learning_rate=1e-3):
        m = len(alphas)
        self.alphas = torch.tensor(alphas, dtype=encoder.dtype)
        self.encoder = encoder.repeat(m, 1, 1)  # [M, J, h]
        self.bias = bias.repeat(m, 1)  # [M, J]
        self.decoder = decoder.repeat(m, 1, 1)  # [M, J, h]
        self.params = [self.encoder, self.bias, self.decoder]
        self.first = [torch.zeros_like(p) for p in self.params]
        self.second = [torch.zeros_like(p) for p in self.params]
        self.steps = [torch.zeros(()) for _ in self.params]
        self.rate = learning_rate

    def keep(self, index: list[int]):
        """Goes on with only some of the SAEs."""
        self.alphas = self.alphas[index]
        self.params = [p[index].clone() for p in self.params]
        self.first = [p[index].clone() for p in self.first]
        self.second = [p[index].clone() for p in self.second]
        self.encoder, self.bias, self.decoder = self.params

    def normalise(self):
        self.decoder.div_(self.decoder.norm(dim=2, keepdim=True))

    def encode(self, x):
        """[M, B, J]"""
        m, j, h = self.encoder.shape
        flat = torch.addmm(self.bias.view(-1), x, self.encoder.view(m * j, h).T)
        return flat.view(-1, m, j).relu_().transpose(0, 1)

    def losses(self, x, codes, error):
        """Per SAE: reconstruction loss, mean of ‖c‖₁, mean number of active codes."""
        rows, dim = x.shape
        return {
            "reconstruction": (error.pow(2).sum((1, 2)) / (dim * rows)).tolist(),
            "l1Norm": (codes.sum((1, 2)) / rows).tolist(),
            "l0": ((codes > 0).sum((1, 2)) / rows).tolist(),
        }

    def gradients(self, x, codes, error):
        rows, dim = x.shape
        scaled = error * (2 / (dim * rows))
        d_decoder = torch.bmm(codes.transpose(1, 2), scaled)
        d_codes = torch.bmm(scaled, self.decoder.transpose(1, 2))
        d_codes += (self.alphas / (codes.shape[2] * rows))[:, None, None]
        d_codes *= codes > 0
        d_encoder = torch.matmul(d_codes.transpose(1, 2), x)
        return [d_encoder, d_codes.sum(1), d_decoder]

    def forward(self, x):
        self.normalise()
        codes = self.encode(x)
        return codes, torch.bmm(codes, self.decoder) - x

    def step(self, x, measure=False):
        """One Adam step; returns the codes, and the losses before the update where asked."""
        codes, error = self.forward(x)
        out = self.losses(x, codes, error) if measure else None
        grads = self.gradients(x, codes, error)
        for s in self.steps:
            s += 1
        torch._fused_adam_(self.params, grads, self.first, self.second, [], self.steps,
                           lr=self.rate, beta1=0.9, beta2=0.999, weight_decay=0.0, eps=1e-8,
                           amsgrad=False, maximize=False)
        return codes, out


def check_against_autograd():
    torch.manual_seed(0)
    x = torch.randn(7, 12, dtype=torch.float64)
    args = [torch.randn(9, 12), torch.randn(9), torch.randn(9, 12)]
    sae = StackedSae(*[a.double() for a in args], [0.3, 2.0])
    codes, error = sae.forward(x)
    grads = sae.gradients(x, codes, error)
    for m, alpha in enumerate([0.3, 2.0]):
        leaves = [p[m].clone().requires_grad_() for p in sae.params]
        c = torch.relu(x @ leaves[0].T + leaves[1])
        loss = ((x - c @ leaves[2]) ** 2).sum(1).mean() / 12 + alpha * c.sum(1).mean() / 9
        for got, want in zip(grads, torch.autograd.grad(loss, leaves)):
            assert torch.allclose(got[m], want, atol=1e-13), "gradient differs from autograd"
    print("hand-written gradients agree with autograd")


if __name__ == "__main__":
    check_against_autograd()
