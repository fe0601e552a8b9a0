import { metricInfo, type MetricName } from "@goldilocks/spec";

import type { CellKind } from "./node-kind.ts";

/** A column of the table that a node's `values` fill, under the column's own name. */
export type MeasuredColumn = {
  readonly name: string;
  /** What it is called on an axis. */
  readonly label: string;
  readonly kind: "number" | "boolean";
  readonly scale: "log" | "linear" | "ordinal";
  /** The node whose result holds the value. */
  readonly node: CellKind;
};

/** A column that follows from two others: (value − chance) / (1 − chance). */
export type DerivedColumn = {
  readonly name: string;
  readonly label: string;
  readonly kind: "number";
  readonly scale: "linear";
  readonly rule: "aboveChance";
  readonly value: string;
  readonly chance: string;
};

/** What a metric brings into the table. */
export interface Metric extends MeasuredColumn {
  readonly name: MetricName;
  /** Output of the same node with one number a feature, which a histogram draws. */
  readonly vector?: string;
  /** The level that no learning reaches. */
  readonly chance?: MeasuredColumn;
  readonly aboveChance?: DerivedColumn;
}

const measured = (name: MetricName, node: CellKind, scale: Metric["scale"] = "linear"): Metric => ({
  name,
  label: metricInfo[name].label,
  kind: "number",
  scale,
  node,
});

const mmcsTruth: Metric = {
  ...measured("mmcs.truth", "similarity"),
  vector: "cosines",
  chance: {
    name: "mmcs.truth.chance",
    label: "MMCS to truth of a random dictionary",
    kind: "number",
    scale: "linear",
    node: "chance",
  },
  aboveChance: {
    name: "mmcs.truth.aboveChance",
    label: "MMCS to truth, above chance",
    kind: "number",
    scale: "linear",
    rule: "aboveChance",
    value: "mmcs.truth",
    chance: "mmcs.truth.chance",
  },
};

/** Every metric of the language: to add one, add a line, and the node kind that measures it. */
export const metrics: Readonly<Record<MetricName, Metric>> = {
  "mmcs.truth": mmcsTruth,
  "recovered.truth": { ...measured("recovered.truth", "similarity"), vector: "cosines" },
  "loss.reconstruction": measured("loss.reconstruction", "heldOut", "log"),
  "loss.total": measured("loss.total", "heldOut", "log"),
  "l1.norm": measured("l1.norm", "heldOut", "log"),
  "l1.penalty": measured("l1.penalty", "heldOut", "log"),
  l0: measured("l0", "heldOut", "log"),
  dead: measured("dead", "dead"),
  converged: { ...measured("converged", "convergence", "ordinal"), kind: "boolean" },
};

/** The metric of a name, or `undefined` for a word that names none. */
export const metricNamed = (name: string): Metric | undefined =>
  Object.values(metrics).find((metric) => metric.name === name);
