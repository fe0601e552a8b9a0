/** A sparse autoencoder and Adam in plain float64, as the formulas read: what the kernels are compared with. */
export interface PlainWeights {
  readonly encoder: Float64Array;
  readonly bias: Float64Array;
  readonly decoder: Float64Array;
}

export interface PlainOptions {
  readonly dictSize: number;
  readonly activationDim: number;
  readonly unitNorm: "project" | "through";
  /** Weight of ‖c‖₁ in the loss. */
  readonly penalty: number;
  readonly adam: {
    readonly learningRate: number;
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
  };
}

const NAMES = ["encoder", "bias", "decoder"] as const;
type Gradients = Record<(typeof NAMES)[number], Float64Array>;

/** One sample's codes `[dictSize]` and reconstruction `[activationDim]`; `dictionary` has unit rows. */
export function plainForward(
  x: ArrayLike<number>,
  { encoder, bias }: Omit<PlainWeights, "decoder">,
  dictionary: ArrayLike<number>,
): { codes: Float64Array; reconstruction: Float64Array } {
  const reconstruction = new Float64Array(x.length);
  const codes = bias.map((b, j) => {
    let sum = b;
    for (let k = 0; k < x.length; k++) sum += (encoder[j * x.length + k] ?? 0) * (x[k] ?? 0);
    return Math.max(0, sum);
  });
  for (const [j, code] of codes.entries()) {
    for (let k = 0; k < x.length; k++) {
      reconstruction[k] = (reconstruction[k] ?? 0) + code * (dictionary[j * x.length + k] ?? 0);
    }
  }
  return { codes, reconstruction };
}

/** Rows divided by their norms. */
export function plainUnitRows(rows: ArrayLike<number>, width: number): Float64Array {
  const unit = Float64Array.from(rows);
  for (let from = 0; from < unit.length; from += width) {
    const norm = Math.hypot(...unit.subarray(from, from + width));
    for (let k = from; k < from + width; k++) unit[k] = (unit[k] ?? 0) / norm;
  }
  return unit;
}

/** A training that applies Adam to every weight at every step, gradient or not. */
export class PlainTraining {
  readonly weights: PlainWeights;
  readonly first: Gradients;
  readonly second: Gradients;
  readonly #options: PlainOptions;
  #step = 0;

  constructor(options: PlainOptions, { encoder, bias, decoder }: Record<(typeof NAMES)[number], ArrayLike<number>>) {
    this.#options = options;
    this.weights = {
      encoder: Float64Array.from(encoder),
      bias: Float64Array.from(bias),
      decoder: Float64Array.from(decoder),
    };
    this.first = this.#zeros();
    this.second = this.#zeros();
  }

  #zeros(): Gradients {
    return {
      encoder: new Float64Array(this.weights.encoder.length),
      bias: new Float64Array(this.weights.bias.length),
      decoder: new Float64Array(this.weights.decoder.length),
    };
  }

  /** One step on samples `[batch][activationDim]`. Returns which elements were active. */
  train(batch: readonly ArrayLike<number>[]): boolean[] {
    const { unitNorm, activationDim, dictSize } = this.#options;
    const unit = plainUnitRows(this.weights.decoder, activationDim);
    const { gradients, active } = this.#gradients(batch, unit);
    if (unitNorm === "through") throughNorm(gradients.decoder, this.weights.decoder, unit, activationDim);
    this.#step += 1;
    for (const name of NAMES) this.#adam(name, gradients[name]);
    if (unitNorm === "project") this.weights.decoder.set(plainUnitRows(this.weights.decoder, activationDim));
    return Array.from({ length: dictSize }, (_, j) => active.has(j));
  }

  #gradients(batch: readonly ArrayLike<number>[], unit: Float64Array): { gradients: Gradients; active: Set<number> } {
    const { activationDim: h, penalty } = this.#options;
    const gradients = this.#zeros();
    const active = new Set<number>();
    for (const x of batch) {
      const { codes, reconstruction } = plainForward(x, this.weights, unit);
      const error = reconstruction.map((value, k) => (2 * (value - (x[k] ?? 0))) / (h * batch.length));
      for (const [j, code] of codes.entries()) {
        if (code <= 0) continue;
        active.add(j);
        let along = penalty / batch.length;
        for (let k = 0; k < h; k++) along += (error[k] ?? 0) * (unit[j * h + k] ?? 0);
        add(gradients.bias, j, along);
        for (let k = 0; k < h; k++) {
          add(gradients.encoder, j * h + k, along * (x[k] ?? 0));
          add(gradients.decoder, j * h + k, code * (error[k] ?? 0));
        }
      }
    }
    return { gradients, active };
  }

  #adam(name: (typeof NAMES)[number], gradient: Float64Array): void {
    const { learningRate, beta1, beta2, epsilon } = this.#options.adam;
    const [first, second, weights] = [this.first[name], this.second[name], this.weights[name]];
    for (const [i, g] of gradient.entries()) {
      first[i] = beta1 * (first[i] ?? 0) + (1 - beta1) * g;
      second[i] = beta2 * (second[i] ?? 0) + (1 - beta2) * g * g;
      const m = (first[i] ?? 0) / (1 - beta1 ** this.#step);
      const v = (second[i] ?? 0) / (1 - beta2 ** this.#step);
      weights[i] = (weights[i] ?? 0) - (learningRate * m) / (Math.sqrt(v) + epsilon);
    }
  }
}

function add(into: Float64Array, at: number, value: number): void {
  into[at] = (into[at] ?? 0) + value;
}

/** The gradient with respect to rows that are normalised: (g − (g·d̂) d̂) / ‖d‖. */
function throughNorm(gradient: Float64Array, rows: Float64Array, unit: Float64Array, width: number): void {
  for (let from = 0; from < rows.length; from += width) {
    const norm = Math.hypot(...rows.subarray(from, from + width));
    let along = 0;
    for (let k = from; k < from + width; k++) along += (gradient[k] ?? 0) * (unit[k] ?? 0);
    for (let k = from; k < from + width; k++) gradient[k] = ((gradient[k] ?? 0) - along * (unit[k] ?? 0)) / norm;
  }
}
