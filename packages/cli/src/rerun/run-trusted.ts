import type { Result } from "@goldilocks/engine";
import { CliError } from "../error.ts";
import type { Isolation } from "../isolation/isolation.ts";
import { isOwnCommit } from "../machine/own-commit.ts";
import { copyOf, runForeign } from "./foreign-code.ts";
import type { RecordedCode } from "./recorded-code.ts";
import type { Watch } from "./run-program.ts";
import { resultIn, runRecorded } from "./run-recorded.ts";
import type { Target } from "./target.ts";

/** Whose programs are trusted. */
export interface Trust {
  /** A folder of this person's repository. What is on its branches is their own. */
  readonly repository: string;
  /** Whether a program of somebody else may run, kept apart. */
  readonly foreign: boolean;
  /** Ways to keep it apart, the best first. @default those that the system offers */
  readonly ways?: readonly Isolation[];
}

/**
 * Runs the program that made a target. That of somebody else runs only where it is allowed to, and kept apart from this person's files.
 *
 * @throws {@link CliError} `CLI_FOREIGN_CODE`, `CLI_RECORDED_CODE_FAILED`, `CLI_NO_GIT`.
 */
export async function runTrusted(
  target: Target,
  code: RecordedCode,
  trust: Trust,
  watch: Watch,
): Promise<Result | undefined> {
  const { commit, folder } = code;
  if (await isOwnCommit(trust.repository, commit)) return runRecorded(target, code, watch);
  if (!trust.foreign) throw refused(commit);
  const from = `the commit ${commit}`;
  return runForeign(target, { from, fill: copyOf(folder) }, watch, (store) => resultIn(store, target), trust.ways);
}

function refused(commit: string): CliError {
  const message = `the commit ${commit} that made it is on none of your branches: somebody else may have written it`;
  const hint = `read it with git show ${commit.slice(0, 12)}; if you trust its author, add --run-its-code`;
  return new CliError({ code: "CLI_FOREIGN_CODE", message, hint });
}
