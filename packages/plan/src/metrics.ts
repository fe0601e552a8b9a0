import { metricInfo, type MetricName } from "@goldilocks/spec";

import type { RowKind } from "./node-kind.ts";

/** A column of the table that a node's `values` fill, under the column's own name. */
export type MeasuredColumn = {
  readonly name: string;
  /** What it is called on an axis. */
  readonly label: string;
  readonly kind: "number" | "boolean";
  readonly scale: "log" | "linear" | "ordinal";
  /** The node whose result holds the value. */
  readonly node: RowKind;
  /** Where that result is of several rows: the value is named by the key of the row's node of this kind. */
  readonly of?: RowKind;
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

const measured = (name: MetricName, node: RowKind, scale: Metric["scale"] = "linear"): Metric => ({
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

/** A column of MMCS with larger dictionaries, beside its chance level and what is above that. */
const mmcsLarger = (name: "mmcs.larger" | "mmcs.larger.next"): Metric => {
  const { label } = metricInfo[name];
  const column = { kind: "number", scale: "linear" } as const;
  const chance = {
    ...column,
    name: `${name}.chance`,
    label: `${label}, of random dictionaries`,
    node: "larger",
  } as const;
  const above = { name: `${name}.aboveChance`, label: `${label}, above chance`, rule: "aboveChance" } as const;
  return {
    ...measured(name, "larger"),
    chance,
    aboveChance: { ...column, ...above, value: name, chance: chance.name },
  };
};

/** A column whose values depend on the losses of all cells of a grid. */
const standardised = (name: MetricName): Metric => ({ ...measured(name, "standardised"), of: "heldOut" });

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
  "mmcs.larger": mmcsLarger("mmcs.larger"),
  "mmcs.larger.next": mmcsLarger("mmcs.larger.next"),
  "loss.reconstruction.standardised": standardised("loss.reconstruction.standardised"),
  "l1.norm.standardised": standardised("l1.norm.standardised"),
  ssll: standardised("ssll"),
  converged: { ...measured("converged", "convergence", "ordinal"), kind: "boolean" },
};

/** The metric of a name, or `undefined` for a word that names none. */
export const metricNamed = (name: string): Metric | undefined =>
  Object.values(metrics).find((metric) => metric.name === name);
