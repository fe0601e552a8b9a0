import { type Address, type Kernels, NormalNoise, paddedWidth } from "@goldilocks/kernels";
import type { TrajectoryParameters } from "@goldilocks/plan";
import { streamKey } from "./random-streams.ts";

/** Sizes of a minibatch `[batch, activationDim]`. */
interface Size {
  readonly batch: number;
  readonly activationDim: number;
}

/**
 * Normal noise on the minibatches of a training, from streams of its own, one item a sample: on the input, on the target, or on both.
 *
 * `target: noisy` gives the target the noise of the input, as HoagyC/sparse_coding does; `clean` leaves it out (a denoising autoencoder).
 * Noise on labels is independent of that and comes on top.
 */
export class Noise {
  readonly #kernels: Kernels;
  readonly #noise: TrajectoryParameters["noise"];
  readonly #size: Size;
  readonly #input: NormalNoise;
  readonly #label: NormalNoise;
  /** What reconstructions of the noisy inputs are compared with, `[batch, width]`; its own array where it differs from them. */
  readonly #apart: Address | undefined;

  constructor(kernels: Kernels, noise: TrajectoryParameters["noise"], seed: number, size: Size) {
    this.#kernels = kernels;
    this.#noise = noise;
    this.#size = size;
    this.#input = new NormalNoise(kernels, streamKey("data.noise.input", seed), size.activationDim);
    this.#label = new NormalNoise(kernels, streamKey("data.noise.label", seed), size.activationDim);
    const apart = noise.label > 0 || (noise.input > 0 && noise.target === "clean");
    if (apart) this.#apart = kernels.allocate(size.batch * paddedWidth(size.activationDim) * 4);
  }

  /** Puts its noise on batch number `index`, whose clean inputs are at `x`, and gives the address of its targets. */
  add(x: Address, index: number): Address {
    const { input, target, label } = this.#noise;
    const y = this.#apart ?? x;
    if (target === "noisy") this.#addTo(x, this.#input, input, index);
    if (y !== x) this.#copy(x, y);
    if (target === "clean") this.#addTo(x, this.#input, input, index);
    this.#addTo(y, this.#label, label, index);
    return y;
  }

  #copy(from: Address, to: Address): void {
    const floats = this.#size.batch * paddedWidth(this.#size.activationDim);
    this.#kernels.f32(to, floats).set(this.#kernels.f32(from, floats));
  }

  #addTo(rows: Address, noise: NormalNoise, deviation: number, index: number): void {
    const { batch, activationDim } = this.#size;
    if (deviation > 0) noise.addTo(rows, batch, paddedWidth(activationDim) * 4, deviation, index * batch);
  }
}

/** The noise of a training, or none where it has none. */
export function noiseOf(
  kernels: Kernels,
  noise: TrajectoryParameters["noise"],
  seed: number,
  size: Size,
): Noise | undefined {
  return noise.input > 0 || noise.label > 0 ? new Noise(kernels, noise, seed, size) : undefined;
}
