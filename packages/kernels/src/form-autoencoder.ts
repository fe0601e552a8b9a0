import { Autoencoder, type ShardSize } from "./autoencoder.ts";
import type { Address } from "./exports.ts";
import type { Form } from "./form.ts";
import type { Kernels } from "./kernels.ts";

/** All codes are listed, and none screened: forms go one way only. */
const THRESHOLDS = { denseAbove: 1, screenBelow: 0 };

/**
 * An {@link Autoencoder} of another form: other activations, an encoder tied to the dictionary, a bias of the reconstruction.
 *
 * Sources: Gao et al. 2024 (top-k), Bussmann et al. 2024 (batch top-k), Rajamanoharan et al. 2024 (gated; JumpReLU).
 */
export class FormAutoencoder extends Autoencoder {
  readonly form: Form;
  /** `[width]`, +0 without one. */
  readonly decoderBias: Address;
  /** JumpReLU: logarithms of the thresholds `[elements]`. */
  readonly logThreshold: Address;
  /** Gated: bias of the magnitudes `[elements]`, and logarithms of their scales; `bias` is the gate's. */
  readonly magnitudeBias: Address;
  readonly magnitudeScale: Address;
  /** Exponentials of the logarithms above; of batch top-k the threshold, for every element. */
  readonly exponentials: Address;
  /** What the encoder read last `[samples, width]`: x, or x less the decoder's bias. */
  input: Address = 0;
  /** Batch top-k outside of training: codes above it stay, whatever the batch. */
  threshold: number | undefined;
  readonly #centred: Address;
  readonly #pre: Address;
  readonly #open: Address;

  constructor(kernels: Kernels, size: ShardSize, form: Form) {
    super(kernels, size, THRESHOLDS);
    this.form = form;
    const { kind } = form.activation;
    const column = (): Address => kernels.allocate(this.elements * 4);
    const matrix = (): Address => kernels.allocate(this.samples * this.elements * 4);
    this.decoderBias = kernels.allocate(this.rowBytes);
    this.logThreshold = column();
    this.magnitudeBias = column();
    this.magnitudeScale = column();
    this.exponentials = column();
    this.#centred = form.decoderBias === "both" ? kernels.allocate(this.samples * this.rowBytes) : 0;
    this.#pre = kind === "jumprelu" || kind === "gated" || form.auxiliary !== undefined ? matrix() : 0;
    this.#open = kind === "gated" ? matrix() : 0;
  }

  /** Call after writing parameters: `encoder` (the dictionary where weights are tied) and what only this form has. */
  override pack(): void {
    const { run } = this.kernels;
    const { kind } = this.form.activation;
    if (this.form.tied) {
      const floats = this.elements * this.width;
      this.kernels.f32(this.encoder, floats).set(this.kernels.f32(this.dictionary, floats));
    }
    if (kind === "jumprelu") run.exponentials(this.logThreshold, this.exponentials, this.elements);
    if (kind === "gated") run.exponentials(this.magnitudeScale, this.exponentials, this.elements);
    super.pack();
  }

  /** Pre-activations of the last batch `[samples, elements]`: products and bias; of a gated encoder the products alone. */
  get preActivations(): Address {
    return this.#pre;
  }

  /** Gated: what the gates let through of the last batch `[samples, elements]`. */
  get open(): Address {
    return this.#open;
  }

  override encode(x: Address): void {
    const { run } = this.kernels;
    const { rowBytes, elements, samples, width, codes } = this;
    const { batch } = this.size;
    this.input = x;
    if (this.form.decoderBias === "both") {
      run.subtractRow(x, this.decoderBias, batch, rowBytes, this.#centred);
      this.input = this.#centred;
    }
    run.multiply(this.input, rowBytes, this.encoderPacked, codes, elements * 4, samples, width, elements / 8);
    this.#keepPreActivations();
    this.active = this.#activate();
    this.dense = false;
    run.listActive(codes, batch, elements, this.offsets, this.indices, this.values);
  }

  override decode(out: Address): void {
    super.decode(out);
    if (this.form.decoderBias === "none") return;
    this.kernels.run.addRow(out, this.decoderBias, this.size.batch, this.rowBytes);
  }

  /** Σ over the last batch of what the penalty weighs: codes, active codes (JumpReLU) or open gates. */
  override penalised(): number {
    const { kind } = this.form.activation;
    if (kind === "jumprelu") return this.active;
    return kind === "gated" ? this.kernels.run.l1Rows(this.#open, this.size.batch, this.elements) : this.l1();
  }

  /** Smallest code of the last batch that is not 0; 0 where all are. */
  smallestActive(): number {
    return this.kernels.run.smallestActive(this.codes, this.size.batch * this.elements);
  }

  #keepPreActivations(): void {
    if (this.#pre === 0) return;
    const { run } = this.kernels;
    const { batch } = this.size;
    const floats = batch * this.elements;
    this.kernels.f32(this.#pre, floats).set(this.kernels.f32(this.codes, floats));
    if (this.form.activation.kind !== "gated") run.addRow(this.#pre, this.bias, batch, this.elements * 4);
  }

  /** Makes codes of products, in place. Returns how many are active. */
  #activate(): number {
    const { run } = this.kernels;
    const { codes, bias, elements, exponentials } = this;
    const { batch } = this.size;
    const { activation } = this.form;
    if (activation.kind === "gated") {
      return run.gate(this.#pre, bias, exponentials, this.magnitudeBias, batch, elements, codes, this.#open);
    }
    if (activation.kind === "batchtopk" && this.threshold !== undefined) {
      this.kernels.f32(exponentials, elements).fill(this.threshold);
      return run.activateAbove(codes, bias, exponentials, batch, elements);
    }
    if (activation.kind === "jumprelu") return run.activateAbove(codes, bias, exponentials, batch, elements);
    const active = run.activate(codes, bias, batch, elements);
    if (activation.kind === "relu") return active;
    if (activation.kind === "batchtopk") return run.keepLargest(codes, batch * elements, batch * activation.k);
    return this.#keepEachSample(activation.k);
  }

  #keepEachSample(k: number): number {
    const { codes, elements, kernels } = this;
    let kept = 0;
    for (let i = 0; i < this.size.batch; i++) kept += kernels.run.keepLargest(codes + i * elements * 4, elements, k);
    return kept;
  }
}
