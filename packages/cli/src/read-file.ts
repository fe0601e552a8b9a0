import { open } from "node:fs/promises";
import { resolve } from "node:path";

/** Beyond what any experiment file may have: three bytes a character at most, and the language's bound is a million characters. */
const MOST_BYTES = 4 * 1_048_576;

/** The bytes of a file from its beginning up to a bound, so that a huge or endless one takes no more memory than a small one. */
export async function readBytes(base: string, path: string): Promise<Uint8Array> {
  const file = await open(resolve(base, path), "r");
  try {
    const bytes = Buffer.alloc(MOST_BYTES);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, MOST_BYTES - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}
