"""Numbers that any language can regenerate exactly, and writers for the fixtures.

uniform(stream, i) = (mix(stream · 0x9E3779B9 + i  mod 2³²) >> 8) / 2²⁴, a multiple of 2⁻²⁴ in [0, 1), where mix is
MurmurHash3's 32-bit finaliser. Stream numbers and indices are whole numbers; everything wraps at 2³².
"""

import json
import pathlib
import struct

import numpy as np

HERE = pathlib.Path(__file__).parent


def mix(k: np.ndarray) -> np.ndarray:
    k = k.astype(np.uint32)
    k ^= k >> np.uint32(16)
    k *= np.uint32(0x85EBCA6B)
    k ^= k >> np.uint32(13)
    k *= np.uint32(0xC2B2AE35)
    k ^= k >> np.uint32(16)
    return k


def uniform(stream: int, count: int, start: int = 0) -> np.ndarray:
    """float64 values for i = start … start + count − 1; each is exact in float32 too."""
    index = (np.arange(start, start + count, dtype=np.uint64) + np.uint64(stream * 0x9E3779B9)) & np.uint64(0xFFFFFFFF)
    return (mix(index) >> np.uint32(8)).astype(np.float64) / 2**24


def signed(stream: int, *shape: int) -> np.ndarray:
    """2u − 1, row by row: values in [−1, 1)."""
    return (2 * uniform(stream, int(np.prod(shape))) - 1).reshape(shape)


def unit_rows(a: np.ndarray) -> np.ndarray:
    """Rows divided by their norm in float64 (squares summed from left to right), rounded to float32."""
    total = np.zeros(a.shape[0])
    for column in a.T:
        total = total + column * column
    return (a / np.sqrt(total)[:, None]).astype(np.float32)


def shortest(x):
    """Plain Python numbers; float32 in the fewest digits that read back (after rounding to float32) unchanged."""
    if isinstance(x, dict):
        return {k: shortest(v) for k, v in x.items()}
    if isinstance(x, np.ndarray):
        return [shortest(v) for v in x]
    if isinstance(x, (list, tuple)):
        return [shortest(v) for v in x]
    if isinstance(x, np.float32):
        return float(np.format_float_scientific(x, unique=True))
    return x.item() if isinstance(x, np.generic) else x


def digits(x, n: int):
    """float64 arrays as nested lists rounded to n significant digits."""
    if isinstance(x, dict):
        return {k: digits(v, n) for k, v in x.items()}
    if isinstance(x, (list, tuple, np.ndarray)):
        return [digits(v, n) for v in x]
    return float(f"{x:.{n}g}") if isinstance(x, (float, np.floating)) else x


def write_json(name: str, value) -> None:
    text = json.dumps(shortest(value), separators=(",", ":"), allow_nan=False)
    (HERE / name).write_text(text + "\n")
    print(name, len(text))


def write_safetensors(name: str, arrays: dict[str, np.ndarray]) -> None:
    """Little-endian F32 and F64 tensors, in the order given; header padded to 8 bytes."""
    header, parts, at = {}, [], 0
    for key, a in arrays.items():
        kind = {"float32": "F32", "float64": "F64"}[a.dtype.name]
        data = np.ascontiguousarray(a, dtype=a.dtype.newbyteorder("<")).tobytes()
        header[key] = {"dtype": kind, "shape": list(a.shape), "data_offsets": [at, at + len(data)]}
        parts.append(data)
        at += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    (HERE / name).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))
    print(name, 8 + len(text) + at)
