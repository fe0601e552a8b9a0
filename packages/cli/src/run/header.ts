import type { VectorFusing } from "@goldilocks/backend";
import { mayEndEarly, type RequiredNode } from "@goldilocks/plan";
import { countCells } from "../cells.ts";
import type { Prepared } from "../prepare.ts";
import type { Paint } from "../text/paint.ts";
import { count, flops, whole } from "../text/quantities.ts";

/** What a run is about to do, one thing a line. */
export function headerLines(
  { experiment, plan }: Prepared,
  missing: readonly RequiredNode[],
  paint: Paint,
): readonly string[] {
  return [`${paint.bold(experiment.name)}: ${experiment.title}`, `  ${cellsLine(plan, missing)}`];
}

function cellsLine(plan: Prepared["plan"], missing: readonly RequiredNode[]): string {
  const cells = countCells(plan, missing);
  const { n } = plan.experiment.repeats;
  const total = `${count(cells.total, "cell")}${n > 1 ? ` (${n} repeats)` : ""}`;
  if (missing.length === 0) return `${total}: everything is in the store, nothing is computed`;
  if (cells.new === 0) return `${total}: all trained; ${count(missing.length, "other result")} to compute`;
  const steps = missing.reduce(
    (sum, { node, from }) => sum + (node.kind === "point" ? node.parameters.step - from : 0),
    0,
  );
  const most = missing.some(({ node }) => mayEndEarly(node)) ? "at most " : "";
  const work = flops(missing.reduce((sum, { cost }) => sum + cost.flops, 0));
  return `${total}: ${whole(cells.stored)} in the store, ${whole(cells.new)} to train (${most}${whole(steps)} steps, ${work})`;
}

/** The device in one line. */
export const deviceLine = (workers: number, { on, reason }: VectorFusing): string =>
  `  exact device: ${count(workers, "worker")}, 256-bit fusing ${on ? "on" : "off"} (${reason})`;
