import { type Kernels, paddedWidth, RowSimilarity } from "@goldilocks/kernels";
import type { NodeOf, TrajectoryParameters } from "@goldilocks/plan";
import { type Noise, noiseOf } from "../noise.ts";
import type { OpContext } from "../op.ts";
import { Samples } from "../samples.ts";
import { featuresOf } from "../stored-features.ts";
import { Training } from "./training.ts";

/** A trajectory's training in memory, without a state, and the data that it trains on. */
export interface OpenTraining {
  readonly kernels: Kernels;
  readonly sae: TrajectoryParameters;
  readonly training: Training;
  readonly samples: Samples;
  readonly noise: Noise | undefined;
  /** With the ground-truth features. */
  readonly similarity: RowSimilarity;
  readonly activationDim: number;
  readonly batch: number;
}

/** Allocates what a trajectory's training takes. */
export async function openTraining(trajectory: NodeOf<"trajectory">, context: OpContext): Promise<OpenTraining> {
  const [featuresKey = "", streamKey = ""] = trajectory.inputs;
  const stream = context.node(streamKey) as NodeOf<"stream">;
  const features = await featuresOf(featuresKey, context);
  const { activationDim } = features;
  const { batch, nFeatures, seed } = stream.parameters;
  const sae = trajectory.parameters;
  const kernels = context.kernels();
  const jitter = { size: sae.jitter, seed, stream: "data.jitter" } as const;
  const samples = new Samples(kernels, { nFeatures, activationDim, batch, jitter }, features.rows);
  const noise = noiseOf(kernels, sae.noise, seed, { activationDim, batch });
  const training = new Training(kernels, sae, { activationDim, batch });
  const similarity = new RowSimilarity(kernels, samples.features, nFeatures, paddedWidth(activationDim));
  return { kernels, sae, training, samples, noise, similarity, activationDim, batch };
}
