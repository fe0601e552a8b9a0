"""Special functions (mpmath), Philox 4x32-10 and small linear algebra: `special.json`.

Arguments are float64 (most of them float32) numbers; values are strings of 30 significant digits for exactly that
argument, so that reading one as a number rounds correctly.
"""

import mpmath
import numpy as np
import torch

from formula import digits, uniform, write_json

mpmath.mp.dps = 60
M0, M1, W0, W1 = 0xD2511F53, 0xCD9E8D57, 0x9E3779B9, 0xBB67AE85
PUBLISHED = """
00000000 00000000 00000000 00000000 00000000 00000000 6627e8d5 e169c58d bc57ac4c 9b00dbd8
ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 408f276d 41c83b0e a20bc7c6 6d5451fd
243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 d16cfe09 94fdcceb 5001e420 24126ea1
"""


def single(x):
    return float(np.float32(x))


def table(function, arguments):
    return [[x, mpmath.nstr(function(mpmath.mpf(x)), 30)] for x in sorted(set(arguments))]


def functions():
    grid = [k / 4 for k in range(-36, 37)]
    odd = [single(x) for x in (-12.7, -10.1, -8.33, -6.61, -5.07, -3.14159, -1.23457, -0.1, -1e-3, -1e-8,
                               1e-20, 0.3, 0.67449, 2.71828, 4.9, 7.3, 11.0)]
    tails = [-13.0, -20.0, -30.0, -37.5, -38.25]
    exps = [k / 8 for k in range(-32, 33, 3)] + [single(x) for x in (-700, -103.3, -87.3, -45.7, -17.3, -1e-6, 1e-9,
                                                                     0.3465736, 0.6931472, 17.7, 88.7, 700)]
    logs = [single(x) for x in (1e-45, 1.5e-38, 1e-30, 1e-7, 0.01, 0.1, 0.25, 0.4999999, 0.5, 0.7071068, 0.9, 0.9999,
                                0.99999994, 1, 1.0000001, 1.0001, 1.4142135, 1.5, 2, 2.7182818, 10, 1000.5, 1e20)]
    logs += [2.0**-1074, 2.0**-1022, 2.0**-24, 2.0**-32, 1 - 2.0**-53, 1 + 2.0**-52, 1e300]
    bases = [2.0**-60, 2.0**-24] + [single(x) for x in (1e-6, 0.01, 0.1, 0.3, 0.5, 0.9, 0.99, 0.9999, 1)]
    pairs = [(p, 0.99 * g) for p in bases for g in (1, 2, 7, 64, 511, 512)]
    pairs += [(0.99, float(g)) for g in (0, 1, 2, 100, 511, 1023)]
    pairs += [(0.9, float(t)) for t in (1, 2, 10, 100, 1000, 20000)] + [(0.999, float(t)) for t in (1, 10, 1000, 20000)]
    pairs = [(p, y) for p, y in pairs if p == 1 or y * mpmath.log(p) > -700]
    turns = [k / 16 for k in range(17)] + [single(x) for x in (1e-6, 0.03, 0.2, 0.333333, 0.71, 0.987, 0.99999994)]
    tail = [2.0**-53, 2.0**-33, 2.0**-25, 1e-4, 0.001, 0.02425, 0.05, 0.1, 0.2, 0.3, 0.4, 0.425, 0.4999, 0.5, 0.575]
    ppf = [p for t in tail for p in (t, 1 - t)] + [single(0.3333333), single(0.87)]
    return {
        "normalCdf": table(mpmath.ncdf, grid + odd + tails),
        "exp": table(mpmath.exp, exps),
        "log": table(mpmath.log, logs),
        "pow": [[p, y, mpmath.nstr(mpmath.mpf(p) ** mpmath.mpf(y), 30)] for p, y in pairs],
        "cos": table(mpmath.cos, [k / 32 for k in range(101)] + [float(k * mpmath.pi / 100) for k in range(101)]),
        "cosOfTurns": table(lambda t: mpmath.cospi(2 * t), turns),
        "sinOfTurns": table(lambda t: mpmath.sinpi(2 * t), turns),
        "normalQuantile": table(lambda p: mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1), ppf),
    }


