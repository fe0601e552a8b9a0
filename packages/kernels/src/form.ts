/** What makes a code of a pre-activation. */
export type Activation =
  | { readonly kind: "relu" }
  /** The `k` largest of a sample (`topk`), or the `k` a sample largest of a batch (`batchtopk`), as far as they are above 0. */
  | { readonly kind: "topk" | "batchtopk"; readonly k: number }
  /** What is above its element's learned threshold, whose pseudo-derivative is as wide as `bandwidth`. */
  | { readonly kind: "jumprelu"; readonly bandwidth: number }
  /** A gate that decides whether, and a magnitude that decides how much. */
  | { readonly kind: "gated" };

/** Dead elements reconstruct what is left, by their `k` largest pre-activations above 0; Gao et al. 2024. */
export interface Auxiliary {
  readonly k: number;
  /** Weight of this loss. */
  readonly coefficient: number;
  /** Minibatches, the last included, in which a dead element was not active. */
  readonly deadAfter: number;
}

/** The form of an autoencoder, beside its sizes. */
export interface Form {
  readonly activation: Activation;
  /** Whether the encoder is the unit dictionary itself. */
  readonly tied: boolean;
  /** A bias of the reconstruction: `output` adds it there, `both` also takes it from the encoder's input. */
  readonly decoderBias: "none" | "output" | "both";
  /** For activations but `relu` and `gated`. */
  readonly auxiliary?: Auxiliary | undefined;
}

/** The form of the post: ReLU, encoder and decoder apart, no bias of the reconstruction. */
export const PLAIN_FORM: Form = { activation: { kind: "relu" }, tied: false, decoderBias: "none" };

/** Whether `Trainer` trains this form; all others are `FormTrainer`'s. */
export function isPlain({ activation, tied, decoderBias }: Form): boolean {
  return activation.kind === "relu" && !tied && decoderBias === "none";
}
