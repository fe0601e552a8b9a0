import type { PreparedKernels } from "@goldilocks/backend";
import { Training } from "@goldilocks/engine";
import { type Address, Kernels, NormalNoise, paddedSamples, paddedWidth } from "@goldilocks/kernels";
import { noisesIn, plainCourse, trajectoryParameters } from "@goldilocks/plan";
import type { Settings } from "@goldilocks/spec";

/** What a training step takes on one core of this machine, in seconds of processor time. */
export interface StepTimes {
  /** With hardly any active codes, as in nearly all steps of a run. */
  readonly sparse: number;
  /** For every active code a sample beyond that. */
  readonly perCode: number;
}

/** How often, and how long at least, training is measured at each density, in seconds. */
const ROUNDS = 3;
const MEASURED = 0.02;
/** Biases of the encoder: with the one a handful of codes is active, with the other about a third. */
const SPARSE = -0.6;
const DENSE = -0.1;

/**
 * Measures training steps of a cell at two densities; in between the time grows with the number of active codes.
 *
 * The cell's elements are the directions the data is made of, and it learns nothing, so that its density stays as it is. Processor time
 * is counted, as other programs may be at work.
 */
export function measureSteps({ module, fusing }: PreparedKernels, settings: Settings): StepTimes {
  const kernels = new Kernels(module, fusing.on);
  const { data, sae, train } = settings;
  const still = { ...train.optimizer, learningRate: 1e-9 };
  const parameters = { ...trajectoryParameters(settings), optimizer: still, jitter: 0, course: plainCourse };
  const training = new Training(kernels, parameters, { activationDim: data.activationDim, batch: train.batch });
  const rows = directions(sae.dictSize, data.activationDim);
  const x = samples(kernels, settings, rows);
  const addNoise = noiseAside(kernels, settings);
  const [sparse, dense] = [SPARSE, DENSE].map((bias) => {
    training.load(learned(rows, sae.dictSize, bias));
    const step = (): void => {
      addNoise();
      training.train(x);
    };
    return { seconds: timed(step), l0: training.measures().l0 };
  });
  if (sparse === undefined || dense === undefined) throw new RangeError("two densities are measured");
  const codes = Math.max(1, dense.l0 - sparse.l0);
  return { sparse: sparse.seconds, perCode: Math.max(0, dense.seconds - sparse.seconds) / codes };
}

/** Adds as many noises as the data has, but to a batch that nothing is trained on: densities stay as they are. */
function noiseAside(kernels: Kernels, settings: Settings): () => void {
  const { data, train } = settings;
  const rowBytes = paddedWidth(data.activationDim) * 4;
  const batch = kernels.allocate(train.batch * rowBytes);
  const noises = noisesIn(settings);
  const normal = new NormalNoise(kernels, { k0: 0, k1: 0 }, data.activationDim);
  return () => {
    for (let n = 0; n < noises; n++) normal.addTo(batch, train.batch, rowBytes, 1e-9, 0);
  };
}

/** A minibatch, each sample the sum of a few rows. */
function samples(kernels: Kernels, { data, sae, train }: Settings, rows: Float32Array): Address {
  const { activationDim, active } = data;
  const width = paddedWidth(activationDim);
  const x = kernels.allocate(paddedSamples(train.batch) * width * 4);
  const memory = kernels.f32(x, train.batch * width);
  for (let sample = 0; sample < train.batch; sample++) {
    for (let k = 0; k < active; k++) {
      const from = Math.floor(noise(sample * active + k) * sae.dictSize) * activationDim;
      for (let i = 0; i < activationDim; i++) memory[sample * width + i]! += rows[from + i] ?? 0;
    }
  }
  return x;
}

/** Seconds of one step: the best of a few rounds, as anything else that happens in a round only adds to it. */
function timed(step: () => void): number {
  // The first steps touch fresh memory.
  step();
  step();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = processorTime();
    let steps = 0;
    let elapsed = 0;
    while (elapsed < MEASURED) {
      step();
      steps += 1;
      elapsed = processorTime() - start;
    }
    best = Math.min(best, elapsed / steps);
  }
  return best;
}

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function learned(rows: Float32Array, dictSize: number, bias: number): Parameters<Training["load"]>[0] {
  const zeros = (): Float32Array => new Float32Array(rows.length);
  const column = (value = 0): Float32Array => new Float32Array(dictSize).fill(value);
  return {
    step: 0,
    parameters: {
      encoder: rows.slice(),
      encoderFirst: zeros(),
      encoderSecond: zeros(),
      bias: column(bias),
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
