import { type Address, type Kernels, NormalNoise, paddedSamples, paddedWidth } from "@goldilocks/kernels";
import { type StreamName, streamKey } from "./random-streams.ts";
import { float32Of, readTensors, uint32Of } from "./safetensors.ts";

/** What turns sparse codes into inputs of the autoencoder. */
export interface SampleOptions {
  readonly nFeatures: number;
  readonly activationDim: number;
  readonly batch: number;
  /** Noise on feature directions: the root mean square of its length, and the seed and stream it comes from. */
  readonly jitter: { readonly size: number; readonly seed: number; readonly stream: StreamName };
}

/**
 * Batches of inputs x = codes · features `[batch, width]` in the kernels' memory, rows padded with +0.
 *
 * Jitter moves each active feature's direction by independent normal noise, anew in every sample. A sum of such noises, weighted
 * by the strengths s, is itself normal with √Σs² times its size, so one draw a sample is exact.
 */
export class Samples {
  readonly x: Address;
  readonly features: Address;
  readonly #kernels: Kernels;
  readonly #options: SampleOptions;
  readonly #width: number;
  readonly #packed: Address;
  readonly #jitter: NormalNoise | undefined;
  #chunk: { offsets: Address; indices: Address; values: Address; firstBatch: number } | undefined;
  #room = { samples: -1, entries: -1, offsets: 0, indices: 0, values: 0 };

  /** `features` is `[nFeatures, activationDim]`. */
  constructor(kernels: Kernels, options: SampleOptions, features: Float32Array) {
    this.#kernels = kernels;
    this.#options = options;
    this.#width = paddedWidth(options.activationDim);
    this.x = kernels.allocate(paddedSamples(options.batch) * this.#width * 4);
    this.features = allocateRows(kernels, features, options.activationDim, options.nFeatures);
    this.#packed = kernels.allocate(options.nFeatures * this.#width * 4);
    kernels.run.packStretches(this.features, options.nFeatures, this.#width * 4, this.#packed);
    const { size, seed, stream } = options.jitter;
    if (size > 0) this.#jitter = new NormalNoise(kernels, streamKey(stream, seed), options.activationDim);
  }

  /** Takes the batches of a chunk, the first of which has number `firstBatch`. Its memory replaces that of the chunk before. */
  load(bytes: Uint8Array, firstBatch: number): void {
    const tensors = readTensors(bytes);
    const counts = uint32Of(tensors, "counts");
    const indices = uint32Of(tensors, "indices");
    const values = float32Of(tensors, "values");
    const chunk = { ...this.#reserve(counts.length, indices.length), firstBatch };
    const offsets = this.#kernels.u32(chunk.offsets, counts.length + 1);
    offsets[0] = 0;
    for (let i = 0; i < counts.length; i++) offsets[i + 1] = (offsets[i] ?? 0) + (counts[i] ?? 0);
    this.#kernels.u32(chunk.indices, indices.length).set(indices);
    this.#kernels.f32(chunk.values, values.length).set(values);
    this.#chunk = chunk;
  }

  /** Memory for a chunk; chunks differ little in size, so what held one holds the next. */
  #reserve(samples: number, entries: number): { offsets: Address; indices: Address; values: Address } {
    if (samples > this.#room.samples || entries > this.#room.entries) {
      const room = Math.ceil(entries * 1.1);
      this.#room = {
        samples,
        entries: room,
        offsets: this.#kernels.allocate((samples + 1) * 4),
        indices: this.#kernels.allocate(room * 4),
        values: this.#kernels.allocate(room * 4),
      };
    }
    return this.#room;
  }

  /** Writes batch number `index` of the stream, which must lie in the chunk loaded last, to `x`. */
  assemble(index: number): void {
    const chunk = this.#chunk;
    if (chunk === undefined) throw new RangeError("no chunk was loaded");
    const { batch } = this.#options;
    const offsets = chunk.offsets + (index - chunk.firstBatch) * batch * 4;
    const { run } = this.#kernels;
    run.combineRows(
      offsets,
      chunk.indices,
      chunk.values,
      batch,
      this.#packed,
      this.#options.nFeatures,
      this.#width * 4,
      this.x,
    );
    if (this.#jitter !== undefined) this.#addJitter(this.#jitter, index, offsets, chunk.values);
  }

  #addJitter(noise: NormalNoise, index: number, offsets: Address, values: Address): void {
    const { activationDim, batch, jitter } = this.#options;
    const ends = this.#kernels.u32(offsets, batch + 1);
    const strengths = this.#kernels.f32(values, ends[batch] ?? 0);
    const rowBytes = this.#width * 4;
    for (let i = 0; i < batch; i++) {
      let square = 0;
      for (let k = ends[i] ?? 0; k < (ends[i + 1] ?? 0); k++) square += (strengths[k] ?? 0) * (strengths[k] ?? 0);
      const size = jitter.size * Math.sqrt(square / activationDim);
      noise.addTo(this.x + i * rowBytes, 1, rowBytes, size, index * batch + i);
    }
  }
}

/** Rows `[count, activationDim]` in the kernels' memory, padded to full width and to a multiple of four rows. */
export function allocateRows(kernels: Kernels, rows: Float32Array, activationDim: number, count: number): Address {
  const width = paddedWidth(activationDim);
  const address = kernels.allocate(paddedSamples(count) * width * 4);
  const memory = kernels.f32(address, count * width);
  for (let i = 0; i < count; i++) {
    memory.set(rows.subarray(i * activationDim, (i + 1) * activationDim), i * width);
  }
  return address;
}
