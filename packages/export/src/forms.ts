import type { TrainedActivation, TrainedAutoencoder } from "@goldilocks/engine";
import { unsupported } from "./error.ts";

/** What a library has for each activation; none where it has no class that computes the same. */
export type Forms<T> = {
  readonly [K in TrainedActivation["kind"]]?: (
    activation: Extract<TrainedActivation, { readonly kind: K }>,
    dictSize: number,
  ) => T;
};

/** The library's form for an activation. @throws {@link ExportError} `EXPORT_UNSUPPORTED`. */
export function formFor<T>(
  library: string,
  forms: Forms<T>,
  { activation, dictSize }: Pick<TrainedAutoencoder, "activation" | "dictSize">,
): T {
  // The entry of a kind takes activations of that kind; the type cannot follow the look-up.
  const form = forms[activation.kind] as ((activation: TrainedActivation, dictSize: number) => T) | undefined;
  if (form === undefined) throw unsupported(library, `activation ${activation.kind}`);
  return form(activation, dictSize);
}
