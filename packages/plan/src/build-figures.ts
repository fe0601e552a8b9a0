import type { Json } from "@goldilocks/digest";
import type { Experiment, FigureSpec } from "@goldilocks/spec";

import type { NodeBuilder } from "./build-nodes.ts";
import { captionFacts } from "./caption-facts.ts";
import { recordBytes } from "./cost.ts";
import type { CaptionFacts, FigureParameters } from "./kinds/figure.ts";
import type { RowKey } from "./gather.ts";
import { stepOf } from "./figure-steps.ts";
import { metricNamed } from "./metrics.ts";
import type { RowKind } from "./node-kind.ts";
import type { Cell } from "./plan.ts";

/** What a figure draws besides the table: an output of one node of every row. */
interface Vectors {
  readonly node: RowKind;
  readonly output: string;
}

/** A history draws what each point recorded on its way, and so does a figure of a step at which no training ends; a histogram of a metric with a number a feature draws those. */
function vectorsOf(spec: FigureSpec, cells: readonly Cell[]): Vectors | undefined {
  const { kind, x } = spec;
  const at = stepOf(spec);
  const ended = at === undefined || cells.some(({ settings }) => settings.train.steps === at);
  if (kind === "history" || !ended) return { node: "point", output: "history" };
  const metric = kind === "histogram" && x !== undefined ? metricNamed(x) : undefined;
  return metric?.vector === undefined ? undefined : { node: metric.node, output: metric.vector };
}

/** A figure draws what was measured, whatever is claimed of it: a claim more changes no figure. */
function withoutClaims(normal: Json): Json {
  if (typeof normal !== "object" || normal === null || Array.isArray(normal)) return normal;
  return Object.fromEntries(Object.entries(normal).filter(([key]) => key !== "claims"));
}

/** Adds every figure and gives their keys, in the order written. */
export function buildFigures(
  builder: NodeBuilder,
  experiment: Experiment,
  cells: readonly Cell[],
  { key, table }: { readonly key: RowKey; readonly table: string },
): readonly string[] {
  const facts = captionFacts(
    cells.map(({ settings }) => settings),
    experiment.repeats.n,
  );
  return experiment.figures.map((spec) => buildFigure(builder, experiment, cells, { spec, key, table, facts }));
}

function buildFigure(
  builder: NodeBuilder,
  { title, normal }: Experiment,
  cells: readonly Cell[],
  { spec, key, table, facts }: { spec: FigureSpec; key: RowKey; table: string; facts: CaptionFacts },
): string {
  const vectors = vectorsOf(spec, cells);
  const rows = vectors === undefined ? [] : cells.map(({ index }) => key(index, vectors.node));
  const parameters: FigureParameters = {
    spec,
    title: spec.title ?? title,
    facts,
    normal: withoutClaims(normal),
    vectors: vectors?.output ?? null,
  };
  return builder.add({ kind: "figure", parameters, inputs: [table, ...rows] }, () => ({
    needs: [table, ...new Set(rows)],
    cost: { flops: 100_000 * cells.length, bytes: 200_000 + recordBytes, memory: 50_000_000 },
    label: `figure ${spec.name}`,
  }));
}
