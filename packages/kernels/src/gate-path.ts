import { CodeLists } from "./code-lists.ts";
import type { Address } from "./exports.ts";
import type { FormAutoencoder } from "./form-autoencoder.ts";
import type { FormGradients } from "./form-gradients.ts";

/**
 * What trains the gates of a gated encoder: an L1 penalty on what they let through, and an auxiliary loss, in which that alone, by a
 * dictionary and a bias without gradient, reconstructs the target. Source: Rajamanoharan et al. 2024 (gated), section 3.2.
 */
export class GatePath {
  readonly #autoencoder: FormAutoencoder;
  readonly #lists: CodeLists;
  readonly #packed: Address;
  readonly #error: Address;
  readonly #scaled: Address;

  constructor(a: FormAutoencoder) {
    const capacity = a.size.batch * a.elements;
    this.#autoencoder = a;
    this.#lists = new CodeLists(a.kernels, { batch: a.size.batch, elements: a.elements, capacity });
    this.#packed = a.kernels.allocate(a.elements * a.rowBytes);
    this.#error = a.kernels.allocate(a.samples * a.rowBytes);
    this.#scaled = a.kernels.allocate(capacity * 4);
  }

  /** Gradients of the magnitudes, from those by the codes; gives the gradients by the products, entry by entry. */
  magnitudes({ starts, samples, gradients }: CodeLists, into: FormGradients): Address {
    const { kernels, preActivations, elements, exponentials } = this.#autoencoder;
    const { magnitudeBias, magnitudeScale } = into;
    kernels.run.magnitudeGradients(
      starts,
      samples,
      gradients,
      preActivations,
      elements,
      exponentials,
      this.#scaled,
      magnitudeBias,
      magnitudeScale,
    );
    return this.#scaled;
  }

  /** Adds the gradients of the gates. `scale`: 2 / (h · batch); `penalty`: of each open gate. */
  add(into: FormGradients, target: Address, scale: number, penalty: number): void {
    const { autoencoder: a, lists } = { autoencoder: this.#autoencoder, lists: this.#lists };
    const { run } = a.kernels;
    const { elements, rowBytes, dictionary } = a;
    const { batch } = a.size;
    lists.list(a.open);
    const { offsets, indices, values } = lists.bySample;
    run.packStretches(dictionary, elements, rowBytes, this.#packed);
    run.combineRows(offsets, indices, values, batch, this.#packed, elements, rowBytes, this.#error);
    if (a.form.decoderBias !== "none") run.addRow(this.#error, a.decoderBias, batch, rowBytes);
    run.residual(this.#error, target, batch, rowBytes, scale, this.#error);
    lists.differentiate(this.#error, dictionary, rowBytes, penalty);
    into.addRows(lists, lists.gradients, a.input, into.encoder, true);
    into.addSums(lists, lists.gradients, into.bias);
    run.addInto(into.products, into.bias, elements * 4);
  }
}
