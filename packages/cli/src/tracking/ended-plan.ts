import { join } from "node:path";
import { normalYaml } from "@goldilocks/spec";
import { presetView, type TrackedRun } from "@goldilocks/tracking";
import { foundText } from "../found-file.ts";
import type { Prepared } from "../prepare.ts";
import { PROVENANCE } from "../results/listed-files.ts";
import { planNote } from "./notes.ts";
import { planArtifacts } from "./plan-artifacts.ts";
import { planRun } from "./plan-run.ts";
import { planView } from "./plan-view.ts";
import type { EndOfRun } from "./run-tracker.ts";
import { madeAt, type Status, type TrackedPlan } from "./tracked-plan.ts";

const STATUS: Readonly<Record<EndOfRun["summary"]["outcome"], Status>> = {
  done: "FINISHED",
  partial: "FAILED",
  failed: "FAILED",
  stopped: "KILLED",
};

/** The plan as it stands at the end of a run. What took part in its making is told, also where there is no table. */
export async function endedPlan(prepared: Prepared, tracked: TrackedPlan, end: EndOfRun): Promise<TrackedRun> {
  const { store, experiment } = prepared;
  // Where cells failed, what there is to see is that of the partial plan; the run stays that of the whole one.
  const { plan } = end.report;
  const { outcome, best, claims } = end.summary;
  const table = await store.result(plan.table);
  const artifacts = await planArtifacts(plan, store, {
    spec: normalYaml(experiment),
    plan: end.begun.plan,
    provenance: await provenanceText(prepared, end),
    notes: planNote(tracked, plan),
  });
  const made = madeAt(table?.provenance) ?? Date.now();
  return planRun(
    { ...tracked, started: Math.min(tracked.started, made) },
    {
      made: plan,
      status: STATUS[outcome],
      ended: made,
      artifacts,
      best,
      claims,
      experimentTags: presetView(planView(prepared.plan), made)?.tags ?? {},
    },
  );
}

/** What the folder of results says of where they come from, else what this run does. */
async function provenanceText({ folder }: Prepared, { begun, summary }: EndOfRun): Promise<string> {
  if (summary.outcome === "done" || summary.outcome === "partial") {
    const told = await foundText(join(folder, PROVENANCE));
    if (told !== undefined) return told;
  }
  return `${JSON.stringify(begun.provenance, undefined, 2)}\n`;
}
