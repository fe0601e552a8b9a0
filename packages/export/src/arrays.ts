import type { TrainedAutoencoder } from "@goldilocks/engine";

/** A float32 array with its shape; without sizes it is a single number. */
export interface FloatArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A single number as an array. */
export const single = (value: number): FloatArray => ({ shape: [], data: Float32Array.of(value) });

/** The arrays of an autoencoder under the names and in the shapes that the documents give them. */
export function arraysOf(autoencoder: TrainedAutoencoder): Readonly<Record<string, FloatArray>> {
  const { dictSize, activationDim, activation, encoder, bias, decoder, decoderBias } = autoencoder;
  const rows = (data: Float32Array): FloatArray => ({ shape: [dictSize, activationDim], data });
  const column = (data: Float32Array): FloatArray => ({ shape: [dictSize], data });
  return {
    encoder: rows(encoder),
    bias: column(bias),
    decoder: rows(decoder),
    ...(decoderBias !== undefined && { decoderBias: { shape: [activationDim], data: decoderBias } }),
    ...(activation.kind === "batchtopk" && { threshold: single(activation.threshold) }),
    ...(activation.kind === "jumprelu" && { threshold: column(activation.thresholds) }),
    ...(activation.kind === "gated" && {
      logScale: column(activation.logScale),
      magnitudeBias: column(activation.magnitudeBias),
    }),
  };
}
