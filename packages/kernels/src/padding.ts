/** Floats a row of activations takes: kernels work through 32 at a time; the rest is +0 and changes no bit. */
export function paddedWidth(activationDim: number): number {
  return Math.ceil(activationDim / 32) * 32;
}

/** Dictionary elements a shard holds: its last panel is filled with elements that never fire. */
export function paddedElements(elements: number): number {
  return Math.ceil(elements / 16) * 16;
}

/** Samples a batch holds: rows go through the products four at a time. */
export function paddedSamples(samples: number): number {
  return Math.ceil(samples / 4) * 4;
}
