import { GoldilocksError, type Issue } from "@goldilocks/diagnostics";
import type { NodeKind, Plan, PlanNode } from "@goldilocks/plan";
import { cellName, cellsOf } from "../cells.ts";
import { figureSpan } from "../figure-issues.ts";
import { issuesLines, issuesOf } from "../text/report-error.ts";
import type { Terminal } from "../text/terminal.ts";

/** A node that could not be computed, as data. */
export interface Failure {
  readonly node: string;
  readonly kind: NodeKind;
  readonly label: string;
  /** Names of the cells that it belongs to; none for what all cells share. */
  readonly cells: readonly string[];
  readonly issues: readonly Issue[];
}

const MOST_NAMED = 5;

/** What failed, in which cells, and why. */
export function failureOf(plan: Plan, node: PlanNode, error: unknown): Failure {
  const cells = cellsOf(plan, node.key).map((cell) => cellName(plan, cell));
  const { kind, label } = node;
  const issues = issuesOf(error).map((issue) => placed(issue, plan, node));
  return { node: node.key, kind, label: label.startsWith(kind) ? label : `${kind} ${label}`, cells, issues };
}

/** Whether the store is at fault, and neither a cell nor a figure. */
export const isOfStore = ({ code }: Pick<Issue, "code">): boolean => code.startsWith("STORE_");

/** What is wrong with a figure is said where the figure was written. */
function placed(issue: Issue, plan: Plan, node: PlanNode): Issue {
  const whole = node.kind === "figure" ? node.parameters.partial?.of : undefined;
  const index = plan.figures.findIndex((key) => key === node.key || key === whole);
  const written = plan.experiment.figures.findIndex(({ name }) => name === plan.figureNames[index]);
  const span = written < 0 ? undefined : figureSpan(plan.experiment, written);
  return issue.span !== undefined || span === undefined || isOfStore(issue) ? issue : { ...issue, span };
}

/** A failure as lines for a terminal, the cell first. */
export function failureLines({ label, cells, issues }: Failure, terminal: Terminal): readonly string[] {
  const named = cells.slice(0, MOST_NAMED).map((cell) => `failed: ${cell}`);
  const more = cells.length > MOST_NAMED ? [`failed: ${cells.length - MOST_NAMED} more cells`] : [];
  const head = cells.length === 0 ? [`failed: ${label}`] : [...named, ...more];
  return [...head, ...issuesLines(issues, terminal)];
}

const HOPELESS = new Set(["STORE_FULL", "STORE_READ_ONLY", "STORE_PERMISSION"]);

/** Whether every other node would fail in the same way, so that going on makes no sense. */
export const isHopeless = (error: unknown): boolean => error instanceof GoldilocksError && HOPELESS.has(error.code);
