// Goldilocks' side of the bench: trains on request. One JSON object a line in, one out; `torch_side.py` is the other side.
import { createInterface } from "node:readline";
import { kernelsBytes, prepareKernels } from "@goldilocks/backend";
import { Kernels } from "@goldilocks/kernels";
import { Cell } from "./goldilocks-cell.mjs";
import { CHUNK, samplerOf, TOY, writeInputs } from "./inputs.mjs";
import { peak } from "./peak.mjs";
import { profile } from "./profile.mjs";

const { module, fusing } = prepareKernels(kernelsBytes(), process.env);
const kernels = () => new Kernels(module, fusing.on);
const cells = new Map();
let folder = "";

const requests = {
  about: () => ({ name: "Goldilocks", version: process.version, vectors: fusing.on ? "256 bits" : "128 bits" }),
  write: async (request) => {
    await writeInputs(kernels, request.folder, request.chunks, request.sizes);
    return {};
  },
  inputs: (request) => {
    folder = request.folder;
    return {};
  },
  open: ({ cell, alphas: [alpha], ...options }) => {
    cells.set(cell, new Cell(kernels(), folder, { alpha, ...options }));
    return {};
  },
  close: ({ cell }) => {
    cells.delete(cell);
    return {};
  },
  train: ({ cell, start, steps }) => cells.get(cell).train(start, steps),
  save: ({ cell, file }) => {
    cells.get(cell).save(file);
    return {};
  },
  data: async ({ draw, batches }) => {
    const sampler = await samplerOf(kernels, draw);
    sampler.draw(0, 1);
    const busy = process.cpuUsage();
    sampler.draw(CHUNK, batches);
    const { user, system } = process.cpuUsage(busy);
    return { cpu: (user + system) / 1e6 / batches };
  },
  assembly: ({ cell, batches }) => ({ cpu: cells.get(cell).assembly(batches) }),
  profile: ({ batches, ...options }) => {
    const own = kernels();
    return profile(own, () => new Cell(own, folder, { alpha: options.alphas[0], ...options }), batches, TOY);
  },
  peak: () => ({ flops: peak() }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...request } = JSON.parse(line);
  const answer = await requests[op](request);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
