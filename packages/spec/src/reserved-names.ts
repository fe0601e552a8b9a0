/** Names of files that a run writes into the folder of results beside its figures, without what follows their last dot. */
export const resultNames: readonly string[] = ["cells", "claims", "estimates", "history", "provenance", "spec.normal"];

/** Devices of Windows, which no file there can be called, whatever extension it has. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/iu;

/** Two names that are one on a file system that does not tell capitals from small letters. */
export const folded = (name: string): string => name.toLowerCase();

/** Why no file or folder can have a name on every system; `undefined` where it can. Characters are left to the schema. */
export function unportable(name: string): string | undefined {
  const [found] = device.exec(name) ?? [];
  if (found !== undefined) return `Windows keeps the name ${found} for a device`;
  return name.endsWith(".") ? "Windows drops a dot at the end of a name" : undefined;
}

/**
 * Why a figure cannot have a name; `undefined` where it can. A history may be called `history`, as it is by default: the run's own
 * `history.parquet` has another extension.
 */
export function takenByRun(name: string, kind: string | undefined): string | undefined {
  const own = folded(name);
  if (!resultNames.includes(own) || (own === "history" && kind === "history")) return undefined;
  return `a run writes a file ${own} of its own beside the figures`;
}
