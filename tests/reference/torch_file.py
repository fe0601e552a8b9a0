"""What torch.save writes: the pickle inside, of state dictionaries with the shapes and types that an export has."""

import base64
import io
import json
import zipfile
from pathlib import Path

import torch

TYPES = {"float32": torch.float32, "int32": torch.int32}


def described(shapes, dtypes=None):
    state = {name: torch.zeros(shape, dtype=TYPES[(dtypes or {}).get(name, "float32")]) for name, shape in shapes.items()}
    file = io.BytesIO()
    torch.save(state, file)
    with zipfile.ZipFile(file) as archive:
        pickle = archive.read("archive/data.pkl")
        texts = {name: archive.read(f"archive/{name}").decode() for name in ("byteorder", "version")}
    return {"shapes": shapes, "dtypes": dtypes or {}, "pickle": base64.b64encode(pickle).decode(), **texts}


cases = [
    described({"bias": [3], "encoder.weight": [2, 3], "encoder.bias": [2], "decoder.weight": [3, 2]}),
    # Numbers of one, two and four bytes.
    described({"bias": [255], "encoder.weight": [256, 255], "encoder.bias": [256], "decoder.weight": [257, 256]}),
    # A number without sizes, of another type.
    described({"k": [], "threshold": [], "b_dec": [4]}, {"k": "int32"}),
    # More than 256 remembered values.
    described({f"b{i}": [i + 1, 2, 3, 4] for i in range(40)}),
]
path = Path(__file__).with_name("torch-file.json")
path.write_text(json.dumps({"torch": torch.__version__.split("+")[0], "cases": cases}, indent=1) + "\n")
