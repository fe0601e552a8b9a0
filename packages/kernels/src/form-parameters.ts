import type { Address } from "./exports.ts";
import type { FormAutoencoder } from "./form-autoencoder.ts";
import type { ParameterName } from "./trainer.ts";

/**
 * Arrays that only some forms train, with their moments, in the order in which a state is stored: `decoderBias` `[width]`, of JumpReLU
 * `logThreshold`, and of gated encoders `magnitudeScale` (its logarithm) and `magnitudeBias`, `[elements]`.
 */
export const FORM_PARAMETERS = [
  "decoderBias",
  "decoderBiasFirst",
  "decoderBiasSecond",
  "logThreshold",
  "logThresholdFirst",
  "logThresholdSecond",
  "magnitudeScale",
  "magnitudeScaleFirst",
  "magnitudeScaleSecond",
  "magnitudeBias",
  "magnitudeBiasFirst",
  "magnitudeBiasSecond",
] as const;
export type FormParameterName = (typeof FORM_PARAMETERS)[number];

export type FormParameters = Readonly<Record<ParameterName, Address>> & {
  readonly [K in FormParameterName]?: Address | undefined;
};

/** Memory of what a form trains. Where weights are tied the encoder is there to be read, and its moments stay +0. */
export function formParameters(a: FormAutoencoder, unitNorm: "project" | "through"): FormParameters {
  const { kernels } = a;
  const { kind } = a.form.activation;
  const rows = (): Address => kernels.allocate(a.elements * a.rowBytes);
  const column = (): Address => kernels.allocate(a.elements * 4);
  const row = (): Address => kernels.allocate(a.rowBytes);
  return {
    encoder: a.encoder,
    encoderFirst: rows(),
    encoderSecond: rows(),
    bias: a.bias,
    biasFirst: column(),
    biasSecond: column(),
    decoder: unitNorm === "project" ? a.dictionary : rows(),
    decoderFirst: rows(),
    decoderSecond: rows(),
    ...(a.form.decoderBias !== "none" && {
      decoderBias: a.decoderBias,
      decoderBiasFirst: row(),
      decoderBiasSecond: row(),
    }),
    ...(kind === "jumprelu" && {
      logThreshold: a.logThreshold,
      logThresholdFirst: column(),
      logThresholdSecond: column(),
    }),
    ...(kind === "gated" && {
      magnitudeScale: a.magnitudeScale,
      magnitudeScaleFirst: column(),
      magnitudeScaleSecond: column(),
      magnitudeBias: a.magnitudeBias,
      magnitudeBiasFirst: column(),
      magnitudeBiasSecond: column(),
    }),
  };
}
