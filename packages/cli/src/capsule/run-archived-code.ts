import type { Archive } from "./read-archive.ts";
import { copyFiles } from "./lay-out.ts";
import { archivedTarget } from "./archived-target.ts";
import { compareCapsule } from "./compare-capsule.ts";
import { archivedResults } from "./records.ts";
import type { CapsuleVerdict } from "./verify-capsule.ts";
import { isSetting, runForeign } from "../rerun/foreign-code.ts";
import type { Watch } from "../rerun/run-program.ts";
import { readPreImage } from "../stored/node-words.ts";

/** Begins the paths of the program in an archive. */
const CODE = "code/";

/** Whether an archive has a program. */
export const hasCode = ({ paths }: Archive): boolean => paths.includes(`${CODE}package.json`);

/**
 * Runs the program in an archive in a temporary folder, and compares the archive with what it computes. That shows whether the archive
 * agrees with itself; the program could print whatever its author wanted.
 *
 * @throws {@link CliError} `CLI_RECORDED_CODE_FAILED`.
 */
export async function runArchivedCode(archive: Archive, watch: Watch): Promise<CapsuleVerdict> {
  const target = await archivedTarget(archive);
  const results = await archivedResults(archive);
  const files = archive.paths
    .filter((path) => path.startsWith(CODE) && !isSetting(path))
    .map((path) => ({ path, to: path.slice(CODE.length) }));
  const code = { from: archive.named, fill: (folder: string) => copyFiles(archive, files, folder) };
  const { key } = archive.manifest;
  return runForeign(target, code, watch, async (made, isolation) => {
    const compared = await compareCapsule(archive, { plan: target.nodes, results }, made, target.nodes);
    const kind = readPreImage((await made.result(key))?.preImage ?? null)?.kind ?? "result";
    return {
      ...compared,
      key,
      kind,
      program: "archive",
      by: `the program in the archive (isolation: ${isolation.words})`,
    };
  });
}
