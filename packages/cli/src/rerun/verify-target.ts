import { join } from "node:path";
import type { Result } from "@goldilocks/engine";
import { required } from "@goldilocks/plan";
import { openUpkeep } from "@goldilocks/store";
import type { Session } from "../command.ts";
import type { Prepared } from "../prepare.ts";
import type { Outcome } from "../run/run-record.ts";
import type { Way } from "../run/run-prepared.ts";
import { computeAnew, inPlaceFor, type Pass } from "./compute-anew.ts";
import { refuseForeign } from "./device-class.ts";
import type { Target } from "./target.ts";
import { compareMade, type Comparison } from "./verify-plan.ts";

/** What a verification has shown. */
export interface Verification {
  /** What was made, against what was recorded. */
  readonly recorded: Comparison;
  /** The file in somebody's hand: whether its bytes came out. Null where there is none. */
  readonly held: { readonly name: string; readonly same: boolean } | null;
  /** The same computed the other way round, against the first time; null where that was not asked. */
  readonly again: (Comparison & Pick<Pass, "workers">) | null;
}

/** How to verify. */
export interface VerifyOptions {
  /** A second time, the other way round. */
  readonly twice: boolean;
  readonly quiet: boolean;
}

/** Computes a plan from nothing, in a place of its own that is removed again, and compares it. */
export function verifyTarget(
  target: Target,
  prepared: Prepared,
  { twice, quiet }: VerifyOptions,
  session: Session,
  way: Way,
): Promise<Verification | Exclude<Outcome, "done">> {
  const { plan, workspace } = prepared;
  // What was made although cells had failed comes out again where the same cells fail.
  const failFast = !isPartial(target);
  const ended: Outcome = failFast ? "done" : "partial";
  refuseForeign(target, required(plan, { has: () => false }));
  const say = (text: string): void => void (quiet || session.err.print(text));
  return inPlaceFor(workspace.store, async (place) => {
    const pass = (name: string, how: Pass): ReturnType<typeof computeAnew> =>
      computeAnew(prepared, join(place, name), how, quiet, session, way);
    if (twice) say("first of two times: as any run");
    const one = await pass("first", { workers: way.workers, vectors: undefined, order: "longestFirst", failFast });
    if (one.outcome !== ended) return one.outcome === "done" ? "partial" : one.outcome;
    const { recorded } = await openUpkeep(workspace.store);
    const compared = await compareMade(one.plan, { result: recorded, store: prepared.store }, one.store);
    const held = heldIn(target, await one.store.result(target.key ?? plan.table));
    if (!twice) return { recorded: compared, held, again: null };
    say("second of two times, the other way round: one worker, 128-bit instructions, the shortest chains first");
    const two = await pass("second", { workers: 1, vectors: "128", order: "shortestFirst", failFast });
    if (two.outcome !== ended) return two.outcome === "done" ? "partial" : two.outcome;
    const first = { result: (key: string) => one.store.result(key), store: one.store };
    return { recorded: compared, held, again: { ...(await compareMade(two.plan, first, two.store)), workers: 1 } };
  });
}

/** Whether cells had failed: of what is named, or in the run that is. */
const isPartial = ({ partialOf, key, run }: Target): boolean =>
  partialOf !== null || (key === null && run?.outcome === "partial");

const heldIn = ({ held }: Target, made: Result | undefined): Verification["held"] =>
  held && {
    name: held.name,
    same: Object.values(made?.outputs ?? {}).some(({ digest }) => digest === held.digest),
  };
