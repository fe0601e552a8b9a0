import { GoldilocksError, type Issue } from "@goldilocks/diagnostics";

/** Every code this package gives; the issues of a cell keep the codes of `spec`. */
export type PlanCode =
  | "PLAN_EMPTY_GRID"
  | "PLAN_TOO_MANY_CELLS"
  | "PLAN_TOO_MANY_CLAIMS"
  | "PLAN_TOO_LARGE"
  | "PLAN_NO_ROWS"
  | "PLAN_NO_STEP"
  | "PLAN_BAD_PRE_IMAGE"
  | "PLAN_DEAD_WINDOW"
  | "PLAN_NEVER_REACHED"
  | "PLAN_CLAIM_CELLS"
  | "PLAN_CLAIM_COLUMN"
  | "PLAN_CLAIM_TYPE"
  | "PLAN_CLAIM_VALUE";

/** An experiment that is valid by itself has no plan, or a stored pre-image is none. */
export class PlanError extends GoldilocksError {}

/** An issue whose code is one of this package's. */
export const planIssue = (code: PlanCode, issue: Omit<Issue, "code">): Issue => ({
  code,
  ...issue,
});
