import type { Issue, Span } from "@goldilocks/diagnostics";
import { checkFigure } from "@goldilocks/figures/text";
import { columnKinds, type Plan } from "@goldilocks/plan";
import type { Experiment, FigureSpec, Found } from "@goldilocks/spec";
import { figureNodes, tableNode } from "./nodes.ts";

type Columns = Parameters<typeof checkFigure>[1];

/** Where a figure was written. */
export const figureSpan = ({ spans }: Experiment, index: number): Span | undefined =>
  spans.get(`figures[${index}]`) ?? spans.get("figures");

function issuesOf(experiment: Experiment, index: number, spec: FigureSpec, columns: Columns): readonly Issue[] {
  const span = figureSpan(experiment, index);
  return checkFigure(spec, columns).map(({ code, message, hint }): Issue => {
    const told = { code, message: spec.name === spec.kind ? message : `${spec.name}: ${message}` };
    return Object.assign(told, span === undefined ? {} : { span }, hint === undefined ? {} : { hint });
  });
}

const holds = (outer: Span | undefined, inner: Span | undefined): boolean =>
  outer !== undefined &&
  inner !== undefined &&
  outer.file === inner.file &&
  outer.start.offset <= inner.start.offset &&
  inner.start.offset < outer.end.offset;

/** What is wrong with figures, as far as the experiment tells: a figure in which something is wrong already is passed over. */
export function earlyFigureIssues(experiment: Experiment, { issues, doubtful }: Found): readonly Issue[] {
  if (doubtful("grid")) return [];
  const columns = columnKinds(experiment, doubtful("metrics"));
  return experiment.figures.flatMap((spec, index) => {
    const wrong = issues.some(({ span }) => holds(figureSpan(experiment, index), span));
    return wrong || drawsVectors(spec) ? [] : issuesOf(experiment, index, spec, columns);
  });
}

/** A history, or a histogram of a metric, may draw columns that the table does not have; the plan knows. */
const drawsVectors = ({ kind }: FigureSpec): boolean => kind === "history" || kind === "histogram";

/** What is wrong with the figures of a plan, whose columns are known to the value. */
export function figureIssues(plan: Plan): readonly Issue[] {
  const { known, measured, derived } = tableNode(plan).parameters;
  const columns = [...known, ...measured, ...derived];
  return figureNodes(plan).flatMap(({ parameters: { spec, vectors } }, index) =>
    // A history or histogram of vectors draws columns that the table does not have.
    vectors === null ? issuesOf(plan.experiment, index, spec, columns) : [],
  );
}
