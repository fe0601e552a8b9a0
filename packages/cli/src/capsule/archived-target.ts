import { loadExperiment } from "@goldilocks/spec";
import type { Target } from "../rerun/target.ts";
import type { Archive } from "./read-archive.ts";
import { archivedPlan } from "./records.ts";

/** The experiment of an archive, in its normal form. */
const EXPERIMENT = "spec.normal.yaml";

/**
 * What an archive is about: its result, and the experiment that is to give it.
 *
 * @throws SpecError for an experiment that is none; {@link CliError} `CLI_BAD_CAPSULE`.
 */
export async function archivedTarget(archive: Archive): Promise<Target> {
  const bytes = await archive.read(EXPERIMENT);
  const { normal } = await loadExperiment(EXPERIMENT, { read: (path) => (path === EXPERIMENT ? bytes : noOther()) });
  const { key, partialOf = null } = archive.manifest;
  const nodes = await archivedPlan(archive);
  return { key, partialOf, normal, recorded: null, nodes, run: null, held: null };
}

/** A normal form is whole: it extends no file, and none of the reader's is opened for it. */
function noOther(): never {
  throw Object.assign(new Error("a capsule's experiment extends no file"), { code: "ENOENT" });
}
