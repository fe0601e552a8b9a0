import { CodesSampler, type DrawnCodes, ops, readTensors } from "@goldilocks/engine";
import type { CovarianceParameters, FeaturesParameters, StreamParameters } from "@goldilocks/plan";
import { bareContext, bareNode, loadKernels } from "./machine.ts";

/** A stream as the language's defaults have it, at 128 features. */
export const stream: StreamParameters = {
  nFeatures: 128,
  active: 5,
  draw: "batch",
  decay: { kind: "power", rate: 0.99 },
  strengths: "uniform",
  forceActive: false,
  batch: 256,
  seed: 0,
  purpose: "train",
};

/** Ground-truth features `[nFeatures, activationDim]`. */
export async function featuresOf(
  nFeatures: number,
  activationDim: number,
  seed = 0,
  directions: FeaturesParameters["directions"] = "sphere",
): Promise<Float32Array> {
  const made = await ops.features.run(
    bareNode("features", { nFeatures, activationDim, seed, directions }),
    bareContext,
  );
  return readTensors(made.outputs["features.safetensors"]?.bytes ?? new Uint8Array())["features"]?.data as Float32Array;
}

/** The covariance's lower Cholesky factor `[n, n]`, and what the op tells of it. */
export async function covarianceOf(
  nFeatures: number,
  kind: CovarianceParameters["kind"],
  seed: number,
  { strength, rank }: Pick<CovarianceParameters, "strength" | "rank"> = { strength: 0, rank: 1 },
): Promise<{ factor: Float64Array; smallestEigenvalue: number; meanDiagonal: number }> {
  const node = bareNode("covariance", { nFeatures, kind, seed, strength, rank });
  const { outputs, values } = await ops.covariance.run(node, bareContext);
  const { factor } = readTensors(outputs["covariance.safetensors"]?.bytes ?? new Uint8Array());
  const { smallestEigenvalue, meanDiagonal } = values as Record<string, number>;
  return {
    factor: factor?.data as Float64Array,
    smallestEigenvalue: smallestEigenvalue ?? Number.NaN,
    meanDiagonal: meanDiagonal ?? Number.NaN,
  };
}

/** Batches of a stream. */
export const drawn = (
  parameters: StreamParameters,
  factor: Float64Array | undefined,
  from: number,
  batches: number,
): DrawnCodes => new CodesSampler(loadKernels(), parameters, factor).draw(from, batches);
