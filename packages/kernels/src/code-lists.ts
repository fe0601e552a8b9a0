import type { Address } from "./exports.ts";
import type { Kernels } from "./kernels.ts";

/** Entries by sample: `[batch + 1]`, then indices and values, in element order. */
export interface SampleLists {
  readonly offsets: Address;
  readonly indices: Address;
  readonly values: Address;
}

/** Sizes of the lists: padded elements, and the most entries. */
export interface ListSize {
  readonly batch: number;
  readonly elements: number;
  readonly capacity: number;
}

/** Some entries of a matrix of codes, by sample and by element, with the gradient with respect to each. */
export class CodeLists {
  readonly bySample: SampleLists;
  /** By element, samples ascending: `[elements + 1]`, then samples, values and gradients. */
  readonly starts: Address;
  readonly samples: Address;
  readonly values: Address;
  readonly gradients: Address;
  readonly #kernels: Kernels;
  readonly #size: ListSize;
  readonly #sampleGradients: Address;
  readonly #cursors: Address;

  /** `bySample`: the entries, or where they will be. */
  constructor(kernels: Kernels, size: ListSize, bySample: SampleLists = sampleLists(kernels, size)) {
    this.#kernels = kernels;
    this.#size = size;
    this.bySample = bySample;
    const list = (): Address => kernels.allocate(size.capacity * 4);
    this.starts = kernels.allocate((size.elements + 1) * 4);
    this.samples = list();
    this.values = list();
    this.gradients = list();
    this.#sampleGradients = list();
    this.#cursors = kernels.allocate((size.elements + size.batch) * 4);
  }

  /** Takes what is not 0 in a matrix of codes `[samples, elements]` as the entries. */
  list(codes: Address): void {
    const { offsets, indices, values } = this.bySample;
    this.#kernels.run.listActive(codes, this.#size.batch, this.#size.elements, offsets, indices, values);
  }

  /**
   * Gradients of all entries, (error gradient of the sample) · (dictionary row) + penalty, and the lists by element.
   * `rowBytes`: of both.
   */
  differentiate(error: Address, dictionary: Address, rowBytes: number, penalty: number): void {
    const { run } = this.#kernels;
    const { batch, elements } = this.#size;
    const { offsets, indices, values } = this.bySample;
    const given = this.#sampleGradients;
    run.gradientOfCodesSparse(
      offsets,
      indices,
      batch,
      error,
      dictionary,
      elements,
      rowBytes,
      penalty,
      given,
      this.#cursors,
    );
    run.transposeCodes(
      offsets,
      indices,
      values,
      given,
      batch,
      elements,
      this.starts,
      this.samples,
      this.values,
      this.gradients,
      this.#cursors,
    );
  }
}

function sampleLists(kernels: Kernels, { batch, capacity }: ListSize): SampleLists {
  const [offsets, indices, values] = [batch + 1, capacity, capacity].map((count) => kernels.allocate(count * 4));
  return { offsets: offsets ?? 0, indices: indices ?? 0, values: values ?? 0 };
}
