import { CodeLists } from "./code-lists.ts";
import type { Address } from "./exports.ts";
import type { Auxiliary } from "./form.ts";
import type { FormAutoencoder } from "./form-autoencoder.ts";
import type { FormGradients } from "./form-gradients.ts";

/**
 * The auxiliary loss: dead elements, by the largest of their pre-activations above 0, reconstruct what the others left. No gradient
 * passes through what is left. Source: Gao et al. 2024, appendix A.2 ("AuxK").
 */
export class AuxiliaryLoss {
  readonly #autoencoder: FormAutoencoder;
  readonly #options: Auxiliary;
  readonly #lists: CodeLists;
  readonly #codes: Address;
  readonly #packed: Address;
  readonly #error: Address;

  constructor(a: FormAutoencoder, options: Auxiliary) {
    const { batch } = a.size;
    this.#autoencoder = a;
    this.#options = options;
    this.#lists = new CodeLists(a.kernels, { batch, elements: a.elements, capacity: batch * a.elements });
    this.#codes = a.kernels.allocate(a.samples * a.elements * 4);
    this.#packed = a.kernels.allocate(a.elements * a.rowBytes);
    this.#error = a.kernels.allocate(a.samples * a.rowBytes);
  }

  /** Adds the gradients. `error`: of the whole reconstruction, `scale` times its difference from the target. */
  add(into: FormGradients, lastActive: Address, step: number, error: Address, scale: number): void {
    const { kernels, size, elements, rowBytes, dictionary, input } = this.#autoencoder;
    const { run } = kernels;
    const lists = this.#lists;
    if (this.#select(lastActive, step) === 0) return;
    lists.list(this.#codes);
    const { offsets, indices, values } = lists.bySample;
    run.packStretches(dictionary, elements, rowBytes, this.#packed);
    run.combineRows(offsets, indices, values, size.batch, this.#packed, elements, rowBytes, this.#error);
    const bytes = size.batch * rowBytes;
    run.auxiliaryError(this.#error, error, bytes, scale, this.#options.coefficient, this.#error);
    lists.differentiate(this.#error, dictionary, rowBytes, 0);
    into.addRows(lists, lists.values, this.#error, into.decoder, true);
    into.addRows(lists, lists.gradients, input, into.encoder, true);
    into.addSums(lists, lists.gradients, into.products, true);
  }

  /** Leaves the codes of dead elements, and tells how many there are. */
  #select(lastActive: Address, step: number): number {
    const { kernels, size, elements, preActivations } = this.#autoencoder;
    const { run } = kernels;
    const { k, deadAfter } = this.#options;
    run.deadCodes(preActivations, lastActive, step, deadAfter, size.batch, elements, this.#codes);
    let kept = 0;
    for (let i = 0; i < size.batch; i++) kept += run.keepLargest(this.#codes + i * elements * 4, elements, k);
    return kept;
  }
}
