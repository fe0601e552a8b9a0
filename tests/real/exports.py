"""Loads every export with the library it is for, and compares what that makes of held-out samples with what Goldilocks made of them."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from dictionary_learning.utils import load_dictionary
from sae_lens import SAE
from safetensors import safe_open
from safetensors.numpy import load_file

# Sums of a few dozen float32 products around 1, in another order.
TOLERANCE = 2e-6
ARCHITECTURES = {"relu": "standard", "topk": "topk", "batchtopk": "jumprelu"}
CLASSES = {"relu": "AutoEncoder", "topk": "AutoEncoderTopK", "batchtopk": "BatchTopKSAE"}
torch.set_grad_enabled(False)
root = Path(sys.argv[1])
worst = 0.0


def near(ours, theirs, what):
    global worst
    error = float(np.abs(ours - np.asarray(theirs)).max())
    worst = max(worst, error)
    assert error <= TOLERANCE, f"{what}: {error}"


def compare(cell, name, encode, decode):
    x, codes, reconstruction = (cell[part] for part in ("x", "codes", "reconstruction"))
    near(codes, encode(x), f"{name} encodes {cell['folder']}")
    near(reconstruction, decode(codes), f"{name} decodes {cell['folder']}")
    near(reconstruction, decode(encode(x)), f"{name} reconstructs {cell['folder']}")


def of_torch(function):
    return lambda rows: function(torch.from_numpy(np.array(rows))).numpy()


def plain(arrays, settings):
    encoder, bias, decoder = (arrays[name] for name in ("encoder", "bias", "decoder"))
    assert np.abs(np.linalg.norm(decoder, axis=1) - 1).max() < 1e-6
    offset = arrays.get("decoderBias", 0)
    centre = offset if settings.get("decoderBias") == "both" else 0

    def encode(x):
        z = (x - centre) @ encoder.T + bias
        if settings["activation"] == "batchtopk":
            return np.where(z > arrays["threshold"], z, 0)
        codes = np.maximum(z, 0)
        if settings["activation"] == "relu":
            return codes
        bound = np.sort(codes, axis=1)[:, -settings["k"], None]
        return np.where(codes >= bound, codes, 0)

    return encode, lambda codes: codes @ decoder + offset


def check(cell):
    folder, about = cell["folder"], cell["about"]
    settings = about["settings"]["sae"]
    sae = SAE.load_from_disk(root / "saelens" / folder)
    assert sae.cfg.metadata["goldilocks"] == about and sae.cfg.architecture() == ARCHITECTURES[settings["activation"]]
    compare(cell, "SAELens", of_torch(sae.encode), of_torch(sae.decode))
    near(cell["reconstruction"], of_torch(sae.forward)(cell["x"]), f"SAELens' forward pass of {folder}")

    place = root / "dictionary-learning" / folder
    ours = torch.load(place / "ae.pt", weights_only=True)
    autoencoder, config = load_dictionary(str(place), "cpu")
    assert config["goldilocks"] == about and type(autoencoder).__name__ == CLASSES[settings["activation"]]
    for name, tensor in autoencoder.state_dict().items():
        assert torch.equal(tensor, ours[name]), f"dictionary_learning changed {name}"
    compare(cell, "dictionary_learning", of_torch(autoencoder.encode), of_torch(autoencoder.decode))
    near(cell["reconstruction"], of_torch(autoencoder.forward)(cell["x"]), f"dictionary_learning's forward pass of {folder}")

    place = root / "safetensors" / folder
    compare(cell, "safetensors", *plain(load_file(place / "sae.safetensors"), settings))
    with safe_open(place / "sae.safetensors", "np") as file:
        assert json.loads(file.metadata()["goldilocks"]) == about
    compare(cell, "NumPy", *plain(np.load(root / "numpy" / folder / "sae.npz"), settings))
    for name in ("safetensors", "numpy"):
        assert json.loads((root / name / folder / "metadata.json").read_text(encoding="utf-8")) == about


def read(index, cell):
    def array(part):
        return np.fromfile(root / "own" / f"{index}.{part}", "<f4").reshape(cell["shapes"][part])

    return {**cell, **{part: array(part) for part in cell["shapes"]}}


cells = [read(index, cell) for index, cell in enumerate(json.loads((root / "own" / "cells.json").read_text()))]
for cell in cells:
    assert (cell["codes"] > 0).mean() > 0.02, "some codes are active"
    check(cell)
names = " and ".join(f"{name} {version(name)}" for name in ("sae-lens", "dictionary-learning"))
print(f"{names} encode and decode {len(cells)} cells as we do, to {worst:.1e}")
