import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { readRegular } from "@goldilocks/regular-files";
import type { LoadOptions } from "@goldilocks/spec";

/** Three bytes a character at most, and the language's bound is a million characters. */
const MOST_BYTES = 4 * 1_048_576;

/**
 * How experiments and what they extend are read from a folder: regular files alone, and only as large as the language allows.
 *
 * A file is known by its folder's real path, so that a folder that links to itself holds no more files than it does. The link of a file to
 * another is not followed for that: what it extends starts at the folder of the link.
 */
export const filesOf = (base: string): Pick<LoadOptions, "read" | "identify"> => ({
  read: (path) => readRegular(resolve(base, path), MOST_BYTES),
  identify: async (path) => {
    const whole = resolve(base, path);
    return join(await realpath(dirname(whole)).catch(() => dirname(whole)), basename(whole));
  },
});
