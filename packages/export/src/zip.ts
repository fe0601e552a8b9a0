import { zipSync } from "fflate";

/** The first day that a zip archive can name; without a time zone, so that every machine writes the same. */
const NO_DATE = "1980-01-01T12:00:00";

/** A zip archive of files as they are, not compressed: the same files in the same order give the same bytes. */
export const zipStored = (files: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> =>
  zipSync(files, { level: 0, mtime: NO_DATE });