def philox(counter, key, rounds=10):
    c, k = list(counter), list(key)
    for r in range(rounds):
        if r:
            k = [(k[0] + W0) % 2**32, (k[1] + W1) % 2**32]
        p0, p1 = M0 * c[0], M1 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 % 2**32, (p0 >> 32) ^ c[3] ^ k[1], p0 % 2**32]
    return c


def philox_vectors():
    published = [[int(w, 16) for w in line.split()] for line in PUBLISHED.split("\n") if line]
    for v in published:
        assert philox(v[:4], v[4:6]) == v[6:], "does not agree with Random123's known answers"
    r = np.random.default_rng(32)
    inputs = [[1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0], [0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 1, 0],
              [0, 0, 0, 0, 0, 1], [2**32 - 1, 0, 0, 0, 0, 0], [2**31, 2**31, 2**31, 2**31, 2**31, 2**31],
              [0, 0, 0, 0, 2**32 - 1, 2**32 - 1], [255, 256, 65535, 65536, 12345, 67890]]
    inputs += r.integers(0, 2**32, (14, 6)).tolist()
    more = [v + philox(v[:4], v[4:]) for v in inputs]
    rows = [{"counter": v[:4], "key": v[4:6], "output": v[6:]} for v in published + more]
    return {"published": len(published), "vectors": rows}


def toy_covariance(n, stream=21):
    """(U + Uᵀ)/2 with U[i][j] = uniform(stream, i·n + j): not positive definite before its shift."""
    u = uniform(stream, n * n).reshape(n, n)
    return (u + u.T) / 2


def shifted(c):
    lowest = float(f"{np.linalg.eigvalsh(c)[0]:.12g}")
    return c - 1.001 * lowest * np.eye(len(c))


def distance(n):
    i = np.arange(n)
    return 1 / (1 + np.abs(i[:, None] - i[None, :]))


def second_difference(n):
    return 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)


def eigenvalues():
    named = [("second-difference", 20, second_difference(20)), ("distance", 16, distance(16)),
             ("toy", 8, toy_covariance(8)), ("toy", 33, toy_covariance(33)), ("toy", 128, toy_covariance(128)),
             ("toy", 512, toy_covariance(512))]
    out = []
    for name, n, c in named:
        values = np.linalg.eigvalsh(c)
        out.append({"matrix": name, "n": n} | digits({"smallest": values[0], "second": values[1],
                                                      "largest": values[-1]}, 13))
    return out


def cholesky():
    lowest = np.minimum.outer(np.arange(1, 6), np.arange(1, 6)).astype(float)
    named = [("minimum", lowest), ("distance", distance(7)), ("toy shifted", shifted(toy_covariance(24)))]
    return [{"matrix": name, "a": a, "lower": digits(np.linalg.cholesky(a), 13)} for name, a in named]


def orthogonal_factor(a):
    """torch.nn.init.orthogonal_: QR with a positive diagonal; of the transpose where rows < columns."""
    tall = a if a.shape[0] >= a.shape[1] else a.T
    q, r = np.linalg.qr(tall)
    q = q * np.sign(np.diag(r))
    return q if a.shape[0] >= a.shape[1] else q.T


def orthogonal():
    out = []
    for shape in ((5, 3), (3, 5), (6, 6), (12, 8)):
        g = torch.Generator().manual_seed(7)
        a = torch.empty(*shape).normal_(0, 1, generator=g)
        theirs = torch.empty(*shape)
        torch.nn.init.orthogonal_(theirs, generator=g.manual_seed(7))
        q = orthogonal_factor(a.double().numpy())
        assert np.allclose(q, theirs.numpy(), atol=1e-5), "does not agree with torch.nn.init.orthogonal_"
        unit = q / np.linalg.norm(q, axis=1, keepdims=True)
        out.append({"gaussian": a.numpy(), "orthogonal": digits(q, 12), "unitRows": digits(unit, 12)})
    return out


if __name__ == "__main__":
    write_json("special.json", {
        "functions": functions(), "philox": philox_vectors(), "eigenvalues": eigenvalues(),
        "cholesky": cholesky(), "orthogonal": orthogonal(),
    })
