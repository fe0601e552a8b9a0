import { GoldilocksError, type Issue } from "@goldilocks/diagnostics";

/** Every way in which an export can fail. */
export type ExportCode = "EXPORT_UNSUPPORTED";

/** An autoencoder cannot be written in the format asked for. */
export class ExportError extends GoldilocksError {
  constructor(issue: Issue & { readonly code: ExportCode }) {
    super([issue]);
  }
}

/** The refusal of a format that would have to write another function than the one that was trained. */
export function unsupported(format: string, form: string): ExportError {
  const message = `${format} has no form for an autoencoder with ${form}`;
  return new ExportError({
    code: "EXPORT_UNSUPPORTED",
    message,
    hint: "export to safetensors or numpy, which hold any",
  });
}
