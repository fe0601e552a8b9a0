import { StoreError, type StoreCode } from "./error.ts";

/** The operating system's name of an error (`ENOENT`), also when a {@link StoreError} was made of it. */
export function errno(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof StoreError) return errno(error.cause);
  if (!("code" in error) || typeof error.code !== "string") return undefined;
  return error.code === "EFBIG" && "syscall" in error ? LIMITED : error.code;
}

/** `EFBIG` of the system, which limits what is written; without a system call, the file read was larger than any of a store. */
const LIMITED = "EFBIG of the system";

const elsewhere = "choose another place with GOLDILOCKS_STORE";

const notFile = "it lies where a file of the store belongs: move it away, then run the same command again";

const meanings: Readonly<Record<string, readonly [StoreCode, string, string]>> = {
  ENOSPC: ["STORE_FULL", "no space left", `free some space and run the same command again, or ${elsewhere}`],
  EDQUOT: ["STORE_FULL", "disk quota exceeded", `free some space and run the same command again, or ${elsewhere}`],
  [LIMITED]: [
    "STORE_FULL",
    "the file would be too large",
    `raise the limit on a file's size (ulimit -f), or ${elsewhere}`,
  ],
  EMFILE: ["STORE_IO", "too many open files", "raise the limit on open files (ulimit -n 4096), or use fewer --workers"],
  ENFILE: ["STORE_IO", "too many open files", "close other programs, then run the same command again"],
  EROFS: ["STORE_READ_ONLY", "the file system is read-only", `mount it writable, or ${elsewhere}`],
  EACCES: ["STORE_PERMISSION", "permission denied", `make it readable and writable for you, or ${elsewhere}`],
  EPERM: ["STORE_PERMISSION", "operation not permitted", `make it readable and writable for you, or ${elsewhere}`],
  EISDIR: ["STORE_NOT_FILE", "a folder", notFile],
  ENOTREG: ["STORE_NOT_FILE", "a pipe, a socket or a device", notFile],
  EFBIG: ["STORE_NOT_FILE", "larger than any file of a store", notFile],
  ELOOP: ["STORE_NOT_DIRECTORY", "a link that leads to itself", `remove the link, or ${elsewhere}`],
  EXDEV: ["STORE_IO", "on another disk than the rest of the store", "move the whole store there, and link to that"],
  ENAMETOOLONG: ["STORE_IO", "the path is too long", "choose a shorter one with GOLDILOCKS_STORE"],
  ENOTDIR: ["STORE_NOT_DIRECTORY", "not a directory", `move the file that is in the way, or ${elsewhere}`],
};

const tooLarge: readonly [StoreCode, string, string] = [
  "STORE_FULL",
  "no file may become so large",
  `raise the limit (ulimit -f), or ${elsewhere}`,
];

/** Whether it was the system, while it wrote, that found a file too large. */
const isLimit = (error: unknown): boolean => errno(error) === "EFBIG" && error instanceof Error && "syscall" in error;

/**
 * An error of the file system as a {@link StoreError} that names the path; every other error as it is.
 *
 * What the code calls a meaning here is what a person can act on; the rest is `STORE_IO`.
 */
export function asStoreError(error: unknown, path: string): unknown {
  const name = errno(error);
  if (name === undefined || error instanceof StoreError) return error;
  const [code, what, hint] = (isLimit(error) ? tooLarge : meanings[name]) ?? [
    "STORE_IO",
    name,
    "check the disk, then run the same command again",
  ];
  return new StoreError(code, `${what}: ${path}`, hint, { cause: error });
}

const strange = new Set(["EISDIR", "ENOTREG", "EFBIG", "ELOOP"]);

/** Whether an error says that something lies where a file should, and is none that a store writes. */
export const isStrange = (error: unknown): boolean => strange.has(errno(error) ?? "");
