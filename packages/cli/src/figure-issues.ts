import type { Issue, Span } from "@goldilocks/diagnostics";
import { checkFigure, orderIssues, seriesIssues } from "@goldilocks/figures/text";
import { columnKinds, historyScale, type KnownColumn, type Plan } from "@goldilocks/plan";
import { channels, type Experiment, type FigureSpec, type Found, historyColumns } from "@goldilocks/spec";
import { missingCharacterWarnings } from "./missing-characters.ts";
import { figureNodes, tableNode } from "./nodes.ts";

type Columns = Parameters<typeof checkFigure>[1];

/** Where a figure was written. */
export const figureSpan = ({ spans }: Experiment, index: number): Span | undefined =>
  spans.get(`figures[${index}]`) ?? spans.get("figures");

type FigureIssues = ReturnType<typeof checkFigure>;

const placed = (experiment: Experiment, index: number, spec: FigureSpec, issues: FigureIssues): readonly Issue[] =>
  issues.map(({ code, message, hint, option = "" }): Issue => {
    const span = experiment.spans.get(`figures[${index}].${option}`) ?? figureSpan(experiment, index);
    const told = { code, message: spec.name === spec.kind ? message : `${spec.name}: ${message}` };
    return Object.assign(told, span === undefined ? {} : { span }, hint === undefined ? {} : { hint });
  });

const holds = (outer: Span | undefined, inner: Span | undefined): boolean =>
  outer !== undefined &&
  inner !== undefined &&
  outer.file === inner.file &&
  outer.start.offset <= inner.start.offset &&
  inner.start.offset < outer.end.offset;

/** The keys of a figure at which something is wrong; `undefined` among them for one that the figure was read without. */
function faultyKeys(experiment: Experiment, index: number, { issues }: Found): ReadonlySet<string | undefined> {
  const inside = issues.filter(({ span }) => holds(figureSpan(experiment, index), span));
  const start = `figures[${index}].`;
  const keys = [...experiment.spans].filter(([key]) => key.startsWith(start) && !key.slice(start.length).includes("."));
  return new Set(inside.map(({ span }) => keys.find(([, whole]) => holds(whole, span))?.[0].slice(start.length)));
}

/** Keys from which other issues of a figure follow. */
const deciding = ["kind", ...channels];

/** Whether a figure lacks, because of a fault, what its other keys are judged by. */
function isUncertain(faulty: ReadonlySet<string | undefined>, { doubtful }: Found): boolean {
  if (deciding.some((key) => faulty.has(key))) return true;
  return faulty.has(undefined) && (doubtful("figures") || doubtful("figures.scales"));
}

/** What is wrong with figures, as far as the experiment tells. Nothing is said twice, and nothing that may follow from another fault. */
export function earlyFigureIssues(experiment: Experiment, found: Found): readonly Issue[] {
  if (found.doubtful("grid")) return [];
  const columns = columnKinds(experiment, found.doubtful("metrics"));
  return experiment.figures.flatMap((spec, index) => {
    const faulty = faultyKeys(experiment, index, found);
    const issues = isUncertain(faulty, found) ? orderIssues(spec) : checkFigure(spec, withRecorded(spec, columns));
    const others = issues.filter(({ option = "" }) => !faulty.has(option.split(".")[0]));
    return placed(experiment, index, spec, others);
  });
}

/** The columns with those of histories, for a figure that may draw them. */
function withRecorded({ kind, reduce }: FigureSpec, columns: Columns): Columns {
  if (kind !== "history" && typeof reduce !== "object") return columns;
  const recorded = historyKinds(
    kind === "history" ? historyColumns : historyColumns.filter((name) => !has(columns, name)),
  );
  return [...recorded, ...columns.filter(({ name }) => !has(recorded, name))];
}

const has = (columns: Columns, wanted: string): boolean => columns.some(({ name }) => name === wanted);

const historyKinds = (names: readonly string[]): Columns =>
  ["step", ...names].map((name) => ({ name, kind: "number", scale: historyScale(name) }));

/** What is wrong with the figures of a plan, whose columns are known to the value. */
export function figureIssues(plan: Plan): readonly Issue[] {
  const { known, measured, derived } = tableNode(plan).parameters;
  const columns = [...known, ...measured, ...derived];
  const issues = figureNodes(plan).flatMap(({ name: figure, inputs, parameters: { spec, vectors } }, index) => {
    const own = vectorColumns(spec, vectors);
    const others = columns.filter(({ name }) => !own.some((column) => column.name === name));
    const named = { ...spec, name: figure };
    return placed(plan.experiment, index, named, [
      ...checkFigure(named, [...own, ...others]),
      ...seriesIssues(named, knownColumns(plan, inputs[0])),
    ]);
  });
  return [...issues, ...missingCharacterWarnings(plan)];
}

/** The columns of a figure's own table whose values are known before anything runs. */
function knownColumns({ nodes }: Plan, table = ""): readonly KnownColumn[] {
  const node = nodes.get(table);
  return node?.kind === "table" ? node.parameters.known : [];
}

/** The columns that a figure draws of what its trainings recorded, or of numbers by feature or element. */
function vectorColumns({ x = "" }: Pick<FigureSpec, "x">, vectors: string | null): Columns {
  if (vectors === null) return [];
  return vectors === "history" ? historyKinds(historyColumns) : [{ name: x, kind: "number", scale: historyScale(x) }];
}
