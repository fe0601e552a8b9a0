/** Most bytes of a name, on the file systems in use. */
const LONGEST_NAME = 255;
/** Most bytes of a path: a folder of the reader's comes before it. */
const LONGEST_PATH = 512;

/**
 * Folders and files that a program takes for its own and trusts: stores of results, git's and the package manager's. An archive must not
 * bring them.
 */
const RESERVED: ReadonlySet<string> = new Set([
  ".git",
  ".goldilocks",
  ".pnpm-store",
  ".rerun",
  ".turbo",
  "node_modules",
]);

/** What Windows takes for a device, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/u;

/** A name as the file systems compare it that tell least apart. */
const folded = (name: string): string => name.normalize("NFKC").toUpperCase().toLowerCase();

/** The paths of an archive. They are the same files on every system, and none is in the way of another. */
export class ArchivePaths {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  /** Adds a path. Returns what is wrong with it; `undefined` where nothing is. */
  add(path: string): string | undefined {
    const shown = JSON.stringify(path);
    const why = faultOf(path);
    if (why !== undefined) return `it holds the path ${shown}, ${why}`;
    const names = folded(path).split("/");
    const own = names.join("/");
    const folders = names.slice(1).map((_, index) => names.slice(0, index + 1).join("/"));
    if (this.#files.has(own)) return `it holds ${shown} twice`;
    if (this.#folders.has(own) || folders.some((folder) => this.#files.has(folder)))
      return `it holds ${shown}, and a file and a folder of one name`;
    this.#files.add(own);
    for (const folder of folders) this.#folders.add(folder);
    return undefined;
  }
}

/** Why a path is not a relative one of ordinary names; `undefined` where it is. */
function faultOf(path: string): string | undefined {
  if (Buffer.byteLength(path) > LONGEST_PATH) return `which is longer than ${LONGEST_PATH} bytes`;
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\:*?"<>|]/u.test(path)) return "with a character that not every system takes";
  return path
    .split("/")
    .map(nameFault)
    .find((why) => why !== undefined);
}

function nameFault(name: string): string | undefined {
  const plain = folded(name);
  if (name === "" || name === "." || name === "..") return "which leaves its folder or names none";
  if (Buffer.byteLength(name) > LONGEST_NAME) return `whose name is longer than ${LONGEST_NAME} bytes`;
  if (/[ .]$/u.test(name) || DEVICE.test(plain)) return "which not every system takes";
  if (RESERVED.has(plain) || /^git~\d+$/u.test(plain)) return "which no capsule brings";
  return undefined;
}
