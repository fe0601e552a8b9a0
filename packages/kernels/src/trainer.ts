import { type AdamOptions, biasCorrection, idleLimit } from "./adam.ts";
import { Autoencoder, type ShardSize, type Thresholds } from "./autoencoder.ts";
import type { Address } from "./exports.ts";
import type { Kernels } from "./kernels.ts";
import { ShardBlock } from "./shard-block.ts";

/** What the loss and the update of a shard depend on. */
export interface TrainerOptions extends ShardSize {
  /** Whether the decoder is renormalised in place before each step, or the gradient goes through its norm. */
  readonly unitNorm: "project" | "through";
  readonly adam: AdamOptions;
  /** Derivative of the loss with respect to an active code through the L1 penalty: α / (J·batch), or α / batch for `sum`. */
  readonly penalty: number;
}

/** What a step takes of the learning rate and of the penalty, as shares of their full values. */
export interface StepShares {
  readonly rate: number;
  readonly penalty: number;
}

/** A step that takes all of both. */
export const FULL_SHARES: StepShares = { rate: 1, penalty: 1 };

/** The trained arrays of a shard, `[elements, width]` or `[elements]`, in the order in which a state is stored. */
export const PARAMETERS = [
  "encoder",
  "encoderFirst",
  "encoderSecond",
  "bias",
  "biasFirst",
  "biasSecond",
  "decoder",
  "decoderFirst",
  "decoderSecond",
] as const;
export type ParameterName = (typeof PARAMETERS)[number];

/** Elements whose gradients are added up together, as in assembly/update.ts. */
const BLOCK = 16;

/**
 * One shard of an autoencoder in training: `encode`, `decode`, then `update` with the gradient of the whole reconstruction.
 * Arrays live in the kernels' memory; nothing is freed before the memory itself.
 */
export class Trainer {
  readonly autoencoder: Autoencoder;
  readonly parameters: Readonly<Record<ParameterName, Address>>;
  /** uint32 `[elements]`: the step at which each element was last active, 0 before. */
  readonly lastActive: Address;
  readonly #options: TrainerOptions;
  readonly #block: ShardBlock;
  readonly #lists: { starts: Address; samples: Address; values: Address; gradients: Address; byElement: Address };
  readonly #scratch: { rows: Address; cursors: Address; packed: Address };
  readonly #inverseNorms: Address;
  #dense: DenseScratch | undefined;

