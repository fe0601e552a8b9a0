import { constants } from "node:fs";
import { access, lstat, readdir, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { GoldilocksError, type Issue } from "@goldilocks/diagnostics";
import { type CliCode, SourcedError } from "../error.ts";
import { foundText } from "../found-file.ts";
import type { Prepared } from "../prepare.ts";
import { isRecord, parsedJson, textIn } from "../stored/json.ts";
import { PROVENANCE } from "./listed-files.ts";

type Place = Pick<Prepared, "workspace" | "folder" | "isPlaced" | "file" | "experiment"> & {
  readonly plan: Pick<Prepared["plan"], "table">;
};

const elsewhere = "or name another folder with --out";

/**
 * Why a run could not leave its results in their folder, or should not: nothing of that has to wait for the training. `writes`: whether the
 * run makes anything that is not there yet; without, a folder that cannot be written is none that has to be.
 */
export async function placeIssues(place: Place, writes: boolean): Promise<readonly Issue[]> {
  const unwritable = writes ? await whyUnwritable(place) : undefined;
  const issue = unwritable ?? (place.isPlaced ? await whyNotOurs(place) : await whyShared(place));
  return issue === undefined ? [] : [issue];
}

/** @throws {@link SourcedError} with {@link placeIssues}. */
export async function checkPlace(place: Place, writes: boolean): Promise<void> {
  const issues = await placeIssues(place, writes);
  if (issues.length > 0) throw new SourcedError(new GoldilocksError(issues), place.experiment.sources);
}

const shown = ({ workspace }: Place, path: string): string => relative(workspace.base, path) || ".";

const cannot = (place: Place, why: string, hint: string): Issue => ({
  code: "CLI_CANNOT_WRITE" satisfies CliCode,
  message: `the results cannot be written to ${shown(place, place.folder)}: ${why}`,
  hint: `${hint}, ${elsewhere}`,
});

/** The nearest of a path and the folders above it that there is; a link that leads nowhere is there, too. */
async function nearest(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const found = await lstat(at).catch(() => undefined);
    if (found !== undefined || dirname(at) === at) return at;
  }
}

async function whyUnwritable(place: Place): Promise<Issue | undefined> {
  const { folder } = place;
  const there = await nearest(folder);
  const facts = await stat(there).catch(() => undefined);
  if (facts === undefined) return cannot(place, `${shown(place, there)} is a link to nothing`, "remove the link");
  if (!facts.isDirectory())
    return cannot(place, `${shown(place, there)} is a file`, "move the file that is in the way");
  // The folder is replaced by another of its name.
  const written = there === folder ? [dirname(folder), folder] : [there];
  for (const path of written) {
    const why = await access(path, constants.W_OK | constants.X_OK).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => (error.code === "EROFS" ? "is read-only" : "is not writable for you"),
    );
    if (why !== undefined) return cannot(place, `${shown(place, path)} ${why}`, `make ${shown(place, path)} writable`);
  }
  if (there !== folder) return undefined;
  const isMounted = (await stat(dirname(folder))).dev !== facts.dev && !(await lstat(folder)).isSymbolicLink();
  return isMounted ? cannot(place, "a file system is mounted there", "mount it above") : undefined;
}

/** A folder that a person names must be empty or one of results, since its files are replaced. */
async function whyNotOurs({ workspace, folder }: Place): Promise<Issue | undefined> {
  const named = relative(workspace.base, folder) || ".";
  const down = relative(folder, workspace.base);
  const holdsBase = !isAbsolute(down) && down.split(sep)[0] !== "..";
  const names: readonly string[] = await readdir(folder).catch(() => []);
  if (names.includes(PROVENANCE) && !holdsBase) return undefined;
  if (names.length === 0 && !holdsBase) return undefined;
  const message = `${named} ${holdsBase ? "holds the folder that you are in" : "is not empty, and no run left it"}`;
  return {
    code: "CLI_FOLDER_NOT_EMPTY" satisfies CliCode,
    message,
    hint: `name an empty folder, or ${join(named, "results")}`,
  };
}

/** Another experiment of the same name, whose results would be replaced. */
async function whyShared(place: Place): Promise<Issue | undefined> {
  const { workspace, folder, file, experiment, plan } = place;
  if (file === null) return undefined;
  const provenance = parsedJson((await foundText(join(folder, PROVENANCE))) ?? "");
  if (!isRecord(provenance) || textIn(provenance["table"], "key") === plan.table) return undefined;
  const other = textIn(provenance, "file");
  if (other === "" || other === file) return undefined;
  const [own, its] = [resolve(workspace.root, file), resolve(workspace.root, other)];
  if ((await isGone(its, experiment.name)) || (await isSame(own, its))) return undefined;
  const message = `${shown(place, folder)} has the results of ${shown(place, its)}, which has the name ${experiment.name} as well`;
  const hint = "change name in one of the two files, or name another folder with --out";
  const span = experiment.spans.get("name");
  return { code: "CLI_NAME_TAKEN" satisfies CliCode, message, hint, ...(span !== undefined && { span }) };
}

/** Whether a file is there no more, or has another name by now. */
async function isGone(path: string, name: string): Promise<boolean> {
  const text = await foundText(path);
  const named = /^name:[ \t]*["']?(?<name>[A-Za-z0-9._-]+)/mu.exec(text ?? "")?.groups?.["name"];
  return text === undefined || (named !== undefined && named !== name);
}

async function isSame(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(a).catch(() => undefined), stat(b).catch(() => undefined)]);
  return one !== undefined && one.ino !== 0 && one.ino === other?.ino && one.dev === other.dev;
}
