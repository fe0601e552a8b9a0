import { open } from "node:fs/promises";
import type { PackedFiles } from "./packed-file.ts";

/** The first day that a zip archive can name, so that the same capsule has the same bytes. */
const NO_DATE = "1980-01-01T12:00:00";

/** Writes files as a zip archive, one at a time. Returns how many bytes it has. */
export async function writeArchive(path: string, files: PackedFiles): Promise<number> {
  const { Zip, ZipDeflate } = await import("fflate");
  const chunks: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    failure ??= error;
    chunks.push(chunk);
  });
  const archive = await open(path, "wx");
  try {
    let written = 0;
    const flush = async (): Promise<void> => {
      if (failure !== null) throw failure;
      for (const chunk of chunks.splice(0)) {
        await archive.writeFile(chunk);
        written += chunk.length;
      }
    };
    for (const [name, { read }] of files) {
      const entry = new ZipDeflate(name, { level: 6 });
      entry.mtime = NO_DATE;
      zip.add(entry);
      entry.push(await read(), true);
      await flush();
    }
    zip.end();
    await flush();
    return written;
  } finally {
    await archive.close();
  }
}
