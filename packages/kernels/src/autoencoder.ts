import type { Address } from "./exports.ts";
import type { Kernels } from "./kernels.ts";
import { paddedElements, paddedSamples, paddedWidth } from "./padding.ts";

/** Shares of active codes at which another way is faster. Bits do not depend on them. */
export interface Thresholds {
  /** Above it, dense products beat visiting the active codes. */
  readonly denseAbove: number;
  /** Where the batch before was below it, screening beats the whole product of the encoder. */
  readonly screenBelow: number;
}

/** As measured, see `docs/performance.md`. */
const THRESHOLDS: Thresholds = { denseAbove: 0.55, screenBelow: 0.035 };

/** Sizes of one shard of an autoencoder: `elements` dictionary elements of `activationDim`, batches of `batch` samples. */
export interface ShardSize {
  readonly elements: number;
  readonly activationDim: number;
  readonly batch: number;
}

/**
 * Encoder and decoder of one shard: codes = max(We·x + be, 0), partial reconstruction = codes · dictionary.
 *
 * Rows are padded (see `padding.ts`). Active codes are listed when few, and kept dense when many; both ways give the same bits.
 * Source: the post, "Sparse autoencoder architecture and training".
 */
export class Autoencoder {
  readonly kernels: Kernels;
  readonly size: ShardSize;
  /** Padded sizes: floats a row, elements, samples. */
  readonly width: number;
  readonly elements: number;
  readonly samples: number;
  /** `[elements, width]` and `[elements]`; `encoderPacked` is `encoder` in panels of eight rows, see `pack`. */
  readonly encoder: Address;
  readonly encoderPacked: Address;
  readonly bias: Address;
  /** `[elements, width]`, unit rows. */
  readonly dictionary: Address;
  /** `[samples, elements]`, after the activation. */
  readonly codes: Address;
  /** Active codes by sample: `[batch + 1]`, then indices and values, in element order. Filled when not `dense`. */
  readonly offsets: Address;
  readonly indices: Address;
  readonly values: Address;
  /** Whether the last batch was above `denseAbove`, and its number of active codes. */
  dense = false;
  active: number = Infinity;
  readonly #capacity: number;
  readonly #limit: number;
  readonly #screenBelow: number;
  /** Memory of the screening, and whether the codes are those of the last one. */
  #hits: Address | undefined;
  #screened = false;
  #dictionaryPacked: Address | undefined;

  constructor(kernels: Kernels, size: ShardSize, thresholds: Partial<Thresholds> = {}) {
    const { denseAbove, screenBelow } = { ...THRESHOLDS, ...thresholds };
    this.kernels = kernels;
    this.size = size;
    this.width = paddedWidth(size.activationDim);
    this.elements = paddedElements(size.elements);
    this.samples = paddedSamples(size.batch);
    this.#limit = size.batch * size.elements * denseAbove;
    this.#screenBelow = size.batch * size.elements * screenBelow;
    this.#capacity = Math.max(0, Math.floor(this.#limit));
    const rows = this.elements * this.width * 4;
    this.encoder = kernels.allocate(rows);
    this.encoderPacked = kernels.allocate(rows);
    this.bias = kernels.allocate(this.elements * 4);
    this.dictionary = kernels.allocate(rows);
    this.codes = kernels.allocate(this.samples * this.elements * 4);
    this.offsets = kernels.allocate((size.batch + 1) * 4);
    this.indices = kernels.allocate(this.#capacity * 4);
    this.values = kernels.allocate(this.#capacity * 4);
  }

  /** Most active codes that the lists hold. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Bytes of a padded row. */
  get rowBytes(): number {
    return this.width * 4;
  }

  /** Call after writing `encoder`. */
  pack(): void {
    this.kernels.run.packRows(this.encoder, this.encoderPacked, this.elements / 8, this.width);
  }

  /** Codes of inputs x `[samples, width]`, padded rows +0. */
  encode(x: Address): void {
    const few = this.active < this.#screenBelow ? this.#encodeScreened(x) : -1;
    this.#screened = few >= 0;
    this.active = this.#screened ? few : this.#encodeWhole(x);
    this.dense = this.active > this.#limit;
    if (!this.dense) this.#list();
  }

  #encodeWhole(x: Address): number {
    const { run } = this.kernels;
    const stride = this.elements * 4;
    run.multiply(x, this.rowBytes, this.encoderPacked, this.codes, stride, this.samples, this.width, this.elements / 8);
    return run.activate(this.codes, this.bias, this.size.batch, this.elements);
  }

  #encodeScreened(x: Address): number {
    const { run } = this.kernels;
    const { batch, elements } = this.size;
    const { rowBytes, encoder, encoderPacked, bias, codes } = this;
    this.#hits ??= this.kernels.allocate(run.screeningBytes(batch, rowBytes, elements));
    const again = this.#screened;
    return run.encodeScreened(x, batch, rowBytes, encoder, encoderPacked, bias, elements, codes, this.#hits, again);
  }

  #list(): void {
    const { run } = this.kernels;
    const { batch, elements } = this.size;
    const { codes, offsets, indices, values } = this;
    if (this.#screened && this.#hits !== undefined) {
      run.listScreened(codes, this.#hits, batch, elements, offsets, indices, values);
    } else run.listActive(codes, batch, this.elements, offsets, indices, values);
  }

  /** Partial reconstruction `[samples, width]` of the last batch encoded. */
  decode(out: Address): void {
    const { run } = this.kernels;
    const { rowBytes, elements } = this;
    const packed = (this.#dictionaryPacked ??= this.kernels.allocate(elements * rowBytes));
    if (!this.dense) {
      run.packStretches(this.dictionary, elements, rowBytes, packed);
      run.combineRows(this.offsets, this.indices, this.values, this.size.batch, packed, elements, rowBytes, out);
      return;
    }
    run.packColumns(this.dictionary, packed, elements, this.width / 8);
    run.multiply(this.codes, elements * 4, packed, out, rowBytes, this.samples, elements, this.width / 8);
  }

  /** Σ over the last batch of what the penalty of the loss weighs: the codes. */
  penalised(): number {
    return this.l1();
  }

  /** Σ of all codes of the last batch. */
  l1(): number {
    return this.kernels.run.l1Rows(this.codes, this.size.batch, this.elements);
  }
}
