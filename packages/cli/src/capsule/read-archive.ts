import { createHash } from "node:crypto";
import { CliError } from "../error.ts";
import { MANIFEST, type Manifest, parseManifest } from "./manifest.ts";
import type { Entry, ZipFile } from "yauzl";

/** Most that a capsule may hold, so that none can fill a disk or the memory. */
const MOST_ENTRIES = 100_000;
const LARGEST_FILE = 1024 ** 3;
const LARGEST_ALL = 8 * 1024 ** 3;

/** A capsule whose every entry has been looked at, though not yet read. */
export interface Archive {
  readonly manifest: Manifest;
  /** Paths of the files, the manifest's not among them. */
  readonly paths: readonly string[];
  /** The bytes of a file, compared with the manifest. */
  readonly read: (path: string) => Promise<Uint8Array>;
  readonly close: () => void;
}

/**
 * Opens a capsule. Whoever made it is not trusted: names, kinds, sizes and digests are checked before a byte is written anywhere.
 *
 * @throws {@link CliError} `CLI_BAD_CAPSULE`, `CLI_CANNOT_READ`.
 */
export async function openArchive(path: string, named: string): Promise<Archive> {
  const zip = await openZip(path, named);
  try {
    const entries = await entriesOf(zip, named);
    const head = entries.get(MANIFEST);
    const manifest = head && parseManifest(new TextDecoder().decode(await bytesOf(zip, head, named)));
    if (manifest === undefined) throw bad(named, `it has no ${MANIFEST} of this version`);
    checkListed(manifest, entries, named);
    const paths = [...entries.keys()].filter((name) => name !== MANIFEST);
    return { manifest, paths, read: (name) => verified(zip, entries, manifest, name, named), close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

const bad = (named: string, why: string, cause?: unknown): CliError =>
  new CliError(
    {
      code: "CLI_BAD_CAPSULE",
      message: `${named} is no capsule: ${why}`,
      hint: "get it again from where it came from",
    },
    { cause },
  );

async function openZip(path: string, named: string): Promise<ZipFile> {
  const { open } = await import("yauzl");
  return new Promise((resolve, reject) => {
    open(
      path,
      { lazyEntries: true, autoClose: false, strictFileNames: true },
      (error: NodeJS.ErrnoException | null, zip) => {
        if (error === null) return resolve(zip);
        if (error.syscall === undefined) return reject(bad(named, error.message, error));
        const message = `cannot read ${named}: ${error.message}`;
        return reject(
          new CliError({ code: "CLI_CANNOT_READ", message, hint: "name a file that exp pack wrote" }, { cause: error }),
        );
      },
    );
  });
}

/** All entries by name, each checked. */
function entriesOf(zip: ZipFile, named: string): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  const folded = new Set<string>();
  let total = 0;
  return new Promise((resolve, reject) => {
    zip.on("error", (error: Error) => reject(bad(named, error.message, error)));
    zip.on("end", () => resolve(entries));
    zip.on("entry", (entry: Entry) => {
      const name = entry.fileName;
      total += entry.uncompressedSize;
      const why = faultOf(entry, folded, entries.size, total);
      if (why !== undefined) return reject(bad(named, why));
      folded.add(name.toLowerCase());
      entries.set(name, entry);
      return zip.readEntry();
    });
    zip.readEntry();
  });
}

/** What is wrong with an entry; paths that leave the folder were refused by the reader. */
function faultOf(entry: Entry, folded: ReadonlySet<string>, count: number, total: number): string | undefined {
  const { fileName: name, externalFileAttributes, uncompressedSize } = entry;
  if (!isPlainPath(name)) return `it holds the path ${JSON.stringify(name)}`;
  if (folded.has(name.toLowerCase())) return `it holds ${JSON.stringify(name)} twice`;
  const kind = (externalFileAttributes >>> 16) & 0o170_000;
  if (kind !== 0 && kind !== 0o100_000) return `${JSON.stringify(name)} is no plain file`;
  if (entry.isEncrypted()) return `${JSON.stringify(name)} is encrypted`;
  if (count >= MOST_ENTRIES) return `it holds more than ${MOST_ENTRIES} files`;
  if (uncompressedSize > LARGEST_FILE)
    return `${JSON.stringify(name)} has ${uncompressedSize} bytes, above ${LARGEST_FILE}`;
  return total > LARGEST_ALL ? `it holds more than ${LARGEST_ALL} bytes` : undefined;
}

/** A relative path of ordinary names, on any system: nothing hidden above, no drive, no control character. */
const isPlainPath = (name: string): boolean =>
  name.length <= 1000 &&
  // oxlint-disable-next-line no-control-regex
  !/[\u0000-\u001F\u007F\\:*?"<>|]/u.test(name) &&
  name.split("/").every((part) => part !== "" && part !== "." && part !== "..");

function checkListed({ files }: Manifest, entries: ReadonlyMap<string, Entry>, named: string): void {
  for (const name of Object.keys(files)) if (!entries.has(name)) throw bad(named, `${JSON.stringify(name)} is missing`);
  for (const [name, { uncompressedSize }] of entries) {
    if (name === MANIFEST) continue;
    const listed = Object.hasOwn(files, name) ? files[name] : undefined;
    if (listed === undefined) throw bad(named, `${JSON.stringify(name)} is not in its list`);
    if (listed.bytes !== uncompressedSize) throw bad(named, `${JSON.stringify(name)} has not the length in its list`);
  }
}

/** The bytes of an entry; the reader fails where they are not as many as the entry says. */
function bytesOf(zip: ZipFile, entry: Entry, named: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) return reject(bad(named, error.message, error));
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("error", (cause) => reject(bad(named, cause.message, cause)));
      stream.on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
      return undefined;
    });
  });
}

async function verified(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  { files }: Manifest,
  name: string,
  named: string,
): Promise<Uint8Array> {
  const entry = entries.get(name);
  if (entry === undefined) throw bad(named, `${JSON.stringify(name)} is missing`);
  const bytes = await bytesOf(zip, entry, named);
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest !== files[name]?.digest) throw bad(named, `${JSON.stringify(name)} has not the digest in its list`);
  return bytes;
}
