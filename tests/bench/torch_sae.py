"""PyTorch's best on a CPU: several SAEs of one size in a stack, hand-written backward pass, fused Adam, no array made anew.

The same step as `../reference/stacked_sae.py`, against which `python torch_sae.py` checks it, with products and sums joined where
PyTorch has one operation for both. A stack of one goes through plain matrix products, which are faster than a `bmm` of one.
"""

import pathlib
import sys

import torch
from torch.optim.adam import adam as foreach_adam

threshold_backward = torch.ops.aten.threshold_backward.grad_input


class BenchSae:
    def __init__(self, encoder, bias, decoder, alphas, batch, learning_rate=1e-3, adam="fused"):
        m, (j, h) = len(alphas), encoder.shape
        self.rate, self.adam, self.scale = learning_rate, adam, 2 / (h * batch)
        # copies, because Adam works in place
        self.params = [p.repeat(m, *[1] * p.dim()) for p in (encoder, bias, decoder)]  # [M, J, h], [M, J], [M, J, h]
        self.grads = [torch.zeros_like(p) for p in self.params]
        self.first = [torch.zeros_like(p) for p in self.params]
        self.second = [torch.zeros_like(p) for p in self.params]
        self.steps = [torch.zeros(()) for _ in self.params]
        self.penalty = (torch.tensor(alphas, dtype=encoder.dtype) / (j * batch)).view(m, 1, 1)
        self.codes = torch.empty(m, batch, j, dtype=encoder.dtype)
        self.d_codes = torch.empty_like(self.codes)
        self.error = torch.empty(m, batch, h, dtype=encoder.dtype)

    def step(self, x):
        if len(self.codes) == 1:
            self.gradients_of_one(x)
        else:
            self.gradients(x)
        self.update()

    def gradients_of_one(self, x):
        (encoder, bias, decoder), (d_encoder, d_bias, d_decoder) = ([p[0] for p in a] for a in (self.params, self.grads))
        codes, d_codes, error = self.codes[0], self.d_codes[0], self.error[0]
        decoder.div_(torch.linalg.vector_norm(decoder, dim=1, keepdim=True))
        torch.addmm(bias, x, encoder.T, out=codes).relu_()
        torch.addmm(x, codes, decoder, beta=-1, out=error)
        torch.addmm(self.penalty[0], error, decoder.T, alpha=self.scale, out=d_codes)
        threshold_backward(d_codes, codes, 0, grad_input=d_codes)
        torch.addmm(d_decoder, codes.T, error, beta=0, alpha=self.scale, out=d_decoder)
        torch.mm(d_codes.T, x, out=d_encoder)
        torch.sum(d_codes, 0, out=d_bias)

    def gradients(self, x):
        (encoder, bias, decoder), (d_encoder, d_bias, d_decoder) = self.params, self.grads
        codes, d_codes, error = self.codes, self.d_codes, self.error
        inputs = x.expand(len(codes), *x.shape)
        decoder.div_(torch.linalg.vector_norm(decoder, dim=2, keepdim=True))
        torch.baddbmm(bias[:, None], inputs, encoder.transpose(1, 2), out=codes).relu_()
        torch.baddbmm(inputs, codes, decoder, beta=-1, out=error)
        torch.baddbmm(self.penalty, error, decoder.transpose(1, 2), alpha=self.scale, out=d_codes)
        threshold_backward(d_codes, codes, 0, grad_input=d_codes)
        torch.baddbmm(d_decoder, codes.transpose(1, 2), error, beta=0, alpha=self.scale, out=d_decoder)
        torch.bmm(d_codes.transpose(1, 2), inputs, out=d_encoder)
        torch.sum(d_codes, 1, out=d_bias)

    def update(self):
        options = dict(lr=self.rate, beta1=0.9, beta2=0.999, weight_decay=0.0, eps=1e-8, amsgrad=False, maximize=False)
        lists = (self.params, self.grads, self.first, self.second, [], self.steps)
        if self.adam == "fused":
            for step in self.steps:
                step += 1
            torch._fused_adam_(*lists, **options)
        else:
            foreach_adam(*lists, foreach=True, **options)

    def measures(self):
        """Of the last batch, before its update: reconstruction loss and mean number of active codes, means over the stack."""
        m, batch, h = self.error.shape
        return {
            "loss": (self.error.double().pow(2).sum() / (m * batch * h)).item(),
            "l0": ((self.codes > 0).sum() / (m * batch)).item(),
        }


def check_against_reference():
    sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "reference"))
    from stacked_sae import StackedSae

    torch.manual_seed(0)
    weights = [torch.randn(9, 12), torch.randn(9), torch.randn(9, 12)]
    weights = [w.double() for w in weights]
    for alphas in ([0.3], [0.3, 2.0]):
        for adam in ("fused", "foreach"):
            ours, theirs = BenchSae(*weights, alphas, 7, adam=adam), StackedSae(*weights, alphas)
            for _ in range(5):
                x = torch.randn(7, 12, dtype=torch.float64)
                ours.step(x)
                theirs.step(x)
            for a, b in zip(ours.params, theirs.params):
                assert torch.allclose(a, b, atol=1e-9), "the step differs from the reference's"
    print("steps agree with the reference's")


if __name__ == "__main__":
    check_against_reference()
