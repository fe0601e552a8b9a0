import type { Exported } from "./exported.ts";
import type { FormatName } from "./format-names.ts";

/** One way to write an autoencoder: a record in a file of its own, listed in the registry. */
export interface Format {
  readonly name: FormatName;
  /** Names of all files it may write. */
  readonly fileNames: readonly string[];
  /** A line of Python that loads what lies in a folder, for a person to copy. */
  readonly python: (folder: string) => string;
  /**
   * The files of an autoencoder by name; the same autoencoder gives the same bytes.
   *
   * @throws {@link ExportError} `EXPORT_UNSUPPORTED` where the format cannot hold it.
   */
  readonly files: (exported: Exported) => Readonly<Record<string, Uint8Array>>;
}
