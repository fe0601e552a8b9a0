import { type Kernels, paddedWidth } from "@goldilocks/kernels";
import type { NodeOf, TrajectoryParameters } from "@goldilocks/plan";
import type { OpContext } from "../op.ts";
import { Samples } from "../samples.ts";
import { type Features, featuresOf } from "../stored-features.ts";
import { Forward } from "./forward.ts";
import { autoencodersOf, storedState } from "./stored-state.ts";

/** A cell and batches that it has not seen: assemble a batch, run the forward pass, measure. */
export interface HeldOutPass {
  readonly kernels: Kernels;
  readonly features: Features;
  readonly sae: TrajectoryParameters;
  readonly samples: Samples;
  readonly forward: Forward;
  readonly batch: number;
  /** Bytes of a row of inputs or reconstructions. */
  readonly rowBytes: number;
  /** The chunk of ground-truth codes behind the batches. */
  readonly codes: Uint8Array;
}

/** The pass of a point over a held-out stream, whose chunk of codes has the key `codes`; with jitter where the data has it. */
export async function heldOutPass(
  {
    point,
    features: featuresKey,
    stream,
    codes: codesKey,
  }: Readonly<Record<"point" | "features" | "stream" | "codes", string>>,
  context: OpContext,
): Promise<HeldOutPass> {
  const features = await featuresOf(featuresKey, context);
  const { batch, nFeatures, seed } = (context.node(stream) as NodeOf<"stream">).parameters;
  const stored = await storedState(point, context);
  const sae = stored.trajectory.parameters;
  const kernels = context.kernels();
  const { activationDim } = features;
  const jitter = { size: sae.jitter, seed, stream: "heldOut.jitter" } as const;
  const samples = new Samples(kernels, { nFeatures, activationDim, batch, jitter }, features.rows);
  const forward = new Forward(kernels, autoencodersOf(kernels, stored, activationDim, batch), batch, activationDim);
  const codes = await context.read(await context.result(codesKey), "codes.safetensors");
  samples.load(codes, 0);
  return { kernels, features, sae, samples, forward, batch, rowBytes: paddedWidth(activationDim) * 4, codes };
}
