import { readFileSync } from "node:fs";
import { Resampler, Training } from "@goldilocks/engine";
import { type CourseParameters, plainCourse, type TrajectoryParameters } from "@goldilocks/plan";
import { compileKernels, type FormParameterName, Kernels, paddedSamples, paddedWidth } from "@goldilocks/kernels";

const bytes = readFileSync(new URL("../../packages/kernels/wasm/kernels.wasm", import.meta.url));
const module = compileKernels(bytes);

/** A fresh instance of the kernels. */
export const loadKernels = (): Kernels => new Kernels(module);

export interface Given {
  readonly batch: number;
  readonly activationDim: number;
  readonly dictSize: number;
  readonly l1Coefficient: number;
  readonly l1Normalise: "mean" | "sum";
  readonly unitNorm: "project" | "through";
  readonly adam: { learningRate: number; beta1: number; beta2: number; epsilon: number };
  readonly course?: CourseParameters;
  readonly activation?: TrajectoryParameters["activation"];
  readonly tied?: boolean;
  readonly decoderBias?: TrajectoryParameters["decoderBias"];
  readonly auxiliary?: TrajectoryParameters["auxiliary"];
  readonly denseAbove?: number;
  readonly shards?: number;
}

export interface PlainState {
  readonly encoder: ArrayLike<number>;
  readonly bias: ArrayLike<number>;
  readonly decoder: ArrayLike<number>;
}

/** Where a training starts; arrays that only some forms have stand beside the others. */
export type Start = PlainState & Readonly<Partial<Record<FormParameterName, Float32Array>>>;

/** A training that starts from given weights and is fed given batches. Under `project` the decoder's rows are made unit first. */
export function trainingOn(
  given: Given,
  { encoder, bias, decoder: start, ...form }: Start,
): {
  training: Training;
  step: (x: ArrayLike<number>, target?: ArrayLike<number>) => number;
  resample: (batches: readonly ArrayLike<number>[], uniforms: ArrayLike<number>) => void;
  resampler: Resampler;
} {
  const { activationDim, batch, dictSize, adam, l1Coefficient, l1Normalise, unitNorm } = given;
  const kernels = loadKernels();
  const sae = {
    dictSize,
    activation: given.activation ?? { kind: "relu" as const },
    l1Coefficient,
    l1Normalise,
    unitNorm,
    tied: given.tied ?? false,
    decoderBias: given.decoderBias ?? "none",
    auxiliary: given.auxiliary ?? { kind: "none" as const },
    init: { encoder: "linear" as const, decoder: "orthogonal" as const },
    optimizer: { kind: "adam" as const, ...adam },
    initSeed: 0,
    jitter: 0,
    noise: { input: 0, target: "clean" as const, label: 0 },
    course: given.course ?? plainCourse,
    history: { perDecade: 3 },
  };
  const size = {
    activationDim,
    batch,
    ...(given.shards === undefined ? {} : { shards: given.shards }),
    ...(given.denseAbove === undefined ? {} : { denseAbove: given.denseAbove }),
  };
  const training = new Training(kernels, sae, size);
  const zeros = training.save();
  const decoder = Float32Array.from(start);
  training.load({
    ...zeros,
    parameters: {
      ...zeros.parameters,
      ...form,
      encoder: Float32Array.from(encoder),
      bias: Float32Array.from(bias),
      decoder: unitNorm === "project" ? unitRows(decoder, activationDim) : decoder,
    },
  });
  const width = paddedWidth(activationDim);
  const [inputs, targets] = [0, 1].map(() => kernels.allocate(paddedSamples(batch) * width * 4));
  const write = (address: number, rows: ArrayLike<number>): number => {
    const memory = kernels.f32(address, batch * width);
    for (let i = 0; i < batch; i++) {
      for (let k = 0; k < activationDim; k++) memory[i * width + k] = rows[i * activationDim + k] ?? 0;
    }
    return address;
  };
  const step = (x: ArrayLike<number>, target?: ArrayLike<number>): number =>
    training.train(write(inputs ?? 0, x), target === undefined ? undefined : write(targets ?? 0, target));
  const resampler = new Resampler(kernels, training, sae, []);
  const resample = (batches: readonly ArrayLike<number>[], uniforms: ArrayLike<number>): void => {
    const assemble = (n: number): number => write(inputs ?? 0, batches[n] ?? []);
    resampler.run({ x: inputs ?? 0, batch, activationDim, width, assemble }, uniforms);
  };
  return { training, step, resample, resampler };
}

/** Parameters as plain arrays. */
export function plainState(training: Training): PlainState {
  const { encoder, bias, decoder } = training.save().parameters;
  return { encoder, bias, decoder };
}

/** Rows divided by their norms, in float64 and from left to right, rounded to float32. */
export function unitRows(rows: Float32Array, width: number): Float32Array {
  const unit = rows.slice();
  for (let from = 0; from < rows.length; from += width) {
    let square = 0;
    for (let k = from; k < from + width; k++) square += (rows[k] ?? 0) ** 2;
    for (let k = from; k < from + width; k++) unit[k] = (rows[k] ?? 0) / Math.sqrt(square);
  }
  return unit;
}
