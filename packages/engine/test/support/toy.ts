import { CodesSampler, type DrawnCodes, ops, readTensors } from "@goldilocks/engine";
import type { StreamParameters } from "@goldilocks/plan";
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

/** The covariance's lower Cholesky factor `[n, n]`, and what the op tells of it. */
export async function covarianceOf(
  nFeatures: number,
  kind: "raw" | "unit",
  seed: number,
): Promise<{ factor: Float64Array; smallestEigenvalue: number; meanDiagonal: number }> {
  const { outputs, values } = await ops.covariance.run(bareNode("covariance", { nFeatures, kind, seed }), bareContext);
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
