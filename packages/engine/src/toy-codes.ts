import { type Address, type Kernels, RandomStream, type StreamKey } from "@goldilocks/kernels";
import type { StreamParameters } from "@goldilocks/plan";
import { EngineError } from "./error.ts";
import { streamKey } from "./random-streams.ts";

const DECAYS = { none: 0, power: 1, geometric: 2 } as const;
/** Strengths other than uniform ones, by the kernel's number. */
const OTHER_STRENGTHS = { constant: 0, exponential: 1, halfNormal: 2, productOfUniforms: 3 } as const;

/** Codes of some samples, sparse: of sample i the next `counts[i]` entries of `indices` and `values`. */
export interface DrawnCodes {
  readonly counts: Uint16Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
  /** How many probabilities were above 1 and set to 1, of how many drawn. */
  readonly clamped: number;
  readonly probabilities: number;
}

/**
 * Draws batches of ground-truth codes: correlated normals → standard normal CDF → decay → scale → Bernoulli → strengths.
 * Every number is addressed by stream, batch or sample, and feature, so a batch is the same whenever it is drawn.
 *
 * Source: the post, "Toy dataset generation"; HoagyC/sparse_coding, `replicate_toy_models.py`.
 */
export class CodesSampler {
  readonly #kernels: Kernels;
  readonly #parameters: StreamParameters;
  readonly #factor: Address | undefined;
  readonly #normals: RandomStream;
  readonly #forced: RandomStream;
  readonly #active: StreamKey;
  readonly #strength: StreamKey;
  readonly #blocks: number;
  readonly #z: Address;
  readonly #mixed: Address;
  readonly #p: Address;
  readonly #thresholds: Address;
  readonly #words: Address;
  readonly #indices: Address;
  readonly #values: Address;
  readonly #normalPair: Address;

  /** `factor` is the covariance's lower Cholesky factor `[n, n]`, or undefined for independent features. */
  constructor(kernels: Kernels, parameters: StreamParameters, factor: Float64Array | undefined) {
    const { nFeatures: n, purpose, seed } = parameters;
    const prefix = purpose === "train" ? "data" : "heldOut";
    this.#kernels = kernels;
    this.#parameters = parameters;
    this.#normals = new RandomStream(kernels, streamKey(`${prefix}.normal`, seed));
    this.#forced = new RandomStream(kernels, streamKey(`${prefix}.forced`, seed));
    this.#active = streamKey(`${prefix}.active`, seed);
    this.#strength = streamKey(`${prefix}.strength`, seed);
    this.#blocks = Math.ceil(n / 16) * 4;
    this.#z = kernels.allocate(n * 8);
    this.#mixed = kernels.allocate(n * 8);
    this.#p = kernels.allocate(n * 8);
    this.#thresholds = kernels.allocate(this.#blocks * 16);
    this.#words = kernels.allocate(Math.max(16, this.#blocks * 4) * 4);
    this.#indices = kernels.allocate(n * 4);
    this.#values = kernels.allocate(n * 4);
    this.#normalPair = kernels.allocate(16);
    if (factor !== undefined) {
      this.#factor = kernels.allocate(n * n * 8);
      kernels.f64(this.#factor, n * n).set(factor);
    }
  }

  /** Batches `from` … `from + batches − 1` of the stream. */
  draw(from: number, batches: number): DrawnCodes {
    const { batch, draw } = this.#parameters;
    const counts = new Uint16Array(batches * batch);
    const indices: number[] = [];
    const values: number[] = [];
    let clamped = 0;
    let draws = 0;
    for (let i = 0; i < batches * batch; i++) {
      const sample = from * batch + i;
      if (draw === "sample" || i % batch === 0) {
        clamped += this.#threshold(draw === "sample" ? sample : sample / batch);
        draws++;
      }
      counts[i] = this.#drawSample(sample, indices, values);
    }
    return {
      counts,
      indices: Uint32Array.from(indices),
      values: Float32Array.from(values),
      clamped,
      probabilities: draws * this.#parameters.nFeatures,
    };
  }

  /** Sets the activation thresholds of one draw of the normal; returns how many probabilities were clamped. */
  #threshold(item: number): number {
    const { nFeatures: n, decay, active } = this.#parameters;
    const { run } = this.#kernels;
    this.#kernels.f64(this.#z, n).set(this.#normals.normals(item, n));
    if (this.#factor !== undefined) run.multiplyLower(this.#factor, n, this.#z, this.#mixed);
    const z = this.#factor === undefined ? this.#z : this.#mixed;
    const rate = decay.kind === "none" ? 1 : decay.rate;
    const clamped = run.activationThresholds(z, n, DECAYS[decay.kind], rate, active, this.#p, this.#thresholds);
    if (clamped >= 0) return clamped;
    throw new EngineError({
      code: "ENGINE_NO_ACTIVITY",
      message: `every activation probability of draw ${item} is 0`,
      hint: "use a larger data.decay.rate, or another decay",
    });
  }

  #drawSample(sample: number, indices: number[], values: number[]): number {
    const low = sample % 4_294_967_296;
    const high = Math.floor(sample / 4_294_967_296);
    const count = this.#kernels.run.drawSample(
      this.#thresholds,
      this.#blocks,
      low,
      high,
      this.#active.k0,
      this.#active.k1,
      this.#strength.k0,
      this.#strength.k1,
      this.#words,
      this.#indices,
      this.#values,
    );
    if (count === 0 && this.#parameters.forceActive) {
      const [u = 0] = this.#forced.uniforms(sample, 1);
      indices.push(Math.floor(u * this.#parameters.nFeatures));
      values.push(1);
      return 1;
    }
    if (this.#parameters.strengths !== "uniform")
      this.#drawOther(OTHER_STRENGTHS[this.#parameters.strengths], count, low, high);
    const drawn = this.#kernels.u32(this.#indices, count);
    const strengths = this.#kernels.f32(this.#values, count);
    for (let k = 0; k < count; k++) {
      indices.push(drawn[k] ?? 0);
      values.push(strengths[k] ?? 0);
    }
    return count;
  }

  #drawOther(kind: number, count: number, low: number, high: number): void {
    this.#kernels.run.otherStrengths(
      kind,
      this.#indices,
      count,
      low,
      high,
      this.#strength.k0,
      this.#strength.k1,
      this.#words,
      this.#normalPair,
      this.#values,
    );
  }
}
