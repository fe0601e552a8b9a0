import type { Kernels } from "@goldilocks/kernels";
import type { NodeOf } from "@goldilocks/plan";
import type { TrainingState } from "./state.ts";
import { dictionaryOf } from "./stored-state.ts";

/** What makes a code of a pre-activation z, once training is over. */
export type TrainedActivation =
  /** max(z, 0). */
  | { readonly kind: "relu" }
  /** The `k` largest of a sample, as far as they are above 0. */
  | { readonly kind: "topk"; readonly k: number }
  /** All above `threshold`, whatever the batch; `k` a sample of a batch were left in training. */
  | { readonly kind: "batchtopk"; readonly k: number; readonly threshold: number }
  /** z where it is above its element's threshold `[dictSize]`. */
  | { readonly kind: "jumprelu"; readonly thresholds: Float32Array }
  /**
   * max(exp(logScale) · encoder · x + magnitudeBias, 0) where z is above 0; both `[dictSize]`. `bias`, in z, is the gate's.
   */
  | { readonly kind: "gated"; readonly logScale: Float32Array; readonly magnitudeBias: Float32Array };

/**
 * A trained autoencoder as its forward pass uses it: codes = activation(encoder · x + bias), reconstruction = codes · decoder.
 * `encoder` and `decoder` are `[dictSize, activationDim]`, the decoder's rows unit; `bias` is `[dictSize]`.
 */
export interface TrainedAutoencoder {
  readonly dictSize: number;
  readonly activationDim: number;
  readonly activation: TrainedActivation;
  readonly encoder: Float32Array;
  readonly bias: Float32Array;
  readonly decoder: Float32Array;
  /** `[activationDim]`, added to the reconstruction; absent where there is none. */
  readonly decoderBias?: Float32Array;
  /** Whether `decoderBias` is also taken from x before the encoder. */
  readonly centred: boolean;
}

/** The autoencoder of a state of a trajectory, normalised by the same kernel as before a forward pass. */
export function trainedAutoencoder(
  kernels: Kernels,
  trajectory: NodeOf<"trajectory">,
  state: TrainingState,
): TrainedAutoencoder {
  const { dictSize, decoderBias: place } = trajectory.parameters;
  const { encoder, bias, decoderBias } = state.parameters;
  const activationDim = encoder.length / dictSize;
  const { dictionary, rowBytes } = dictionaryOf(kernels, { trajectory, state }, activationDim);
  const decoder = new Float32Array(dictSize * activationDim);
  for (let j = 0; j < dictSize; j++) {
    decoder.set(kernels.f32(dictionary + j * rowBytes, activationDim), j * activationDim);
  }
  const activation = trainedActivation(kernels, trajectory, state);
  const shift = decoderBias === undefined ? {} : { decoderBias };
  return { dictSize, activationDim, activation, encoder, bias, decoder, ...shift, centred: place === "both" };
}

function trainedActivation(
  kernels: Kernels,
  { parameters: { activation, dictSize } }: NodeOf<"trajectory">,
  { parameters, threshold = 0 }: TrainingState,
): TrainedActivation {
  const column = (values: Float32Array | undefined): Float32Array => values ?? new Float32Array(dictSize);
  if (activation.kind === "gated") {
    const { magnitudeScale, magnitudeBias } = parameters;
    return { kind: "gated", logScale: column(magnitudeScale), magnitudeBias: column(magnitudeBias) };
  }
  if (activation.kind === "jumprelu") {
    const thresholds = column(parameters.logThreshold).map((value) => kernels.run.exponential(value));
    return { kind: "jumprelu", thresholds };
  }
  // The kernels compare in float32.
  if (activation.kind === "batchtopk") return { kind: "batchtopk", k: activation.k, threshold: Math.fround(threshold) };
  return activation.kind === "topk" ? { kind: "topk", k: activation.k } : { kind: "relu" };
}
