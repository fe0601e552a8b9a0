import type { Autoencoder } from "@goldilocks/kernels";

/** The codes of one element in the batch that its shard encoded last: sample i has the entry `i · stride` from `at` on. */
interface CodesOfElement {
  readonly shard: Autoencoder;
  readonly column: number;
}

/** Where an element, counted through all shards, has its codes. */
function placeOf(shards: readonly Autoencoder[], element: number): CodesOfElement {
  let column = element;
  for (const shard of shards) {
    if (column < shard.size.elements) return { shard, column };
    column -= shard.size.elements;
  }
  throw new RangeError(`there is no element ${element}`);
}

/** For each of some elements, whether it was active (its code is not 0) in each sample of the batch encoded last: `[elements, batch]`. */
export function activeSamples(shards: readonly Autoencoder[], elements: readonly number[], batch: number): Uint8Array {
  const active = new Uint8Array(elements.length * batch);
  for (const [n, element] of elements.entries()) {
    const { shard, column } = placeOf(shards, element);
    const codes = shard.kernels.f32(shard.codes, batch * shard.elements);
    for (let i = 0; i < batch; i++) active[n * batch + i] = codes[i * shard.elements + column] === 0 ? 0 : 1;
  }
  return active;
}
