import { biasCorrection } from "./adam.ts";
import { AuxiliaryLoss } from "./auxiliary-loss.ts";
import { CodeLists } from "./code-lists.ts";
import type { Address } from "./exports.ts";
import type { Form } from "./form.ts";
import { FormAutoencoder } from "./form-autoencoder.ts";
import { FormGradients } from "./form-gradients.ts";
import { type FormParameters, formParameters } from "./form-parameters.ts";
import { GatePath } from "./gate-path.ts";
import type { Kernels } from "./kernels.ts";
import { ShardBlock } from "./shard-block.ts";
import { ThresholdGradient } from "./threshold-gradient.ts";
import { FULL_SHARES, type StepShares, type TrainerOptions } from "./trainer.ts";

/** Parameters that have a gradient of their own, each beside its moments. */
type Trained = "decoder" | "encoder" | "bias" | "decoderBias" | "logThreshold" | "magnitudeScale" | "magnitudeBias";

/**
 * An autoencoder of another form than the post's in training; used as `Trainer` is, but never cut into shards. Gradients are whole
 * matrices, and Adam moves every parameter in every step.
 */
export class FormTrainer {
  readonly autoencoder: FormAutoencoder;
  readonly parameters: FormParameters;
  /** uint32 `[elements]`: the step at which each element was last active, 0 before. */
  readonly lastActive: Address;
  readonly #options: TrainerOptions;
  readonly #block: ShardBlock;
  readonly #codes: CodeLists;
  readonly #inverseNorms: Address;
  readonly #gradients: FormGradients;
  readonly #gates: GatePath | undefined;
  readonly #thresholds: ThresholdGradient | undefined;
  readonly #auxiliary: AuxiliaryLoss | undefined;

  constructor(kernels: Kernels, options: TrainerOptions, form: Form) {
    this.#options = options;
    const a = new FormAutoencoder(kernels, options, form);
    this.autoencoder = a;
    this.parameters = formParameters(a, options.unitNorm);
    this.lastActive = kernels.allocate(a.elements * 4);
    this.#inverseNorms = kernels.allocate(a.elements * 4);
    this.#codes = new CodeLists(kernels, { batch: options.batch, elements: a.elements, capacity: a.capacity }, a);
    this.#gradients = new FormGradients(a);
    const { activation, auxiliary } = form;
    this.#gates = activation.kind === "gated" ? new GatePath(a) : undefined;
    this.#thresholds = activation.kind === "jumprelu" ? new ThresholdGradient(a, activation.bandwidth) : undefined;
    this.#auxiliary = auxiliary === undefined ? undefined : new AuxiliaryLoss(a, auxiliary);
    const { beta1, beta2, epsilon } = options.adam;
    this.#block = new ShardBlock(kernels);
    this.#block.set({ beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, epsilon });
  }

  /** Call after writing `parameters`: what follows from them; see `Trainer.prepare`. */
  prepare(): void {
    if (this.#options.unitNorm === "through") this.#normalise();
    this.autoencoder.pack();
  }

  /**
   * One Adam step. x `[samples, width]` is the batch encoded last, `target` what it should become (x itself, or x without its noise);
   * `error` the gradient of the loss by the reconstruction.
   */
  update(step: number, x: Address, error: Address, shares: StepShares = FULL_SHARES, target: Address = x): void {
    const { autoencoder: a } = this;
    const { run } = a.kernels;
    const lists = this.#codes;
    const gradients = this.#gradients;
    const scale = 2 / (this.#options.activationDim * this.#options.batch);
    const penalty = this.#options.penalty * shares.penalty;
    lists.differentiate(error, a.dictionary, a.rowBytes, a.form.activation.kind === "relu" ? penalty : 0);
    run.markActive(lists.starts, a.elements, this.lastActive, step);
    const byProduct = this.#gates?.magnitudes(lists, gradients) ?? lists.gradients;
    gradients.addRows(lists, lists.values, error, gradients.decoder);
    gradients.addRows(lists, byProduct, a.input, gradients.encoder);
    gradients.addSums(lists, byProduct, gradients.products);
    this.#gates?.add(gradients, target, scale, penalty);
    this.#thresholds?.set(gradients, error, penalty);
    this.#auxiliary?.add(gradients, this.lastActive, step, error, scale);
    this.#decoderBiasGradient(error);
    this.#move(step, shares.rate);
  }

  #decoderBiasGradient(error: Address): void {
    const { autoencoder: a } = this;
    const { run } = a.kernels;
    const { products, decoderBias } = this.#gradients;
    if (a.form.decoderBias === "none") return;
    run.sumRows(error, a.size.batch, a.rowBytes, decoderBias);
    if (a.form.decoderBias === "both") run.subtractWeighted(decoderBias, products, a.encoder, a.elements, a.rowBytes);
  }

  #move(step: number, rate: number): void {
    const { autoencoder: a } = this;
    const { run } = a.kernels;
    const { elements, rowBytes, form } = a;
    const gradients = this.#gradients;
    this.#block.set(biasCorrection(this.#options.adam, step, rate));
    if (form.tied) run.addInto(gradients.decoder, gradients.encoder, elements * rowBytes);
    if (this.#options.unitNorm === "through") {
      run.projectRows(gradients.decoder, a.dictionary, this.#inverseNorms, elements, rowBytes);
    }
    this.#adam("decoder", elements * rowBytes);
    if (!form.tied) this.#adam("encoder", elements * rowBytes);
    this.#adam("decoderBias", rowBytes);
    for (const name of ["bias", "logThreshold", "magnitudeScale", "magnitudeBias"] as const) {
      this.#adam(name, elements * 4);
    }
    this.#normalise();
    a.pack();
  }

  /** Moves a parameter, if this form has it. */
  #adam(name: Trained, bytes: number): void {
    const p = this.parameters;
    const [weights, first, second] = [p[name], p[`${name}First`], p[`${name}Second`]];
    if (weights === undefined || first === undefined || second === undefined) return;
    const { run } = this.autoencoder.kernels;
    run.adamRow(this.#block.address, weights, first, second, this.#gradients[name], bytes);
  }

  #normalise(): void {
    const { kernels, dictionary, elements, rowBytes } = this.autoencoder;
    kernels.run.normaliseRows(this.parameters.decoder, dictionary, this.#inverseNorms, elements, rowBytes);
  }
}
