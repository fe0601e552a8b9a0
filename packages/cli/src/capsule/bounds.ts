import { MANIFEST } from "./manifest.ts";

/**
 * Most that a capsule holds, so that none fills a disk or the memory. `exp pack` keeps to the same bounds: it writes only what `exp unpack`
 * reads. A zip archive without its 64-bit extension counts up to 65,534 entries and 4 GiB.
 */
const MOST_ENTRIES = 65_534;
const MOST_BYTES = 4 * 1024 ** 3 - 64 * 1024 ** 2;
const LARGEST_FILE = 1024 ** 3;

/** Most bytes of the files that are read into the memory. */
const LARGEST: ReadonlyMap<string, number> = new Map([
  [MANIFEST, 32 * 1024 ** 2],
  ["plan.json", 64 * 1024 ** 2],
  ["results.json", 64 * 1024 ** 2],
  ["spec.normal.yaml", 4 * 1024 ** 2],
]);

/** What breaks the bounds for all files together; `undefined` where nothing does. */
export function excessOf(entries: number, bytes: number): string | undefined {
  if (entries > MOST_ENTRIES) return `it holds ${entries} files, above ${MOST_ENTRIES}`;
  return bytes > MOST_BYTES ? `it holds ${bytes} bytes, above ${MOST_BYTES}` : undefined;
}

/** Why a file is too large for a capsule; `undefined` where it is not. */
export function oversizeOf(name: string, bytes: number): string | undefined {
  const most = LARGEST.get(name) ?? LARGEST_FILE;
  return bytes > most ? `${JSON.stringify(name)} has ${bytes} bytes, above ${most}` : undefined;
}
