import { diverged } from "../diverged.ts";
import type { Op } from "../op.ts";
import { heldOutPass } from "../sae/held-out-pass.ts";

/**
 * Variance explained on held-out batches: 1 − Σ‖x − x̂‖² / Σ‖x − x̄‖², sums over all samples, x̄ their mean. Below 0 where the mean
 * would be the better reconstruction; null where the samples do not differ.
 */
export const variance: Op<"variance"> = {
  kind: "variance",
  revision: 1,
  run: async ({ inputs, needs, parameters: { batches }, label }, context) => {
    const [point = "", features = "", stream = ""] = inputs;
    const pass = await heldOutPass({ point, features, stream, codes: needs.at(-1) ?? "" }, context);
    const { kernels, samples, forward, batch, rowBytes } = pass;
    const spread = new Spread(rowBytes / 4);
    let squares = 0;
    for (let index = 0; index < batches; index++) {
      samples.assemble(index);
      spread.add(kernels.f32(samples.x, (batch * rowBytes) / 4));
      forward.run(samples.x);
      const { reconstruction: x } = forward;
      squares += kernels.run.residual(x, samples.x, batch, rowBytes, 1, x);
    }
    if (!Number.isFinite(squares)) throw diverged(`the held-out error is ${squares} (${label})`);
    const total = spread.total();
    return { outputs: {}, values: { "variance.explained": total > 0 ? 1 - squares / total : null } };
  },
};

/** Σ‖x − x̄‖² of rows that come in pieces, in float64: Σ‖x‖² − n‖x̄‖². */
class Spread {
  readonly #sums: Float64Array;
  #squares = 0;
  #count = 0;

  constructor(width: number) {
    this.#sums = new Float64Array(width);
  }

  add(rows: Float32Array): void {
    const sums = this.#sums;
    for (let from = 0; from < rows.length; from += sums.length, this.#count++) {
      for (let k = 0; k < sums.length; k++) {
        const x = rows[from + k] ?? 0;
        sums[k] = (sums[k] ?? 0) + x;
        this.#squares += x * x;
      }
    }
  }

  total(): number {
    let ofMean = 0;
    for (const sum of this.#sums) ofMean += sum * sum;
    return this.#squares - ofMean / this.#count;
  }
}
