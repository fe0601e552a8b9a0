import { readdir, stat } from "node:fs/promises";
import { cannotWrite } from "../cannot-write.ts";
import { CliError } from "../error.ts";
import { swapFolder } from "../swap-folder.ts";

/** What may happen to what lies in the folder already. */
export interface Replacing {
  /** As the person wrote it. */
  readonly named: string;
  /** Whether `--force` was given; null for a command that has no such option. */
  readonly force: boolean | null;
  /** Names of the files that an export writes: a folder with others is nobody's to replace. */
  readonly known: ReadonlySet<string>;
}

/**
 * Fills a folder at once or not at all, if what lies there may be replaced.
 *
 * @throws {@link CliError} `CLI_FOLDER_NOT_EMPTY`, `CLI_CANNOT_WRITE`.
 */
export async function replaceFolder(
  folder: string,
  replacing: Replacing,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  try {
    await swapFolder(folder, { check: (target) => checkReplaceable(target, replacing), fill });
  } catch (error) {
    throw cannotWrite(replacing.named, error, "name a folder that can be written");
  }
}

async function checkReplaceable(folder: string, { named, force, known }: Replacing): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isDirectory()) throw notEmpty(`${named} is a file`, "name a folder");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  if (entries.length === 0) return;
  const others = force === null ? "" : ", or replace what is in it with --force";
  if (force !== true) throw notEmpty(`${named} is not empty`, `name another folder${others}`);
  const foreign = entries.find((entry) => !entry.isDirectory() && !(entry.isFile() && known.has(entry.name)));
  if (foreign === undefined) return;
  throw notEmpty(
    `${named} holds ${foreign.name}, which no export wrote`,
    "name another folder: --force replaces exports only",
  );
}

const notEmpty = (message: string, hint: string): CliError =>
  new CliError({ code: "CLI_FOLDER_NOT_EMPTY", message, hint });
