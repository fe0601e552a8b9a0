import { type Experiment, type FigureSpec, historyColumns } from "@goldilocks/spec";

import type { NodeBuilder } from "./build-nodes.ts";
import { addTable } from "./build-table.ts";
import { captionFacts } from "./caption-facts.ts";
import { recordBytes } from "./cost.ts";
import { figureColumns } from "./figure-columns.ts";
import { drawnSpec, figureExperiment } from "./figure-experiment.ts";
import { figureRows, takeRows } from "./figure-rows.ts";
import type { RowKey } from "./gather.ts";
import { stepOf } from "./figure-steps.ts";
import type { FigureParameters } from "./kinds/figure.ts";
import type { KnownColumn } from "./kinds/table.ts";
import { metricNamed } from "./metrics.ts";
import type { RowKind } from "./node-kind.ts";
import type { Cell } from "./plan.ts";

/** What a figure draws besides the table: an output of one node of every row. */
interface Vectors {
  readonly node: RowKind | "history";
  readonly output: string;
}

/** A history draws what each point recorded on its way, and so does a figure of a step at which no training ends; a histogram of a metric with a number a feature draws those. */
function vectorsOf(spec: FigureSpec, cells: readonly Cell[]): Vectors | undefined {
  const { kind, x } = spec;
  const at = stepOf(spec);
  const ended = at === undefined || cells.some(({ settings }) => settings.train.steps === at);
  if (kind === "history" || !ended) return { node: "history", output: "history" };
  const metric = kind === "histogram" && x !== undefined ? metricNamed(x) : undefined;
  return metric?.vector === undefined ? undefined : { node: metric.node, output: metric.vector };
}

/** Columns that a figure draws from vectors, whether the table has them or not. */
function besideTable({ x }: FigureSpec, vectors: Vectors | undefined): ReadonlySet<string> {
  if (vectors === undefined) return new Set();
  return new Set(vectors.output === "history" ? ["step", ...historyColumns] : x === undefined ? [] : [x]);
}

/** What all figures of an experiment are drawn from. */
export interface FigureSources {
  /** All columns known before anything runs, of all cells. */
  readonly known: readonly KnownColumn[];
  readonly key: RowKey;
}

/** Adds every figure, each with a table of its own, and gives their keys, in the order written. */
export function buildFigures(
  builder: NodeBuilder,
  experiment: Experiment,
  cells: readonly Cell[],
  sources: FigureSources,
): readonly string[] {
  return experiment.figures.map((spec) => buildFigure(builder, experiment, cells, { spec, ...sources }));
}

/** Columns whose values a figure shows or its caption names. */
const namedColumns = ({ x, y, fill, series, facet, where = {} }: FigureSpec): readonly string[] => [
  ...[x, y, fill, series, facet].flatMap((name) => name ?? []),
  ...Object.keys(where),
];

/** A figure's key covers what it shows: neither its name, nor what else the experiment measures, draws or claims. */
function buildFigure(
  builder: NodeBuilder,
  experiment: Experiment,
  cells: readonly Cell[],
  { spec, known, key }: FigureSources & { readonly spec: FigureSpec },
): string {
  const rows = figureRows(spec, known, cells.length);
  const vectors = vectorsOf(spec, cells);
  const columns = figureColumns(spec, takeRows(known, rows), besideTable(spec, vectors));
  const table = addTable(builder, columns, rows, key);
  const vectorKey = (row: number, node: Vectors["node"]): string =>
    node === "history" ? (cells[row]?.history ?? "") : key(row, node);
  const drawn = vectors === undefined ? [] : rows.map((row) => vectorKey(row, vectors.node));
  const title = spec.title ?? experiment.title;
  const parameters: FigureParameters = {
    spec: drawnSpec(spec),
    title,
    facts: captionFacts(
      rows.flatMap((row) => cells[row]?.settings ?? []),
      experiment.repeats.n,
      new Set(namedColumns(spec)),
    ),
    normal: figureExperiment(experiment, spec, title),
    vectors: vectors?.output ?? null,
  };
  return builder.add({ kind: "figure", parameters, inputs: [table, ...drawn] }, () => ({
    needs: [table, ...new Set(drawn)],
    cost: { flops: 100_000 * rows.length, bytes: 200_000 + recordBytes, memory: 50_000_000 },
    label: `figure ${spec.name}`,
  }));
}
