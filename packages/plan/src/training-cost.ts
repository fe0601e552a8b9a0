import type { Settings } from "@goldilocks/spec";

import { recordedSteps, usualPerDecade } from "./history-steps.ts";
import { penaltyCoefficient } from "./penalty-coefficient.ts";
import { type Cost, float32, recordBytes } from "./cost.ts";

/** Active codes of a trained cell, beyond the data's own: 5 active features end at an L0 of 6 to 8. */
const surplusActive = 3;

/** No cell stays dense longer than this, in steps, however small its L1 coefficient. */
const longestDecay = 100_000;

/** Floating-point operations an element of the dictionary costs a step: norm, projection, and Adam on both matrices. */
const updateFlops = 30;

/**
 * Step at which a cell's active codes have fallen to about a quarter.
 *
 * Shrinkage of an isolated element is θ = α·h/(2J) a unit of `mean` penalty, and α·h/2 of `sum`; 12.5/θ fits the
 * PyTorch runs at h = 256, J = 512, where MMCS reaches 0.95 near step 500/α, ten times as late.
 */
function decaySteps({ data, sae }: Settings): number {
  const perElement = "l1Normalise" in sae && sae.l1Normalise === "sum" ? 1 : sae.dictSize;
  const shrinkage = (penaltyCoefficient(sae) * data.activationDim) / (2 * perElement);
  return shrinkage > 0 ? Math.min(longestDecay, 12.5 / shrinkage) : longestDecay;
}

/**
 * Expected sum over steps of the mean number of active codes a sample, from step `from` up to step `to`.
 *
 * The model is L0(t) = J/2 · (1 + t/τ)⁻² + active + 3, at most J, whose integral needs no logarithm.
 */
export function activeCodes(settings: Settings, from: number, to: number): number {
  const { data, sae } = settings;
  if ("k" in sae) return sae.k * (to - from);
  const tau = decaySteps(settings);
  const dense = (sae.dictSize / 2) * tau * (1 / (1 + from / tau) - 1 / (1 + to / tau));
  const sparse = Math.min(sae.dictSize / 2, data.active + surplusActive) * (to - from);
  return dense + sparse;
}

/** Bytes at work while a cell trains: weights, both moments, the packed encoder, the last dictionary; then the batch. */
export function trainingMemory({ data, sae, train }: Settings): number {
  const weights = 7 * sae.dictSize * data.activationDim * float32;
  const codes = 3 * train.batch * sae.dictSize * float32; // values, indices, transposed indices
  const samples = 3 * train.batch * data.activationDim * float32; // input, reconstruction, error
  const features = data.nFeatures * data.activationDim * float32;
  return weights + codes + samples + features;
}

/** Bytes of a stored state: encoder, decoder and bias with two moments each, and the last active step of each element. */
export function stateBytes({ data, sae }: Settings): number {
  return sae.dictSize * (6 * data.activationDim + 3 + 1) * float32;
}

/** How many normal noises a training adds to each minibatch: to directions, inputs and labels. */
export const noisesIn = ({ data: { jitter, noise } }: Settings): number =>
  [jitter, noise.input, noise.label].filter((size) => size > 0).length;

/** A normal deviate, which is made one at a time, takes about as long as this many operations of a product. */
const noiseFlops = 400;

/** Entries that a history has up to a step beyond the usual ones, which are few enough to be left out of a cost. */
const furtherEntries = ({ train: { history } }: Settings, step: number): number =>
  recordedSteps(step, history.perDecade).length - recordedSteps(step, usualPerDecade).length;

/** Bytes of a history entry: once in the result's record, and with two bytes a letter in the state. */
const entryBytes = 3 * 220;

/**
 * Cost of training a cell from step `from` to step `to`.
 *
 * A step of B samples is one dense product 2·B·h·J (the encoder), four products over active codes 2·B·h·L0 (decoding and
 * three gradients), the samples 2·B·h·active, 400·B·h for each noise, and 30 operations a weight for the update. An entry of a denser
 * history compares the dictionary with the features and with itself, 2·h·J·(nFeatures + 1).
 */
export function trainingCost(settings: Settings, from: number, to: number): Cost {
  const { data, sae, train } = settings;
  const width = train.batch * data.activationDim;
  const samples = 2 * width * data.active + noiseFlops * width * noisesIn(settings);
  const step = 2 * width * sae.dictSize + samples + updateFlops * sae.dictSize * data.activationDim;
  const entries = furtherEntries(settings, to);
  const recording = 2 * data.activationDim * sae.dictSize * (data.nFeatures + 1);
  const entered = (entries - furtherEntries(settings, from)) * recording;
  return {
    flops: Math.round(step * (to - from) + 8 * width * activeCodes(settings, from, to) + entered),
    bytes: stateBytes(settings) + recordBytes + entries * entryBytes,
    memory: trainingMemory(settings),
  };
}
