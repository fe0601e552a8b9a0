import { createHash } from "node:crypto";
import { closeSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { isRefused, openRegularSync } from "@goldilocks/regular-files";
import { CliError } from "../error.ts";
import { ArchivePaths } from "./archive-paths.ts";
import { excessOf, oversizeOf } from "./bounds.ts";
import { MANIFEST, type Manifest, parseManifest } from "./manifest.ts";
import type { Entry, ZipFile } from "yauzl";

/** A capsule. All of its entries have been looked at, and none but the manifest has been read. */
export interface Archive {
  /** As the person named it. */
  readonly named: string;
  readonly manifest: Manifest;
  /** Paths of the files, the manifest's not among them. */
  readonly paths: readonly string[];
  /** The bytes of a file, compared with the manifest. */
  readonly read: (path: string) => Promise<Uint8Array>;
  /** Copies a file to a path of the file system piece by piece, and compares it with the manifest. */
  readonly copy: (path: string, to: string) => Promise<void>;
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
    const manifest = await manifestIn(zip, entries, named);
    checkListed(manifest, entries, named);
    const opened = { zip, entries, manifest, named };
    return {
      named,
      manifest,
      paths: [...entries.keys()].filter((name) => name !== MANIFEST),
      read: (name) => bytesOf(verified(opened, name)),
      copy: (name, to) => writeFile(to, verified(opened, name), { flag: "wx" }),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** What is wrong with an archive that is no capsule, or not the one that was packed. */
export const badCapsule = (named: string, why: string, cause?: unknown): CliError =>
  new CliError(
    {
      code: "CLI_BAD_CAPSULE",
      message: `${named} is no capsule: ${why}`,
      hint: "get it again from where it came from",
    },
    { cause },
  );

async function openZip(path: string, named: string): Promise<ZipFile> {
  const { fromFd } = await import("yauzl");
  const descriptor = openDescriptor(path, named);
  return new Promise((resolve, reject) => {
    fromFd(descriptor, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error: Error | null, zip) => {
      if (error === null) return resolve(zip);
      closeSync(descriptor);
      return reject(badCapsule(named, error.message, error));
    });
  });
}

/** An archive opened for reading; what is no regular file could block for ever. */
function openDescriptor(path: string, named: string): number {
  try {
    return openRegularSync(path);
  } catch (cause) {
    const why = isRefused(cause) ? cause.why : cause instanceof Error ? cause.message : String(cause);
    const hint = "name a file that exp pack wrote";
    throw new CliError({ code: "CLI_CANNOT_READ", message: `cannot read ${named}: ${why}`, hint }, { cause });
  }
}

type Entries = ReadonlyMap<string, Entry>;

/** All entries by name, each checked. */
function entriesOf(zip: ZipFile, named: string): Promise<Entries> {
  const entries = new Map<string, Entry>();
  const paths = new ArchivePaths();
  let total = 0;
  return new Promise((resolve, reject) => {
    const tooMany = excessOf(zip.entryCount, 0);
    if (tooMany !== undefined) return reject(badCapsule(named, tooMany));
    zip.on("error", (error: Error) => reject(badCapsule(named, error.message, error)));
    zip.on("end", () => resolve(entries));
    zip.on("entry", (entry: Entry) => {
      total += entry.uncompressedSize;
      const why = paths.add(entry.fileName) ?? excessOf(0, total) ?? faultOf(entry);
      if (why !== undefined) return reject(badCapsule(named, why));
      entries.set(entry.fileName, entry);
      return zip.readEntry();
    });
    return zip.readEntry();
  });
}

/** What is wrong with an entry; its path is checked apart. */
function faultOf(entry: Entry): string | undefined {
  const { fileName: name, externalFileAttributes, uncompressedSize } = entry;
  const kind = (externalFileAttributes >>> 16) & 0o170_000;
  if (kind !== 0 && kind !== 0o100_000) return `${JSON.stringify(name)} is no plain file`;
  if (entry.isEncrypted()) return `${JSON.stringify(name)} is encrypted`;
  return oversizeOf(name, uncompressedSize);
}

async function manifestIn(zip: ZipFile, entries: Entries, named: string): Promise<Manifest> {
  const head = entries.get(MANIFEST);
  const manifest = head && parseManifest(await bytesOf(await streamOf(zip, head, named)));
  if (manifest === undefined) throw badCapsule(named, `it has no ${MANIFEST} of this version`);
  return manifest;
}

function checkListed({ files }: Manifest, entries: Entries, named: string): void {
  const missing = Object.keys(files).find((name) => !entries.has(name));
  if (missing !== undefined) throw badCapsule(named, `${JSON.stringify(missing)} is missing`);
  for (const [name, { uncompressedSize }] of entries) {
    if (name === MANIFEST) continue;
    const listed = Object.hasOwn(files, name) ? files[name] : undefined;
    const shown = JSON.stringify(name);
    if (listed === undefined) throw badCapsule(named, `${shown} is not in its list`);
    if (listed.bytes !== uncompressedSize) throw badCapsule(named, `${shown} has not the length in its list`);
  }
}

interface OpenedZip {
  readonly zip: ZipFile;
  readonly entries: Entries;
  readonly manifest: Manifest;
  readonly named: string;
}

/** The bytes of an entry, inflated; fails where they are not as many as the entry says. */
function streamOf(zip: ZipFile, entry: Entry, named: string): Promise<AsyncIterable<Buffer>> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error === null) resolve(namedStream(stream, named));
      else reject(badCapsule(named, error.message, error));
    });
  });
}

/** Says which archive a stream that fails is from. */
async function* namedStream(stream: Readable, named: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw badCapsule(named, error instanceof Error ? error.message : String(error), error);
  }
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** The bytes of an entry; fails at their end where they have not the digest in the list. */
async function* verified({ zip, entries, manifest, named }: OpenedZip, name: string): AsyncGenerator<Buffer> {
  const entry = entries.get(name);
  if (entry === undefined) throw badCapsule(named, `${JSON.stringify(name)} is missing`);
  const hash = createHash("sha256");
  for await (const chunk of await streamOf(zip, entry, named)) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") === manifest.files[name]?.digest) return;
  throw badCapsule(named, `${JSON.stringify(name)} has not the digest in its list`);
}
