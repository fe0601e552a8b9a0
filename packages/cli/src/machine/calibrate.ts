import type { PreparedKernels } from "@goldilocks/backend";
import { Training } from "@goldilocks/engine";
import { Kernels, paddedSamples, paddedWidth } from "@goldilocks/kernels";
import { trainingCost } from "@goldilocks/plan";
import type { Settings } from "@goldilocks/spec";

/** How long training is measured, in milliseconds. */
const MEASURED = 250;
/** A step at which every cell has long become sparse. */
const LATE = 1e7;

/**
 * Floating-point operations a second of one worker: trains a cell of the given sizes for a quarter of a second.
 *
 * The cell is one that has already learned: its elements are the directions the data is made of, so that a handful of codes is active,
 * as in nearly all steps of a run.
 */
export function measureRate({ module, fusing }: PreparedKernels, settings: Settings): number {
  const kernels = new Kernels(module, fusing.on);
  const { data, sae, train, seeds } = settings;
  const { activationDim } = data;
  const still = { ...train.optimizer, learningRate: 1e-9 };
  const parameters = { ...sae, optimizer: still, initSeed: seeds.init, jitter: 0 };
  const training = new Training(kernels, parameters, { activationDim, batch: train.batch });
  const rows = directions(sae.dictSize, activationDim);
  training.load(learned(rows, sae.dictSize));
  const width = paddedWidth(activationDim);
  const x = kernels.allocate(paddedSamples(train.batch) * width * 4);
  const memory = kernels.f32(x, train.batch * width);
  for (let sample = 0; sample < train.batch; sample++) {
    for (let k = 0; k < data.active; k++) {
      const from = Math.floor(noise(sample * data.active + k) * sae.dictSize) * activationDim;
      for (let i = 0; i < activationDim; i++) memory[sample * width + i]! += rows[from + i] ?? 0;
    }
  }
  return timed(
    () => training.train(x),
    (steps) => trainingCost(settings, LATE, LATE + steps).flops,
  );
}

function timed(step: () => void, flopsOf: (steps: number) => number): number {
  step();
  const start = performance.now();
  let steps = 0;
  let elapsed = 0;
  while (elapsed < MEASURED) {
    step();
    steps += 1;
    elapsed = performance.now() - start;
  }
  return (flopsOf(steps) / elapsed) * 1000;
}

function learned(rows: Float32Array, dictSize: number): Parameters<Training["load"]>[0] {
  const zeros = (): Float32Array => new Float32Array(rows.length);
  const column = (value = 0): Float32Array => new Float32Array(dictSize).fill(value);
  return {
    step: 0,
    parameters: {
      encoder: rows.slice(),
      encoderFirst: zeros(),
      encoderSecond: zeros(),
      bias: column(-0.6),
      biasFirst: column(),
      biasSecond: column(),
      decoder: rows.slice(),
      decoderFirst: zeros(),
      decoderSecond: zeros(),
    },
    lastActive: new Uint32Array(dictSize),
  };
}

/** Unit rows in fixed, scattered directions. */
function directions(count: number, activationDim: number): Float32Array {
  const rows = Float32Array.from({ length: count * activationDim }, (_, i) => noise(i) - 0.5);
  for (let row = 0; row < count; row++) {
    const view = rows.subarray(row * activationDim, (row + 1) * activationDim);
    const norm = Math.sqrt(view.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; i < view.length; i++) view[i] = (view[i] ?? 0) / norm;
  }
  return rows;
}

/** A number in [0, 1) that differs for every index: the finaliser of MurmurHash3. */
function noise(index: number): number {
  let k = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  k = Math.imul(k ^ (k >>> 16), 0x85ebca6b);
  k = Math.imul(k ^ (k >>> 13), 0xc2b2ae35);
  return ((k ^ (k >>> 16)) >>> 0) / 2 ** 32;
}
