import { isAbsolute, join, relative } from "node:path";
import { type Plan, required } from "@goldilocks/plan";
import type { Session } from "../command.ts";
import { CliError } from "../error.ts";
import { gatherProvenance } from "../machine/provenance.ts";
import { computeAnew, inPlaceFor } from "../rerun/compute-anew.ts";
import { refuseForeign } from "../rerun/device-class.ts";
import { prepareTarget } from "../rerun/prepare-target.ts";
import { planOfTarget } from "../rerun/target-plan.ts";
import type { Target } from "../rerun/target.ts";
import type { Outcome } from "../run/run-record.ts";
import type { Way } from "../run/run-prepared.ts";
import { textIn } from "../stored/json.ts";
import { storeEvents } from "../stored/store-events.ts";
import type { Workspace } from "../workspace.ts";
import { archivedTarget } from "./archived-target.ts";
import { type CapsuleComparison, compareCapsule } from "./compare-capsule.ts";
import type { Archive } from "./read-archive.ts";
import { hasCode } from "./run-archived-code.ts";
import { archivedResults } from "./records.ts";

/** What verifying an archive has shown. */
export interface CapsuleVerdict extends CapsuleComparison {
  readonly key: string;
  /** What the result is. */
  readonly kind: string;
  /** Whose program computed it: the reader's own, or the one in the archive. */
  readonly program: "own" | "archive";
  /** The same in words. */
  readonly by: string;
}

/**
 * Computes an archive's result with this program, in an empty store outside of the archive's folder, and compares the archive with it.
 * Nothing of the archive is run. The plan of its experiment decides what is computed and compared.
 *
 * @param place - The folder in which the archive lies.
 * @throws {@link CliError} `CLI_CODE_CHANGED` where this program does not give the experiment that hash; `CLI_CANNOT_RUN_HERE`.
 */
export async function verifyCapsule(
  archive: Archive,
  place: string,
  workspace: Workspace,
  session: Session,
  way: Way,
): Promise<CapsuleVerdict | Exclude<Outcome, "done">> {
  const target = await archivedTarget(archive);
  const results = await archivedResults(archive);
  const own = await ownPlan(target, archive);
  const recorded = results.map(({ key }) => key).filter((key) => own.nodes.has(key));
  const isPartial = target.partialOf !== null;
  // What the archive records besides its result is compared too.
  const plan = { ...own, goals: isPartial ? own.goals : [...new Set([...own.goals, ...recorded])] };
  refuseForeign(target, required(plan, { has: () => false }));
  return inPlaceFor(storeOutside(place, workspace), async (temporary) => {
    const at = { ...workspace, store: join(temporary, "store") };
    const prepared = { ...(await prepareTarget(target, at, storeEvents(session.err, way.display.say))), plan };
    const pass = { workers: way.workers, vectors: undefined, order: "longestFirst", failFast: !isPartial } as const;
    const made = await computeAnew(prepared, at.store, pass, false, session, way);
    if (made.outcome !== (isPartial ? "partial" : "done")) return made.outcome === "done" ? "partial" : made.outcome;
    const planned = new Map([...plan.nodes, ...made.plan.nodes].map(([key, { preImage }]) => [key, preImage]));
    const compared = await compareCapsule(archive, { plan: target.nodes, results }, made.store, planned);
    const kind = made.plan.nodes.get(target.key ?? "")?.kind ?? plan.nodes.get(target.key ?? "")?.kind ?? "result";
    return { ...compared, key: archive.manifest.key, kind, program: "own", by: await ownProgram() };
  });
}

/** A store of the reader's that lies in the archive's folder is the archive's. */
const storeOutside = (place: string, { store }: Workspace): string => {
  const path = relative(place, store);
  return path.startsWith("..") || isAbsolute(path) ? store : "";
};

/** What this program makes of an archive's experiment. */
async function ownPlan(target: Target, archive: Archive): Promise<Plan> {
  try {
    return await planOfTarget(target);
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== "CLI_CODE_CHANGED") throw error;
    const hint = hasCode(archive)
      ? "exp unpack with --run-its-code runs the program in the archive; add it only if you trust whoever made the archive"
      : "the archive has no program; ask for one that has, or use the version of Goldilocks that made it";
    const message = `your program cannot verify the archive: ${error.message}`;
    throw new CliError({ code: "CLI_CODE_CHANGED", message, hint }, { cause: error });
  }
}

async function ownProgram(): Promise<string> {
  const made = await gatherProvenance();
  const commit = textIn(made, "commit").slice(0, 12);
  return [
    `your own program, Goldilocks ${textIn(made, "version")}`,
    ...(commit === "" ? [] : [` at commit ${commit}`]),
    ...(made["dirty"] === true ? [", changed since"] : []),
  ].join("");
}
