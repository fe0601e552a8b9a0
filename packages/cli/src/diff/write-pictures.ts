import { join, relative, resolve } from "node:path";
import { cannotWrite } from "../cannot-write.ts";
import { replaceBytes, replaceText } from "../replace-file.ts";
import type { Workspace } from "../workspace.ts";
import type { Picture } from "./draw-difference.ts";
import type { Comparison } from "./compare-sides.ts";

/** A picture as it was left for people: paths of its files by their ending, or why there is none. */
export type WrittenPicture = { readonly name: string } & (
  | { readonly files: Readonly<Record<string, string>> }
  | { readonly none: string }
);

const DIGITS = 12;

/** Where the pictures of a comparison go: `results/diff-A-B`, or the folder that is asked for. */
export const pictureFolder = ({ base, results }: Workspace, { a, b }: Comparison, asked: string | undefined): string =>
  asked === undefined
    ? join(results, `diff-${a.key.slice(0, DIGITS)}-${b.key.slice(0, DIGITS)}`)
    : resolve(base, asked);

/** Writes every picture that there is. Files that are right already are left alone. @throws `CLI_CANNOT_WRITE`. */
export async function writePictures(
  pictures: readonly Picture[],
  folder: string,
  { base }: Workspace,
): Promise<readonly WrittenPicture[]> {
  const written: WrittenPicture[] = [];
  for (const picture of pictures) {
    if ("none" in picture) {
      written.push(picture);
      continue;
    }
    const files: Record<string, string> = {};
    for (const [kind, contents] of Object.entries(picture.files)) {
      const path = join(folder, `${picture.name}.${kind}`);
      files[kind] = relative(base, path);
      try {
        await (typeof contents === "string" ? replaceText(path, contents) : replaceBytes(path, contents));
      } catch (error) {
        throw cannotWrite(files[kind], error, "make the folder writable, or name another with --out");
      }
    }
    written.push({ name: picture.name, files });
  }
  return written;
}
