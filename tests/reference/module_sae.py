"""The post's autoencoder as a plain PyTorch module, with autograd: the reference for gradients and Adam."""

import torch


class Sae(torch.nn.Module):
    """loss = (1/h)‖y − c D̂‖² + penalty, c = relu(x Weᵀ + be), both averaged over the batch; the target y is x unless given.

    penalty = (α/J)‖c‖₁ for `mean`, α‖c‖₁ for `sum`.
    project: the decoder's data is renormalised before each forward pass, outside the graph.
    through: D̂ = D/‖D‖ is part of the graph; D itself is never renormalised.
    """

    def __init__(self, encoder, bias, decoder, alpha, l1_normalise, unit_norm):
        super().__init__()
        self.encoder = torch.nn.Parameter(encoder.clone())
        self.bias = torch.nn.Parameter(bias.clone())
        self.decoder = torch.nn.Parameter(decoder.clone())
        self.alpha, self.l1_normalise, self.unit_norm = alpha, l1_normalise, unit_norm

    def forward(self, x, y=None):
        if self.unit_norm == "project":
            with torch.no_grad():
                self.decoder.div_(self.decoder.norm(dim=1, keepdim=True))
            decoder = self.decoder
        else:
            decoder = self.decoder / self.decoder.norm(dim=1, keepdim=True)
        self.before = x @ self.encoder.T + self.bias
        codes = torch.relu(self.before)
        rows, dim = x.shape
        l1 = codes.sum() / rows
        scale = self.alpha / codes.shape[1] if self.l1_normalise == "mean" else self.alpha
        reconstruction = ((x if y is None else y) - codes @ decoder).pow(2).sum() / (dim * rows)
        loss = reconstruction + scale * l1
        self.measured = {
            "total": loss.item(), "reconstruction": reconstruction.item(), "l1Norm": l1.item(),
            "l1Penalty": scale * l1.item(), "l0": (codes > 0).sum().item() / rows,
        }
        return loss


def adam(sae, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return torch.optim.Adam(sae.parameters(), lr=learning_rate, betas=(beta1, beta2), eps=epsilon)


def train_step(sae, optimizer, x, y=None):
    """Gradients by autograd, then one Adam step; returns what the forward pass measured."""
    optimizer.zero_grad()
    sae(x, y).backward()
    optimizer.step()
    return sae.measured