  constructor(kernels: Kernels, options: TrainerOptions, thresholds: Partial<Thresholds> = {}) {
    this.#options = options;
    const a = new Autoencoder(kernels, options, thresholds);
    this.autoencoder = a;
    const rows = (): Address => kernels.allocate(a.elements * a.rowBytes);
    const column = (): Address => kernels.allocate(a.elements * 4);
    this.parameters = {
      encoder: a.encoder,
      encoderFirst: rows(),
      encoderSecond: rows(),
      bias: a.bias,
      biasFirst: column(),
      biasSecond: column(),
      decoder: options.unitNorm === "project" ? a.dictionary : rows(),
      decoderFirst: rows(),
      decoderSecond: rows(),
    };
    this.lastActive = column();
    this.#inverseNorms = column();
    const list = (): Address => kernels.allocate(a.capacity * 4);
    this.#lists = {
      starts: kernels.allocate((a.elements + 1) * 4),
      samples: list(),
      values: list(),
      gradients: list(),
      byElement: list(),
    };
    this.#scratch = {
      rows: kernels.allocate(2 * BLOCK * a.rowBytes),
      cursors: kernels.allocate((a.elements + a.samples) * 4),
      packed: kernels.allocate(2 * a.samples * a.rowBytes),
    };
    this.#block = new ShardBlock(kernels);
    this.#block.set({
      ...this.parameters,
      elements: a.elements,
      width: a.rowBytes,
      rows: a.samples,
      encoderPacked: a.encoderPacked,
      dictionary: a.dictionary,
      inverseNorms: this.#inverseNorms,
      lastActive: this.lastActive,
      starts: this.#lists.starts,
      samples: this.#lists.samples,
      values: this.#lists.values,
      gradients: this.#lists.byElement,
      idleLimit: idleLimit(options.adam.beta1),
      through: options.unitNorm === "through" ? 1 : 0,
      beta1: options.adam.beta1,
      rest1: 1 - options.adam.beta1,
      beta2: options.adam.beta2,
      rest2: 1 - options.adam.beta2,
      epsilon: options.adam.epsilon,
    });
  }

  /**
   * Call after writing `parameters`: what follows from them. Under `project` the decoder's rows must be unit already, as every
   * update leaves them; normalising them once more could move a last bit.
   */
  prepare(): void {
    const { autoencoder: a } = this;
    a.pack();
    if (this.#options.unitNorm === "project") return;
    const inverseNorms = a.kernels.f32(this.#inverseNorms, a.elements);
    for (let j = 0; j < a.elements; j++) {
      const row = j * a.rowBytes;
      inverseNorms[j] = a.kernels.run.normaliseRow(this.parameters.decoder + row, a.dictionary + row, a.rowBytes);
    }
  }

  /** One Adam step. x `[samples, width]` is the batch encoded last; `error` the gradient of the loss by the reconstruction. */
  update(step: number, x: Address, error: Address, { rate, penalty }: StepShares = FULL_SHARES): void {
    this.#block.set({ step, ...biasCorrection(this.#options.adam, step, rate) });
    const weight = this.#options.penalty * penalty;
    if (this.autoencoder.dense) this.#updateDense(x, error, weight);
    else this.#updateSparse(x, error, weight);
  }

  #updateSparse(x: Address, error: Address, penalty: number): void {
    const { autoencoder: a } = this;
    const lists = this.#lists;
    const { run } = a.kernels;
    const { batch } = a.size;
    run.gradientOfCodesSparse(
      a.offsets,
      a.indices,
      batch,
      error,
      a.dictionary,
      a.elements,
      a.rowBytes,
      penalty,
      lists.gradients,
      this.#scratch.cursors,
    );
    run.transposeCodes(
      a.offsets,
      a.indices,
      a.values,
      lists.gradients,
      batch,
      a.elements,
      lists.starts,
      lists.samples,
      lists.values,
      lists.byElement,
      this.#scratch.cursors,
    );
    const { rows, packed } = this.#scratch;
    const packedError = packed + a.samples * a.rowBytes;
    run.packStretches(x, a.samples, a.rowBytes, packed);
    run.packStretches(error, a.samples, a.rowBytes, packedError);
    this.#block.set({
      x: packed,
      error: packedError,
      decoderGradient: rows,
      encoderGradient: rows + BLOCK * a.rowBytes,
    });
    run.updateSparse(this.#block.address);
  }

  #updateDense(x: Address, error: Address, penalty: number): void {
    const { autoencoder: a } = this;
    const { run } = a.kernels;
    const dense = (this.#dense ??= allocateDense(a));
    const { batch } = a.size;
    const panels = a.width / 8;
    run.gradientOfCodesDense(a.codes, batch, a.elements, error, a.dictionary, a.rowBytes, penalty, dense.gradients);
    run.columnTotals(a.codes, dense.gradients, batch, a.elements, dense.counts, dense.biasGradient);
    const product = (codes: Address, rows: Address, out: Address): void => {
      run.transpose(codes, dense.transposed, a.samples, a.elements);
      run.packColumns(rows, dense.packed, batch, panels);
      run.multiply(dense.transposed, a.samples * 4, dense.packed, out, a.rowBytes, a.elements, batch, panels);
    };
    product(a.codes, error, dense.decoderGradient);
    product(dense.gradients, x, dense.encoderGradient);
    this.#block.set({
      decoderGradient: dense.decoderGradient,
      encoderGradient: dense.encoderGradient,
      biasGradient: dense.biasGradient,
      counts: dense.counts,
    });
    run.updateDense(this.#block.address);
  }
}

interface DenseScratch {
  readonly gradients: Address;
  readonly transposed: Address;
  readonly packed: Address;
  readonly decoderGradient: Address;
  readonly encoderGradient: Address;
  readonly biasGradient: Address;
  readonly counts: Address;
}

/** Memory of the dense path, taken at its first use: many cells never need it. */
function allocateDense(a: Autoencoder): DenseScratch {
  const codes = a.samples * a.elements * 4;
  const rows = a.elements * a.rowBytes;
  return {
    gradients: a.kernels.allocate(codes),
    transposed: a.kernels.allocate(codes),
    packed: a.kernels.allocate(a.samples * a.rowBytes),
    decoderGradient: a.kernels.allocate(rows),
    encoderGradient: a.kernels.allocate(rows),
    biasGradient: a.kernels.allocate(a.elements * 4),
    counts: a.kernels.allocate(a.elements * 4),
  };
}
