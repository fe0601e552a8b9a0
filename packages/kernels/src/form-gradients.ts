import type { CodeLists } from "./code-lists.ts";
import type { Address } from "./exports.ts";
import type { FormAutoencoder } from "./form-autoencoder.ts";

/** Gradients of one step, added up from the parts of the loss. */
export class FormGradients {
  /** `[elements, width]`. */
  readonly decoder: Address;
  readonly encoder: Address;
  /** By the products of encoder and input, summed over samples `[elements]`: what a bias of the input sees. */
  readonly products: Address;
  /** `[elements]`; of all forms but gated ones the same as `products`. */
  readonly bias: Address;
  /** `[width]`. */
  readonly decoderBias: Address;
  /** JumpReLU's; gated: of the logarithm of the scale, and of the bias, of magnitudes. All `[elements]`. */
  readonly logThreshold: Address;
  readonly magnitudeScale: Address;
  readonly magnitudeBias: Address;
  readonly #autoencoder: FormAutoencoder;
  readonly #packed: Address;
  readonly #rows: Address;
  readonly #column: Address;

  constructor(a: FormAutoencoder) {
    const rows = (): Address => a.kernels.allocate(a.elements * a.rowBytes);
    const column = (): Address => a.kernels.allocate(a.elements * 4);
    this.#autoencoder = a;
    this.decoder = rows();
    this.encoder = rows();
    this.#rows = rows();
    this.products = column();
    this.bias = a.form.activation.kind === "gated" ? column() : this.products;
    this.logThreshold = column();
    this.magnitudeScale = column();
    this.magnitudeBias = column();
    this.#column = column();
    this.decoderBias = a.kernels.allocate(a.rowBytes);
    this.#packed = a.kernels.allocate(a.samples * a.rowBytes);
  }

  /** into `[elements, width]` = Σ weight · row over each element's entries; `more`: added to what is there. */
  addRows({ starts, samples }: CodeLists, weights: Address, rows: Address, into: Address, more = false): void {
    const { kernels, samples: count, elements, rowBytes } = this.#autoencoder;
    const { run } = kernels;
    run.packStretches(rows, count, rowBytes, this.#packed);
    const out = more ? this.#rows : into;
    run.combineRows(starts, samples, weights, elements, this.#packed, count, rowBytes, out);
    if (more) run.addInto(into, out, elements * rowBytes);
  }

  /** into `[elements]` = Σ weight over each element's entries; `more`: added to what is there. */
  addSums({ starts }: CodeLists, weights: Address, into: Address, more = false): void {
    const { run } = this.#autoencoder.kernels;
    const { elements } = this.#autoencoder;
    const out = more ? this.#column : into;
    run.sumLists(starts, weights, elements, out);
    if (more) run.addInto(into, out, elements * 4);
  }
}
