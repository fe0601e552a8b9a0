import { randomBytes } from "node:crypto";
import { GoldilocksError } from "@goldilocks/diagnostics";
import { canonicalJson, type Json } from "@goldilocks/digest";
import { gatherProvenance, type Provenance } from "../machine/provenance.ts";
import type { Prepared } from "../prepare.ts";

/** How a run ended; `partial`: cells failed, and the results show the others. */
export type Outcome = "done" | "partial" | "failed" | "stopped";

/** A run that has begun: what its record says from the beginning. */
export interface BegunRun {
  readonly id: string;
  readonly started: string;
  /** Digest of the object that holds keys and pre-images of the plan's nodes: what exactly is run. */
  readonly plan: string;
  readonly provenance: Provenance;
}

/**
 * A name for a run that sorts by its beginning: `20251231T235959123Z-1f2e`. A clock that is wrong by thousands of years gives a sign before
 * the year, which no name may begin with.
 */
export const runId = (started: string): string =>
  `${started.replaceAll(/[-+:.]/gu, "")}-${randomBytes(2).toString("hex")}`;

/** Begins the record of a run. */
export async function beginRun(prepared: Prepared, computes: boolean): Promise<BegunRun> {
  const started = new Date().toISOString();
  const [provenance, plan] = await Promise.all([
    gatherProvenance((bytes) => prepared.store.write(bytes)),
    tolerant(() => storePlan(prepared), ""),
  ]);
  const begun = { id: runId(started), started, plan, provenance };
  // Written now already, so that a run that is killed leaves a trace.
  if (computes) await record(prepared, begun, null, null);
  return begun;
}

function storePlan({ plan, store }: Prepared): Promise<string> {
  const nodes = [...plan.nodes.values()].map(({ key, preImage }) => ({ key, preImage }));
  return store.write(new TextEncoder().encode(canonicalJson(nodes)));
}

/** Ends the record of a run. One whose cells failed records the partial plan: what it left are that plan's table and figures. */
export async function finishRun(prepared: Prepared, begun: BegunRun, outcome: Outcome, counts: Json): Promise<void> {
  const plan = outcome === "partial" ? await tolerant(() => storePlan(prepared), begun.plan) : begun.plan;
  await record(prepared, { ...begun, plan }, outcome, counts);
}

async function record(prepared: Prepared, begun: BegunRun, outcome: Outcome | null, counts: Json): Promise<void> {
  const { changes, command, experiment, plan, store } = prepared;
  const run = {
    ...begun,
    name: experiment.name,
    title: experiment.title,
    spec: experiment.normal,
    ...changes,
    command: command === null ? null : { ...command },
    table: plan.table,
    figures: plan.figures,
    figureNames: plan.figureNames,
    goals: plan.goals,
    sources: experiment.sources.map(({ file, text }) => ({ file, text })),
    finished: outcome === null ? null : new Date().toISOString(),
    outcome,
    counts,
    ...(prepared.derivedFrom === undefined ? {} : { derivedFrom: prepared.derivedFrom }),
  };
  await tolerant(() => store.writeRun(begun.id, run), undefined);
}

/** A store that can be read but not written still answers; only its log of runs stays as it is. */
async function tolerant<T>(write: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof GoldilocksError) return otherwise;
    throw error;
  }
}
