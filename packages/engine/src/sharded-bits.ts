import { sha256 } from "@goldilocks/digest";
import { type Kernels, paddedSamples, paddedWidth, RandomStream } from "@goldilocks/kernels";
import { plainCourse } from "@goldilocks/plan";
import { initialWeights } from "./sae/initial-weights.ts";
import { encodeState } from "./sae/state.ts";
import { Training } from "./sae/training.ts";

const SIZE = { activationDim: 19, batch: 6 };
const SHARDS = 3;
const STEPS = 5;

/** Digest of a small training cut into three shards, first with all codes dense, then sparse: sizes that no small spec reaches. */
export function shardedBits(kernels: Kernels): string {
  return sha256([1, -1].map((denseAbove) => trainedBits(kernels, denseAbove)).join());
}

function trainedBits(kernels: Kernels, denseAbove: number): string {
  const sae = {
    dictSize: 70,
    activation: { kind: "relu" },
    l1Coefficient: 0.3,
    l1Normalise: "mean",
    unitNorm: "project",
    tied: false,
    decoderBias: "none",
    auxiliary: { kind: "none" },
    init: { encoder: "linear", decoder: "orthogonal" },
    optimizer: { kind: "adam", learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    initSeed: 1,
    jitter: 0,
    noise: { input: 0, target: "clean", label: 0 },
    course: plainCourse,
    history: { perDecade: 3 },
  } as const;
  const training = new Training(kernels, sae, { ...SIZE, shards: SHARDS, denseAbove });
  const empty = training.save();
  training.load({ ...empty, parameters: { ...empty.parameters, ...initialWeights(kernels, sae, SIZE.activationDim) } });
  const stream = new RandomStream(kernels, { k0: 1, k1: 2 });
  const width = paddedWidth(SIZE.activationDim);
  const x = kernels.allocate(paddedSamples(SIZE.batch) * width * 4);
  for (let step = 1; step <= STEPS; step++) {
    for (let i = 0; i < SIZE.batch; i++) {
      const row = Float32Array.from(stream.normals(step * SIZE.batch + i, SIZE.activationDim));
      kernels.f32(x + i * width * 4, SIZE.activationDim).set(row);
    }
    training.train(x);
  }
  const reference = new Float32Array(sae.dictSize * SIZE.activationDim);
  return sha256(encodeState({ ...training.save(), reference, history: [] }, sae.dictSize, SIZE.activationDim));
}
