import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { replaceFolder } from "../export/replace-folder.ts";
import type { Archive } from "./read-archive.ts";

/** Copies files of an archive into a folder. Every byte is compared with the manifest on its way. */
export async function copyFiles(
  { copy }: Archive,
  files: readonly { readonly path: string; readonly to: string }[],
  folder: string,
): Promise<void> {
  for (const parent of new Set(files.map(({ to }) => dirname(to))))
    await mkdir(join(folder, parent), { recursive: true });
  for (const { path, to } of files) await copy(path, join(folder, to));
}

/** Lays an archive out in a folder, which appears when all of it is there. @throws as `replaceFolder` does; `CLI_BAD_CAPSULE`. */
export async function layOut(archive: Archive, place: string, named: string): Promise<void> {
  const files = archive.paths.map((path) => ({ path, to: path }));
  await replaceFolder(place, { named, force: null, known: new Set() }, (temporary) =>
    copyFiles(archive, files, temporary),
  );
}
