import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readTensors, Samples, Training } from "@goldilocks/engine";
import { PARAMETERS } from "@goldilocks/kernels";
import { CHUNK, saeOf, TOY, writeWeights } from "./inputs.mjs";

/** One cell in training, in kernels of its own, on the chunks of a folder. */
export class Cell {
  #folder;
  #samples;
  #training;
  #dictSize;
  #chunk = -1;

  constructor(kernels, folder, { weights, alpha, rate, shift = 0, jitter = 0 }) {
    const tensors = readTensors(readFileSync(weights));
    const [dictSize] = tensors.encoder.shape;
    const { nFeatures, activationDim, batch } = TOY;
    const { features } = readTensors(readFileSync(join(folder, "features.safetensors")));
    const noise = { size: jitter, seed: 0, stream: "data.jitter" };
    this.#folder = folder;
    this.#dictSize = dictSize;
    this.#samples = new Samples(kernels, { nFeatures, activationDim, batch, jitter: noise }, features.data);
    this.#training = new Training(kernels, saeOf(dictSize, alpha, rate), { activationDim, batch });
    const loaded = Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data]));
    const zero = (name) => new Float32Array(name.startsWith("bias") ? dictSize : dictSize * activationDim);
    const parameters = Object.fromEntries(PARAMETERS.map((name) => [name, loaded[name] ?? zero(name)]));
    parameters.bias = parameters.bias.map((value) => value + shift);
    this.#training.load({ step: 0, parameters, lastActive: new Uint32Array(dictSize) });
  }

  /**
   * Trains on batches `start` … `start + steps − 1`. Seconds of the clock and of the processor, without reading chunks; making
   * x out of codes counts, because every cell does it anew.
   */
  train(start, steps) {
    let [wall, cpu] = [0, 0];
    for (let step = start; step < start + steps;) {
      this.#load(Math.floor(step / CHUNK));
      const until = Math.min(start + steps, (this.#chunk + 1) * CHUNK);
      const at = performance.now();
      const busy = process.cpuUsage();
      for (; step < until; step++) this.#step(step);
      const { user, system } = process.cpuUsage(busy);
      wall += (performance.now() - at) / 1e3;
      cpu += (user + system) / 1e6;
    }
    const { l0, reconstruction } = this.#training.measures();
    return { wall, cpu, l0, loss: reconstruction };
  }

  #step(step) {
    this.#samples.assemble(step);
    this.#training.train(this.#samples.x);
  }

  #load(chunk) {
    if (chunk === this.#chunk) return;
    this.#samples.load(readFileSync(join(this.#folder, `chunk-${chunk}.safetensors`)), chunk * CHUNK);
    this.#chunk = chunk;
  }

  /** Milliseconds of the processor that making one batch x takes. */
  assembly(batches) {
    this.#load(0);
    const busy = process.cpuUsage();
    for (let i = 0; i < batches; i++) this.#samples.assemble(i);
    const { user, system } = process.cpuUsage(busy);
    return (user + system) / 1e6 / batches;
  }

  /** Writes encoder, bias and decoder. */
  save(file) {
    writeWeights(file, this.#dictSize, this.#training.save().parameters);
  }
}
