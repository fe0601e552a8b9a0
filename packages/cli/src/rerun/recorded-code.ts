import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Json } from "@goldilocks/digest";
import type { Store } from "@goldilocks/engine";
import { abandonedIn, ownedName } from "@goldilocks/store";
import { foundBytes } from "../found-file.ts";
import { CliError } from "../error.ts";
import { checkCommit } from "../machine/check-commit.ts";
import { git } from "../machine/git.ts";
import { HIDDEN } from "../replace-file.ts";
import { isRecord, textIn } from "../stored/json.ts";

/** The program as it was when a result was made. */
export interface RecordedCode {
  /** Folder of its sources, absolute. */
  readonly folder: string;
  readonly commit: string;
  /** Digest of the patch on top of the commit; empty for none. */
  readonly patch: string;
}

/**
 * Lays out the program that made a result: a git worktree at the recorded commit, with the recorded patch. One that is there from
 * before is used again.
 *
 * @param repository - A folder of the repository that has the commit.
 * @param place - The folder that holds such worktrees.
 * @throws {@link CliError} `CLI_NO_COMMIT`, `CLI_UNKNOWN_COMMIT`, `CLI_NO_GIT`, `CLI_LOST_PATCH`, `CLI_OTHER_LOCKFILE`.
 */
export async function layOutCode(
  provenance: Json,
  store: Store,
  repository: string,
  place: string,
): Promise<RecordedCode> {
  const commit = textIn(provenance, "commit");
  const patch = textIn(provenance, "patch");
  if (!/^[0-9a-f]{40,64}$/u.test(commit)) throw noCommit();
  if (patch === "" && isDirty(provenance)) throw lostPatch();
  await checkCommit(repository, commit);
  const folder = join(place, patch === "" ? commit : `${commit}-${patch.slice(0, 12)}`);
  if (!existsSync(join(folder, DONE))) {
    const bytes = patch === "" ? null : await patchOf(store, patch);
    await laidOutOnce(folder, () => checkOut(folder, commit, repository, bytes));
  }
  await checkLockfile(folder, textIn(provenance, "lockfile"));
  return { folder, commit, patch };
}

/** Marks a worktree that is complete. */
const DONE = ".laid-out";

const isDirty = (provenance: Json): boolean => isRecord(provenance) && provenance["dirty"] === true;

async function patchOf(store: Store, digest: string): Promise<Uint8Array> {
  try {
    return await store.read(digest);
  } catch (cause) {
    throw lostPatch(cause);
  }
}

/** While a worktree is made, a file beside it says so and whose it is: one that a killed process left is known by that. */
async function laidOutOnce(folder: string, layOut: () => Promise<void>): Promise<void> {
  await sweepWorktrees(dirname(folder));
  await mkdir(dirname(folder), { recursive: true });
  const mark = join(dirname(folder), `${HIDDEN}${ownedName()}.${basename(folder)}`);
  await writeFile(mark, "");
  try {
    await layOut();
  } finally {
    await rm(mark, { force: true });
  }
}

/** Half-made worktrees that killed processes left in a folder, and the files that say so; not those that a living one works on again. */
export async function halfMadeWorktrees(place: string): Promise<readonly string[]> {
  const marks = await abandonedIn(place, HIDDEN);
  const left = new Set(marks.map(({ path }) => basename(path)));
  const living = (await readdir(place).catch(() => [])).filter((name) => name.startsWith(HIDDEN) && !left.has(name));
  const half = (name: string): boolean =>
    existsSync(join(place, name)) &&
    !existsSync(join(place, name, DONE)) &&
    !living.some((mark) => mark.endsWith(`.${name}`));
  const names = [...new Set(marks.map(({ rest }) => rest))].filter(half);
  return [...names.map((name) => join(place, name)), ...marks.map(({ path }) => path)];
}

async function sweepWorktrees(place: string): Promise<void> {
  for (const path of await halfMadeWorktrees(place)) await rm(path, { recursive: true, force: true });
}

/** A half-made worktree of before is removed, and forgotten by the repository. */
async function checkOut(folder: string, commit: string, repository: string, patch: Uint8Array | null): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await git(repository, ["worktree", "prune"]);
  await git(repository, ["worktree", "add", "--detach", "--force", folder, commit]);
  if (patch !== null) {
    const file = join(folder, ".recorded.patch");
    await writeFile(file, patch);
    await git(folder, ["apply", "--binary", "--whitespace=nowarn", file]);
  }
  await writeFile(join(folder, DONE), "");
}

async function checkLockfile(folder: string, recorded: string): Promise<void> {
  const bytes = (await foundBytes(join(folder, "pnpm-lock.yaml"))) ?? new Uint8Array();
  const found = createHash("sha256").update(bytes).digest("hex");
  if (recorded === "" || recorded === found) return;
  const message = `the lockfile of the recorded code is ${found}, recorded was ${recorded}`;
  const hint = "the worktree was changed: remove it, and run the same command again";
  throw new CliError({ code: "CLI_OTHER_LOCKFILE", message, hint });
}

function noCommit(): CliError {
  const message = "it was made by a program outside of a git repository: no commit is recorded";
  const hint = "run it with today's program, or with the release that made it: exp show HASH";
  return new CliError({ code: "CLI_NO_COMMIT", message, hint });
}

function lostPatch(cause?: unknown): CliError {
  const message = "it was made by sources that differ from their commit, and the store does not have the difference";
  const hint = "run it with today's program, or at the commit that exp show HASH names";
  return new CliError({ code: "CLI_LOST_PATCH", message, hint }, { cause });
}
