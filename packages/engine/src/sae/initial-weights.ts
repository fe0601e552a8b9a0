import { type Kernels, RandomStream } from "@goldilocks/kernels";
import type { TrajectoryParameters } from "@goldilocks/plan";
import { EngineError } from "../error.ts";
import { streamKey } from "../random-streams.ts";
import { unitRows } from "../unit-rows.ts";

/** Weights before the first step: encoder and decoder `[dictSize, activationDim]`, bias `[dictSize]`. */
export interface Weights {
  readonly encoder: Float32Array;
  readonly bias: Float32Array;
  readonly decoder: Float32Array;
}

/**
 * Initial weights. Streams are addressed by dictionary size, so cells that differ in L1 coefficient start alike and cells that
 * differ in size start independently.
 *
 * Encoder: `linear` as torch's `nn.Linear`, U(±1/√h), bias too; `transpose` the decoder's rows, bias 0. Decoder: `orthogonal`
 * as torch's `orthogonal_` on `[h, J]`, then unit rows; `sphere` independent unit rows. Tied weights: the encoder is
 * the decoder, and `linear` gives the bias alone.
 */
export function initialWeights(kernels: Kernels, sae: TrajectoryParameters, activationDim: number): Weights {
  const { dictSize, init, initSeed } = sae;
  const size = { dictSize, activationDim };
  const normals = new RandomStream(kernels, streamKey("init.decoder", initSeed, size));
  const decoder =
    init.decoder === "orthogonal"
      ? orthogonalRows(kernels, normals, dictSize, activationDim)
      : sphereRows(normals, dictSize, activationDim);
  if (init.encoder === "transpose") {
    return { encoder: decoder.slice(), bias: new Float32Array(dictSize), decoder };
  }
  const uniforms = new RandomStream(kernels, streamKey("init.encoder", initSeed, size));
  const bound = 1 / Math.sqrt(activationDim);
  const symmetric = (item: number, count: number): Float32Array =>
    Float32Array.from(uniforms.uniforms(item, count), (u) => (2 * u - 1) * bound);
  const bias = symmetric(dictSize, dictSize);
  if (sae.tied) return { encoder: decoder.slice(), bias, decoder };
  const encoder = new Float32Array(dictSize * activationDim);
  for (let j = 0; j < dictSize; j++) encoder.set(symmetric(j, activationDim), j * activationDim);
  return { encoder, bias, decoder };
}

/** Independent unit rows `[count, width]`, uniform on the sphere; row j is item j of the stream. */
export function sphereRows(stream: RandomStream, count: number, width: number): Float32Array {
  const rows = new Float32Array(count * width);
  for (let j = 0; j < count; j++) rows.set(unitRows(stream.normals(j, width), width), j * width);
  return rows;
}

/** Unit rows of a matrix `[J, h]` whose rows (J ≤ h) or columns (J > h) are orthonormal: Gram and Schmidt on normal numbers. */
function orthogonalRows(kernels: Kernels, stream: RandomStream, dictSize: number, activationDim: number): Float32Array {
  const wide = dictSize > activationDim;
  const count = wide ? activationDim : dictSize;
  const length = wide ? dictSize : activationDim;
  const mark = kernels.used;
  const matrix = kernels.allocate(count * length * 8);
  for (let i = 0; i < count; i++) kernels.f64(matrix + i * length * 8, length).set(stream.normals(i, length));
  const failed = kernels.run.orthonormaliseRows(matrix, count, length);
  if (failed > 0) {
    throw new EngineError({
      code: "ENGINE_DEPENDENT_ROWS",
      message: `row ${failed} of the initial decoder depends on those before`,
      hint: "choose another seeds.init, or sae.init.decoder: sphere",
    });
  }
  const vectors = kernels.f64(matrix, count * length).slice();
  kernels.release(mark);
  return unitRows(wide ? transposed(vectors, count, length) : vectors, activationDim);
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = matrix[i * columns + j] ?? 0;
  }
  return out;
}
