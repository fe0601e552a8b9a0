import type { Issue, Span } from "@goldilocks/diagnostics";
import { checkFigure } from "@goldilocks/figures/text";
import { columnKinds, historyScale, type Plan } from "@goldilocks/plan";
import { type Experiment, type FigureSpec, type Found, historyColumns } from "@goldilocks/spec";
import { missingCharacterWarnings } from "./missing-characters.ts";
import { figureNodes, tableNode } from "./nodes.ts";

type Columns = Parameters<typeof checkFigure>[1];

/** Where a figure was written. */
export const figureSpan = ({ spans }: Experiment, index: number): Span | undefined =>
  spans.get(`figures[${index}]`) ?? spans.get("figures");

function issuesOf(experiment: Experiment, index: number, spec: FigureSpec, columns: Columns): readonly Issue[] {
  return checkFigure(spec, columns).map(({ code, message, hint, option = "" }): Issue => {
    const span = experiment.spans.get(`figures[${index}].${option}`) ?? figureSpan(experiment, index);
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

/** A history, a histogram of a metric, or a figure of one step may draw columns that the table does not have; the plan knows. */
const drawsVectors = ({ kind, reduce }: FigureSpec): boolean =>
  kind === "history" || kind === "histogram" || typeof reduce === "object";

/** What is wrong with the figures of a plan, whose columns are known to the value. */
export function figureIssues(plan: Plan): readonly Issue[] {
  const { known, measured, derived } = tableNode(plan).parameters;
  const columns = [...known, ...measured, ...derived];
  const issues = figureNodes(plan).flatMap(({ name: figure, parameters: { spec, vectors } }, index) => {
    const own = vectorColumns(spec, vectors);
    const others = columns.filter(({ name }) => !own.some((column) => column.name === name));
    return issuesOf(plan.experiment, index, { ...spec, name: figure }, [...own, ...others]);
  });
  return [...issues, ...missingCharacterWarnings(plan)];
}

/** The columns that a figure draws of what its trainings recorded, or of numbers by feature or element. */
function vectorColumns({ x = "" }: Pick<FigureSpec, "x">, vectors: string | null): Columns {
  if (vectors === null) return [];
  const names = vectors === "history" ? ["step", ...historyColumns] : [x];
  return names.map((name) => ({ name, kind: "number", scale: historyScale(name) }));
}
