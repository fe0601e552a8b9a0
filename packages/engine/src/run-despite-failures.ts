import { GoldilocksError } from "@goldilocks/diagnostics";
import { type Plan, partialPlan } from "@goldilocks/plan";
import { type RunOptions, type RunReport, runPlan } from "./run-plan.ts";

/** How a run ended, and what it was in the end. */
export interface WholeRunReport extends RunReport {
  /** The plan whose goals were made: that of the options, or where cells failed its partial one. */
  readonly plan: Plan;
}

/**
 * Computes what the store lacks of a plan, and where cells fail, what can be made of the others: tables with gaps, partial figures.
 * A run that was stopped, also by `failFast`, makes nothing partial.
 */
export async function runDespiteFailures(options: RunOptions): Promise<WholeRunReport> {
  const { plan } = options;
  const report = await runPlan(options);
  const partial = report.stopped ? null : partialPlan(plan, { failed: codesOf(report), skipped: report.skipped });
  if (partial === null) return { ...report, plan };
  const rest = await runPlan({ ...options, plan: partial });
  return {
    made: [...report.made, ...rest.made],
    failed: new Map([...report.failed, ...rest.failed]),
    skipped: [...report.skipped, ...rest.skipped],
    stopped: rest.stopped,
    plan: partial,
  };
}

const codesOf = ({ failed }: RunReport): ReadonlyMap<string, string> =>
  new Map(
    [...failed].map(([key, error]) => [key, error instanceof GoldilocksError ? error.code : "ENGINE_NODE_FAILED"]),
  );
