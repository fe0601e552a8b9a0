import { type Kernels, RandomStream } from "@goldilocks/kernels";
import type { CovarianceParameters } from "@goldilocks/plan";
import { mixInLowRank, unitFactors } from "../correlation.ts";
import { EngineError } from "../error.ts";
import { mediaTypes } from "../media-types.ts";
import type { Op } from "../op.ts";
import { streamKey } from "../random-streams.ts";
import { writeTensors } from "../safetensors.ts";

/** How far past the smallest eigenvalue the diagonal is shifted. */
const SHIFT = 1.001;

/**
 * Covariance behind the activation probabilities, as its lower Cholesky factor `[n, n]`, float64.
 *
 * C = (U + Uᵀ) / 2 of uniform entries, its diagonal shifted by −1.001 times the smallest eigenvalue where that is negative;
 * `unit` scales C to a unit diagonal, `none` is the identity. Source: HoagyC/sparse_coding, `replicate_toy_models.py`.
 * A correlation of low rank may be mixed in.
 */
export const covariance: Op<"covariance"> = {
  kind: "covariance",
  revision: 1,
  run: async ({ parameters }, context) => {
    const { nFeatures: n, kind, seed, strength, rank } = parameters;
    const kernels = context.kernels();
    const { c, smallest, meanDiagonal } = kind === "none" ? identity(n) : symmetric(kernels, parameters);
    if (strength > 0) {
      mixInLowRank(c, n, strength, unitFactors(new RandomStream(kernels, streamKey("correlation", seed)), n, rank));
    }
    const bytes = writeTensors({ factor: { shape: [n, n], data: choleskyFactor(kernels, c, n) } });
    return {
      outputs: { "covariance.safetensors": { bytes, mediaType: mediaTypes.tensors } },
      values: { smallestEigenvalue: smallest, meanDiagonal },
    };
  },
};

/** A covariance `[n, n]` before anything is mixed into it; `smallest` is the smallest eigenvalue before the diagonal's shift. */
interface Base {
  readonly c: Float64Array;
  readonly smallest: number;
  readonly meanDiagonal: number;
}

function symmetric(kernels: Kernels, { nFeatures: n, kind, seed }: CovarianceParameters): Base {
  const c = symmetricUniform(new RandomStream(kernels, streamKey("covariance", seed)), n);
  const smallest = smallestEigenvalue(kernels, c, n);
  if (smallest < 0) for (let i = 0; i < n; i++) c[i * n + i] = (c[i * n + i] ?? 0) - SHIFT * smallest;
  const diagonal = c.filter((_, at) => at % (n + 1) === 0);
  if (kind === "unit") scaleToUnitDiagonal(c, diagonal, n);
  return { c, smallest, meanDiagonal: kind === "unit" ? 1 : diagonal.reduce((a, b) => a + b, 0) / n };
}

function identity(n: number): Base {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++) c[i * n + i] = 1;
  return { c, smallest: 1, meanDiagonal: 1 };
}

function symmetricUniform(stream: RandomStream, n: number): Float64Array {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++) c.set(stream.uniforms(i, n), i * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = ((c[i * n + j] ?? 0) + (c[j * n + i] ?? 0)) / 2;
      c[i * n + j] = mean;
      c[j * n + i] = mean;
    }
  }
  return c;
}

function smallestEigenvalue(kernels: Kernels, c: Float64Array, n: number): number {
  const mark = kernels.used;
  const matrix = kernels.allocate(n * n * 8);
  const scratch = kernels.allocate(4 * n * 8);
  kernels.f64(matrix, n * n).set(c);
  const smallest = kernels.run.smallestEigenvalue(matrix, n, scratch);
  kernels.release(mark);
  return smallest;
}

function scaleToUnitDiagonal(c: Float64Array, diagonal: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const scale = Math.sqrt((diagonal[i] ?? 1) * (diagonal[j] ?? 1));
      c[i * n + j] = i === j ? 1 : (c[i * n + j] ?? 0) / scale;
    }
  }
}

function choleskyFactor(kernels: Kernels, c: Float64Array, n: number): Float64Array {
  const matrix = kernels.allocate(n * n * 8);
  kernels.f64(matrix, n * n).set(c);
  const failed = kernels.run.choleskyFactor(matrix, n);
  if (failed > 0) {
    throw new EngineError({
      code: "ENGINE_COVARIANCE",
      message: `the covariance of ${n} features is not positive definite (row ${failed})`,
      hint: "lower data.correlation.strength, choose another seeds.features, or data.covariance: none",
    });
  }
  return kernels.f64(matrix, n * n).slice();
}
