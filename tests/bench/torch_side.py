"""PyTorch's side of the bench: trains on request. One JSON object a line in, one out; see `node-side.mjs` for the other side."""

import json
import pathlib
import sys
import time

import numpy
import torch

from torch_sae import BenchSae

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "reference"))
from toy_data import ToyData  # noqa: E402

CHUNK = 256  # batches a chunk
KEPT = 12  # chunks of inputs kept, 67 MB each


def read_tensors(path):
    """safetensors without the library: a header in JSON, then the bytes."""
    raw = pathlib.Path(path).read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    kinds = {"F32": numpy.float32, "U16": numpy.uint16, "U32": numpy.uint32}
    tensors = {}
    for name, entry in json.loads(raw[8:start]).items():
        if name != "__metadata__":
            begin, end = (start + offset for offset in entry["data_offsets"])
            tensors[name] = numpy.frombuffer(raw[begin:end], kinds[entry["dtype"]]).reshape(entry["shape"])
    return tensors


class Inputs:
    """Batches x = codes · features `[batch, h]` of the chunks that Goldilocks drew, made outside the clock."""

    def __init__(self, folder, batch):
        self.folder, self.batch, self.chunks = pathlib.Path(folder), batch, {}
        self.features = torch.from_numpy(read_tensors(self.folder / "features.safetensors")["features"].copy())

    def chunk(self, number):
        if number not in self.chunks:
            while len(self.chunks) >= KEPT:
                del self.chunks[next(iter(self.chunks))]
            drawn = read_tensors(self.folder / f"chunk-{number}.safetensors")
            counts = drawn["counts"].astype(numpy.int64)
            codes = torch.zeros(len(counts), len(self.features))
            rows = torch.from_numpy(numpy.repeat(numpy.arange(len(counts)), counts))
            codes[rows, torch.from_numpy(drawn["indices"].astype(numpy.int64))] = torch.from_numpy(drawn["values"].copy())
            self.chunks[number] = (codes @ self.features).view(-1, self.batch, self.features.shape[1])
        return self.chunks[number]


class Side:
    def __init__(self):
        torch.set_flush_denormal(True)
        self.cells = {}

    def about(self, **_):
        return {"name": "PyTorch", "version": torch.__version__, "vectors": torch.backends.cpu.get_cpu_capability()}

    def threads(self, threads):
        torch.set_num_threads(threads)
        return {}

    def inputs(self, folder, batch, **_):
        self.source = Inputs(folder, batch)
        return {}

    def open(self, cell, weights, alphas, rate, batch, shift=0.0, adam="fused", **_):
        w = read_tensors(weights)
        encoder, bias, decoder = (torch.from_numpy(w[name].copy()) for name in ("encoder", "bias", "decoder"))
        self.cells[cell] = BenchSae(encoder, bias + shift, decoder, alphas, batch, rate, adam)
        return {}

    def close(self, cell):
        del self.cells[cell]
        return {}

    def train(self, cell, start, steps):
        """Steps `start` … `start + steps − 1` of the stream. Seconds of the clock and of the processor, data excluded."""
        sae, wall, cpu, step, end = self.cells[cell], 0.0, 0.0, start, start + steps
        while step < end:
            first = step // CHUNK * CHUNK
            until = min(end, first + CHUNK)
            chunk = self.source.chunk(step // CHUNK)
            at, busy = time.perf_counter(), time.process_time()
            for i in range(step, until):
                sae.step(chunk[i - first])
            wall, cpu = wall + time.perf_counter() - at, cpu + time.process_time() - busy
            step = until
        return {"wall": wall, "cpu": cpu, **sae.measures()}

    def data(self, draw, batches, size):
        """Seconds of the processor a batch of inputs, the covariance's Cholesky factor computed once."""
        source = ToyData(0, draw=draw, **size)
        source.next()
        busy = time.process_time()
        for _ in range(batches):
            source.next()
        return {"cpu": (time.process_time() - busy) / batches}

    def peak(self):
        """Operations a second of a large matrix product."""
        a, b = torch.randn(1024, 1024), torch.randn(1024, 1024)
        out, best = a @ b, 0.0
        for _ in range(12):
            busy = time.process_time()
            torch.mm(a, b, out=out)
            best = max(best, 2 * 1024**3 / (time.process_time() - busy))
        return {"flops": best}


def main():
    side = Side()
    for line in sys.stdin:
        request = json.loads(line)
        answer = getattr(side, request.pop("op"))(**request)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
