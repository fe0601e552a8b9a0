import type { Settings } from "@goldilocks/spec";

/** Whether an autoencoder has the post's form, which alone is cut into shards when it is large. */
export const isPlainForm = ({ activation, tied, decoderBias }: Settings["sae"]): boolean =>
  activation === "relu" && !tied && decoderBias === "none";
