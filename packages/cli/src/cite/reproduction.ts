import { dirname, posix } from "node:path";
import { ANYWHERE, quoted } from "../invocation.ts";
import { git } from "../machine/git.ts";
import { typedCommand } from "../run-command.ts";
import type { Behind } from "../stored/experiment-behind.ts";
import { isRecord, textIn } from "../stored/json.ts";
import type { StoredRun } from "../stored/runs.ts";
import { programDirectory, type Workspace, workspaceRoot } from "../workspace.ts";

/** How a reader makes a result again who has neither this store nor this folder. */
export interface Reproduction {
  /** What the reader needs besides Node: the repository at a commit, the figure's own file, or a capsule. */
  readonly needs: "capsule" | "figure" | "repository";
  readonly command: string;
  /** What stands before the command in a sentence. */
  readonly how: string;
}

/**
 * The command that makes a result again elsewhere: from the experiment's file, where all its files are committed as they were run and
 * the program was that commit's; else from the figure's file, which carries its experiment; else, and where the program was changed,
 * from a capsule, which carries both.
 */
export async function reproduction(behind: Behind, workspace: Workspace): Promise<Reproduction> {
  const { provenance, what, hash, name, runs } = behind;
  const commit = textIn(provenance, "commit");
  const changed = isRecord(provenance) && provenance["dirty"] === true;
  const own = workspaceRoot(programDirectory) === workspace.root;
  if (!changed && own && /^[0-9a-f]{40,64}$/u.test(commit)) {
    for (const run of runs.toReversed()) {
      if (run.command !== null && (await isCommitted(run, commit, workspace)))
        return { needs: "repository", command: typedCommand(run.command), how: `in a clone at commit ${commit}` };
    }
  }
  if (!changed && what === "figure") {
    const command = `${ANYWHERE} ${quoted(`${name}.svg`)}`;
    return { needs: "figure", command, how: "from its file, which carries its experiment" };
  }
  const command = `${ANYWHERE} unpack ${hash.slice(0, 12)}.capsule.zip`;
  return { needs: "capsule", command, how: "from a capsule, which carries experiment and program" };
}

/** Whether every file that a run read is in a commit, as it was read. */
async function isCommitted({ command, sources }: StoredRun, commit: string, { root }: Workspace): Promise<boolean> {
  const path = command?.file ?? "";
  // What --set changes stands in the command, and among the sources under a name that is no file's.
  const files = sources.filter(({ file }) => !file.startsWith("-"));
  const own = files.find(({ file }) => posix.basename(file) === posix.basename(path));
  if (own === undefined) return false;
  for (const { file, text } of files) {
    const at = posix.join(posix.dirname(path), posix.relative(dirname(own.file), file));
    if (at.startsWith("..") || (await committedText(root, commit, at)) !== text) return false;
  }
  return true;
}

async function committedText(root: string, commit: string, path: string): Promise<string | undefined> {
  try {
    return (await git(root, ["show", `${commit}:./${path}`])).toString();
  } catch {
    return undefined;
  }
}
