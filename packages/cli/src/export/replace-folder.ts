import { mkdir, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { abandonedIn, ownedName } from "@goldilocks/store";
import { cannotWrite } from "../cannot-write.ts";
import { CliError } from "../error.ts";
import { HIDDEN } from "../replace-file.ts";

/** Begins the name of a folder that is being replaced. */
const OLD = ".old.";

/** What may happen to what lies in the folder already. */
export interface Replacing {
  /** As the person wrote it. */
  readonly named: string;
  readonly force: boolean;
  /** Names of the files that an export writes: a folder with others is nobody's to replace. */
  readonly known: ReadonlySet<string>;
}

/**
 * Fills a folder at once or not at all: `fill` writes to a temporary one beside it, which then takes its place.
 *
 * @throws {@link CliError} `CLI_FOLDER_NOT_EMPTY`, `CLI_CANNOT_WRITE`.
 */
export async function replaceFolder(
  folder: string,
  replacing: Replacing,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true });
    const target = await realpath(folder).catch(() => folder);
    await mendBefore(target);
    await checkReplaceable(target, replacing);
    const name = `${ownedName()}.${basename(target)}`;
    const temporary = join(dirname(target), `${HIDDEN}${name}`);
    try {
      await mkdir(temporary);
      await fill(temporary);
      await swap(temporary, target, join(dirname(target), `${OLD}${name}`));
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  } catch (error) {
    throw cannotWrite(replacing.named, error, "name a folder that can be written");
  }
}

/** A process that was killed while it replaced the folder left its own half-made one, or took away the old one and no more: that comes back. */
async function mendBefore(target: string): Promise<void> {
  const beside = dirname(target);
  const ofTarget = async (before: string): Promise<readonly string[]> =>
    (await abandonedIn(beside, before)).filter(({ rest }) => rest === basename(target)).map(({ path }) => path);
  for (const path of await ofTarget(OLD)) {
    if (await isThere(target)) await rm(path, { recursive: true, force: true });
    else await rename(path, target);
  }
  for (const path of await ofTarget(HIDDEN)) await rm(path, { recursive: true, force: true });
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function checkReplaceable(folder: string, { named, force, known }: Replacing): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isDirectory()) throw notEmpty(`${named} is a file`, "name a folder");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  if (entries.length === 0) return;
  if (!force) throw notEmpty(`${named} is not empty`, "name another folder, or replace what is in it with --force");
  const foreign = entries.find((entry) => !entry.isDirectory() && !(entry.isFile() && known.has(entry.name)));
  if (foreign === undefined) return;
  throw notEmpty(
    `${named} holds ${foreign.name}, which no export wrote`,
    "name another folder: --force replaces exports only",
  );
}

const notEmpty = (message: string, hint: string): CliError =>
  new CliError({ code: "CLI_FOLDER_NOT_EMPTY", message, hint });

/** Puts a folder in the place of another; what was there comes back where that fails. */
async function swap(temporary: string, target: string, old: string): Promise<void> {
  const was = await rename(target, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
  try {
    await rename(temporary, target);
  } catch (error) {
    if (was) await rename(old, target);
    throw error;
  }
  if (was) await rm(old, { recursive: true, force: true });
}
