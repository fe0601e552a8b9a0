import { type Address, type Autoencoder, type Kernels, paddedSamples, paddedWidth } from "@goldilocks/kernels";

/**
 * The forward pass of a cell: every shard encodes the batch and decodes its part; parts are added in shard order.
 */
export class Forward {
  /** `[batch, width]`; `run` leaves the reconstruction here. */
  readonly reconstruction: Address;
  readonly autoencoders: readonly Autoencoder[];
  readonly #kernels: Kernels;
  readonly #part: Address;
  readonly #bytes: number;

  constructor(kernels: Kernels, autoencoders: readonly Autoencoder[], batch: number, activationDim: number) {
    this.#kernels = kernels;
    this.autoencoders = autoencoders;
    this.#bytes = paddedSamples(batch) * paddedWidth(activationDim) * 4;
    this.reconstruction = kernels.allocate(this.#bytes);
    this.#part = autoencoders.length > 1 ? kernels.allocate(this.#bytes) : 0;
  }

  run(x: Address): void {
    for (const [i, autoencoder] of this.autoencoders.entries()) {
      autoencoder.encode(x);
      autoencoder.decode(i === 0 ? this.reconstruction : this.#part);
      if (i > 0) this.#kernels.run.addInto(this.reconstruction, this.#part, this.#bytes);
    }
  }

  /** Σ of all codes, how many are active, and Σ of what the penalty is of, in the batch run last. */
  activity(): { readonly l1: number; readonly active: number; readonly penalised: number } {
    let l1 = 0;
    let active = 0;
    let penalised = 0;
    for (const autoencoder of this.autoencoders) {
      l1 += autoencoder.l1();
      active += autoencoder.active;
      penalised += autoencoder.penalised();
    }
    return { l1, active, penalised };
  }
}
