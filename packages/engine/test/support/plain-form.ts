import type { TrainingState } from "@goldilocks/engine";
import type { TrajectoryParameters } from "@goldilocks/plan";
import { plainUnitRows } from "./plain-sae.ts";

type Form = Pick<TrajectoryParameters, "activation" | "tied" | "decoderBias" | "dictSize">;

/** Codes and reconstruction of one sample by a trained autoencoder of any form, in plain float64. */
export function plainFormForward(
  x: ArrayLike<number>,
  form: Form,
  { parameters, threshold }: TrainingState,
): { codes: number[]; reconstruction: number[] } {
  const h = x.length;
  const { dictSize, tied } = form;
  const dictionary = plainUnitRows(parameters.decoder, h);
  const encoder = tied ? dictionary : parameters.encoder;
  const shift = parameters.decoderBias ?? new Float32Array(h);
  const read = Array.from(x, (value, k) => value - (form.decoderBias === "both" ? (shift[k] ?? 0) : 0));
  const dots = Array.from({ length: dictSize }, (_, j) =>
    read.reduce((sum, value, k) => sum + value * (encoder[j * h + k] ?? 0), 0),
  );
  const codes = activate(dots, form, parameters, threshold);
  const reconstruction = Array.from({ length: h }, (_, k) =>
    codes.reduce((sum, code, j) => sum + code * (dictionary[j * h + k] ?? 0), shift[k] ?? 0),
  );
  return { codes, reconstruction };
}

function activate(
  dots: readonly number[],
  { activation }: Form,
  { bias, logThreshold, magnitudeScale, magnitudeBias }: TrainingState["parameters"],
  threshold: number | undefined,
): number[] {
  const z = dots.map((dot, j) => dot + (bias[j] ?? 0));
  if (activation.kind === "topk") {
    const bound = z.toSorted((a, b) => b - a)[activation.k - 1] ?? Number.NEGATIVE_INFINITY;
    return z.map((one) => (one >= bound ? Math.max(0, one) : 0));
  }
  if (activation.kind === "batchtopk") return z.map((one) => (one > (threshold ?? Number.NaN) ? one : 0));
  if (activation.kind === "jumprelu") {
    return z.map((one, j) => (one > Math.exp(logThreshold?.[j] ?? Number.NaN) ? one : 0));
  }
  if (activation.kind === "relu") return z.map((one) => Math.max(0, one));
  return z.map((gate, j) => {
    const scale = Math.exp(magnitudeScale?.[j] ?? Number.NaN);
    return gate > 0 ? Math.max(0, scale * (dots[j] ?? 0) + (magnitudeBias?.[j] ?? Number.NaN)) : 0;
  });
}
