import type { TrainedAutoencoder } from "@goldilocks/engine";

/** A float32 array with its shape. */
export interface FloatArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The arrays of an autoencoder under the names and in the shapes that the documents give them. */
export function arraysOf({
  dictSize,
  activationDim,
  encoder,
  bias,
  decoder,
}: TrainedAutoencoder): Readonly<Record<string, FloatArray>> {
  const rows = (data: Float32Array): FloatArray => ({ shape: [dictSize, activationDim], data });
  return { encoder: rows(encoder), bias: { shape: [dictSize], data: bias }, decoder: rows(decoder) };
}
