import { access, constants } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { RunOptions } from "@goldilocks/engine";
import { type Plan, required } from "@goldilocks/plan";
import { openStore } from "@goldilocks/store";
import type { Session } from "../command.ts";
import { gatherProvenance } from "../machine/provenance.ts";
import { inOwnFolder } from "../own-folder.ts";
import type { Prepared } from "../prepare.ts";
import { headerLines } from "../run/header.ts";
import type { Outcome } from "../run/run-record.ts";
import type { Way } from "../run/run-prepared.ts";
import { paintFor } from "../text/paint.ts";
import { VERIFYING } from "../upkeep/leftovers.ts";

/** A way to compute everything that must change no bit. */
export interface Pass {
  readonly workers: number;
  /** `128`: vector instructions are not fused, whatever the machine can do. */
  readonly vectors: "128" | undefined;
  readonly order: NonNullable<RunOptions["order"]>;
  /** Whether the first failure ends it; else what can be made of the other cells is made. */
  readonly failFast: boolean;
}

/** Works in a folder for stores that is removed afterwards: inside the real store, and elsewhere where that cannot be written. */
export async function inPlaceFor<T>(store: string, work: (place: string) => Promise<T>): Promise<T> {
  const writable = await access(store, constants.W_OK).then(
    () => true,
    () => false,
  );
  return writable ? inOwnFolder(store, VERIFYING, work) : inOwnFolder(tmpdir(), "goldilocks-verify-", work);
}

/** Computes all of a plan in an empty store at `place`, and gives that store back with how it went. */
export async function computeAnew(
  prepared: Prepared,
  place: string,
  { workers, vectors, order, failFast }: Pass,
  quiet: boolean,
  { env, err }: Session,
  way: Way,
): Promise<{ readonly outcome: Outcome; readonly store: Prepared["store"]; readonly plan: Plan }> {
  const store = await openStore(place);
  const anew = { ...prepared, store, workspace: { ...prepared.workspace, store: place } };
  const missing = required(prepared.plan, { has: () => false });
  if (!quiet) err.print(headerLines(anew, missing, paintFor(err.color)));
  const { execute } = await import("../run/execute.ts");
  const { failed, stopped, plan } = await execute({
    ...way,
    prepared: anew,
    missing,
    workers,
    order,
    quiet,
    failFast,
    debug: env["GOLDILOCKS_DEBUG"] === "1",
    env: vectors === undefined ? env : { ...env, GOLDILOCKS_VECTORS: vectors },
    err,
    provenance: await gatherProvenance(),
  });
  const partial = plan !== prepared.plan && !stopped && (await store.result(plan.table)) !== undefined;
  const outcome = partial ? "partial" : failed.size > 0 ? "failed" : stopped ? "stopped" : "done";
  return { outcome, store, plan };
}
