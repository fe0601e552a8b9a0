import { readRegular } from "@goldilocks/regular-files";

/** The largest file that a run leaves is one of data frames. */
const MOST_BYTES = 2 ** 32;
/** Records and lists that the program writes are small. */
const MOST_TEXT = 64 * 1_048_576;

/**
 * The bytes of a file in a folder that others write to as well; `undefined` where there is none that can be read, and where something else
 * than a regular file has its name.
 */
export const foundBytes = (path: string): Promise<Buffer | undefined> =>
  readRegular(path, MOST_BYTES).then(
    (bytes) => Buffer.from(bytes.buffer),
    () => undefined,
  );

/** {@link foundBytes} as text, of a file that is small where the program wrote it. */
export const foundText = (path: string): Promise<string | undefined> =>
  readRegular(path, MOST_TEXT).then(
    (bytes) => Buffer.from(bytes.buffer).toString(),
    () => undefined,
  );
