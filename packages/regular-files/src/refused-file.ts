import type { Stats } from "node:fs";

/** Why a file is not read: a folder, something else that is no regular file, or a file above the bound. */
export type Refusal = "EISDIR" | "ENOTREG" | "EFBIG";

/** A path that was not read. `why` says so in words that follow the path: `it is a pipe`. */
export class RefusedFile extends Error {
  readonly code: Refusal;
  readonly path: string;
  readonly why: string;

  constructor(code: Refusal, path: string, why: string) {
    super(`${why}: ${path}`);
    this.name = "RefusedFile";
    this.code = code;
    this.path = path;
    this.why = why;
  }
}

/** What a path leads to, where that is no regular file. */
function kindOf(facts: Stats): string {
  if (facts.isDirectory()) return "a folder";
  if (facts.isFIFO()) return "a pipe";
  return facts.isSocket() ? "a socket" : "a device";
}

/** @throws {@link RefusedFile} `EISDIR`, `ENOTREG` for what is no regular file; `EFBIG` for one of more bytes than `most`. */
export function refuseOthers(path: string, facts: Stats, most: number): void {
  if (!facts.isFile())
    throw new RefusedFile(facts.isDirectory() ? "EISDIR" : "ENOTREG", path, `it is ${kindOf(facts)}`);
  if (facts.size > most) throw new RefusedFile("EFBIG", path, `it has ${facts.size} bytes, more than ${most}`);
}

/** Whether an error says that the path leads to something that is no regular file, or is too large. */
export const isRefused = (error: unknown): error is RefusedFile => error instanceof RefusedFile;
