import { CodeLists } from "./code-lists.ts";
import type { Address } from "./exports.ts";
import type { FormAutoencoder } from "./form-autoencoder.ts";
import type { FormGradients } from "./form-gradients.ts";

/**
 * The pseudo-gradient of JumpReLU's thresholds: each code within half a bandwidth of its threshold, active or not, says what moving the
 * threshold would do. Source: Rajamanoharan et al. 2024 (JumpReLU), section 4.
 */
export class ThresholdGradient {
  readonly #autoencoder: FormAutoencoder;
  readonly #bandwidth: number;
  readonly #lists: CodeLists;
  readonly #window: Address;

  constructor(a: FormAutoencoder, bandwidth: number) {
    const { batch } = a.size;
    this.#autoencoder = a;
    this.#bandwidth = bandwidth;
    this.#window = a.kernels.allocate(a.samples * a.elements * 4);
    this.#lists = new CodeLists(a.kernels, { batch, elements: a.elements, capacity: batch * a.elements });
  }

  /** Sets the gradient. `penalty`: of each active code. */
  set(into: FormGradients, error: Address, penalty: number): void {
    const {
      kernels,
      preActivations,
      exponentials: thresholds,
      elements,
      size,
      dictionary,
      rowBytes,
    } = this.#autoencoder;
    const { run } = kernels;
    const lists = this.#lists;
    run.thresholdWindow(preActivations, thresholds, size.batch, elements, this.#bandwidth, this.#window);
    lists.list(this.#window);
    lists.differentiate(error, dictionary, rowBytes, 0);
    into.addSums(lists, lists.gradients, into.logThreshold);
    run.thresholdGradients(
      lists.starts,
      into.logThreshold,
      thresholds,
      elements,
      this.#bandwidth,
      penalty,
      into.logThreshold,
    );
  }
}
