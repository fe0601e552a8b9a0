import type { ClaimsReport } from "@goldilocks/engine";
import type { Plan } from "@goldilocks/plan";
import { figureNodes } from "../nodes.ts";
import type { Best } from "../run/best-cells.ts";
import { constantParams } from "./cell-params.ts";

import { planNote } from "./notes.ts";
import { TABLE } from "./plan-artifacts.ts";
import { imageTags, mlflowKey, tableTags, type TrackedArtifact, type TrackedRun } from "@goldilocks/tracking";
import { planRunKey, sourceTags, type Status, type TrackedPlan } from "./tracked-plan.ts";

/** How far the run of a plan is. */
export interface PlanState {
  /** The plan whose table and figures were made: the partial one where cells failed. @default the tracked one */
  readonly made?: Plan;
  readonly status: Status;
  /** When the table was made, in milliseconds since 1970; null while it is not. */
  readonly ended: number | null;
  readonly artifacts: readonly TrackedArtifact[];
  readonly best: Best | null;
  readonly claims: ClaimsReport | null;
  /** Tags of the MLflow experiment, such as its preset view. */
  readonly experimentTags: Readonly<Record<string, string>>;
}

/** The run of an experiment as an MLflow run: figures, table and where they come from; what all cells have alike as parameters. */
export function planRun(tracked: TrackedPlan, state: PlanState): TrackedRun {
  const { experiment, plan, started } = tracked;
  const { status, ended, artifacts, made = plan } = state;
  return {
    runKey: planRunKey(experiment, plan),
    experiment: { name: experiment, tags: state.experimentTags },
    group: plan.table,
    name: plan.experiment.name,
    status,
    started,
    ended,
    tags: {
      "goldilocks.kind": "plan",
      "goldilocks.key": made.figures[0] ?? made.table,
      "goldilocks.table": made.table,
      "goldilocks.goals": made.goals.join(" "),
      ...Object.fromEntries(figureNodes(made).map(({ key, name }) => [`goldilocks.figure.${mlflowKey(name)}`, key])),
      ...claimTags(state.claims),
      ...artifactTags(artifacts),
      "mlflow.note.content": planNote(tracked, made),
      ...sourceTags(tracked),
    },
    params: constantParams(plan),
    metrics: planMetrics(tracked, state),
    datasets: [],
    artifacts,
    models: [],
  };
}

/** By these MLflow shows the table inline, and figures in its image grid. */
function artifactTags(artifacts: readonly TrackedArtifact[]): Readonly<Record<string, string>> {
  const table = artifacts.some(({ path }) => path === TABLE);
  const images = artifacts.some(({ path }) => path.startsWith("images/"));
  return {
    ...(table && tableTags([TABLE])),
    ...(images && imageTags),
  };
}

const claimTags = (report: ClaimsReport | null): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (report?.claims ?? []).map(({ name, findings }) => [
      `goldilocks.claim.${mlflowKey(name)}`,
      findings.map(({ verdict }) => verdict).join(" "),
    ]),
  );

/** Few numbers by which runs of an experiment are told apart in a list: how many cells, the best of them, how many claims hold. */
function planMetrics({ plan, started }: TrackedPlan, { best, claims, ended }: PlanState): TrackedRun["metrics"] {
  if (ended === null) return [];
  const findings = (claims?.claims ?? []).flatMap((claim) => claim.findings);
  const [first] = best?.cells ?? [];
  const numbers: readonly (readonly [string, number])[] = [
    ["plan/cells", plan.cells.length],
    ...(best === null || first === undefined ? [] : [[`plan/best.${best.metric}`, first.mean] as const]),
    ...(findings.length === 0
      ? []
      : [
          ["plan/claims", findings.length] as const,
          ["plan/claims.holding", findings.filter(({ verdict }) => verdict === "holds").length] as const,
        ]),
  ];
  // When it began never changes. When it ended does, if it goes on or fails again, and MLflow would keep the same number twice.
  return numbers.map(([key, value]) => ({ key, value, step: 0, timestamp: started }));
}
