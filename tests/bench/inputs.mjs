import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CodesSampler, initialWeights, ops, readTensors, writeTensors } from "@goldilocks/engine";

/** Batches a chunk. */
export const CHUNK = 256;

/** The post's toy data. */
export const TOY = { activationDim: 256, nFeatures: 512, active: 5, batch: 256 };

/** Settings of a cell, all but its size and L1 coefficient. */
export const saeOf = (dictSize, l1Coefficient, learningRate) => ({
  dictSize,
  activation: { kind: "relu" },
  tied: false,
  decoderBias: "none",
  auxiliary: { kind: "none" },
  l1Coefficient,
  l1Normalise: "mean",
  unitNorm: "project",
  init: { encoder: "linear", decoder: "orthogonal" },
  optimizer: { kind: "adam", learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  initSeed: 0,
  jitter: 0,
  course: { warmup: 0, l1Warmup: 0, schedule: { kind: "constant" }, total: 0, resample: { kind: "none" } },
});

/** What an op made, as tensors. */
async function tensorsOf(op, parameters, kernels) {
  const { outputs } = await op.run({ parameters }, { kernels });
  const [{ bytes }] = Object.values(outputs);
  return readTensors(bytes);
}

/** Ground-truth features `[nFeatures, activationDim]` of seed 0. */
async function featuresOf(kernels) {
  const { nFeatures, activationDim } = TOY;
  const { features } = await tensorsOf(ops.features, { nFeatures, activationDim, seed: 0 }, kernels);
  return features.data;
}

/** A sampler of codes of seed 0. */
export async function samplerOf(kernels, draw) {
  const { nFeatures, active, batch } = TOY;
  const { factor } = await tensorsOf(ops.covariance, { nFeatures, kind: "raw", seed: 0 }, kernels);
  const decay = { kind: "power", rate: 0.99 };
  const stream = { nFeatures, active, draw, decay, strengths: "uniform", forceActive: false, batch };
  return new CodesSampler(kernels(), { ...stream, seed: 0, purpose: "train" }, factor.data);
}

const tensorsOfCodes = ({ counts, indices, values }) =>
  writeTensors({
    counts: { shape: [counts.length], data: counts },
    indices: { shape: [indices.length], data: Uint16Array.from(indices) },
    values: { shape: [values.length], data: values },
  });

/** Writes what both sides train on into a folder: features, chunks of codes, and initial weights of each size. */
export async function writeInputs(kernels, folder, chunks, sizes) {
  const features = await featuresOf(kernels);
  const shape = [TOY.nFeatures, TOY.activationDim];
  writeFileSync(join(folder, "features.safetensors"), writeTensors({ features: { shape, data: features } }));
  const sampler = await samplerOf(kernels, "batch");
  for (let chunk = 0; chunk < chunks; chunk++) {
    const file = join(folder, `chunk-${chunk}.safetensors`);
    if (!existsSync(file)) writeFileSync(file, tensorsOfCodes(sampler.draw(chunk * CHUNK, CHUNK)));
  }
  for (const dictSize of sizes) {
    const weights = initialWeights(kernels(), saeOf(dictSize, 0.1, 0.001), TOY.activationDim);
    writeWeights(join(folder, `weights-${dictSize}.safetensors`), dictSize, weights);
  }
}

/** Writes encoder, bias and decoder of a cell. */
export function writeWeights(file, dictSize, { encoder, bias, decoder }) {
  const rows = [dictSize, TOY.activationDim];
  const tensors = {
    encoder: { shape: rows, data: encoder },
    bias: { shape: [dictSize], data: bias },
    decoder: { shape: rows, data: decoder },
  };
  writeFileSync(file, writeTensors(tensors));
}
