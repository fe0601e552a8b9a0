import { metricInfo, type MetricName } from "@goldilocks/spec";

import type { GatheredKind, RowKind } from "./node-kind.ts";

/** A column of the table that a node's `values` fill, under the column's own name. */
export type MeasuredColumn = {
  readonly name: string;
  /** What it is called on an axis. */
  readonly label: string;
  readonly kind: "number" | "boolean";
  readonly scale: "log" | "linear" | "ordinal";
  /** The node whose result holds the value. */
  readonly node: RowKind;
  /** What the value is called there, if not like the column. */
  readonly field?: string;
  /** Where that result is of several rows: the value is named by the key of the row's node of this kind. */
  readonly of?: RowKind;
};

/** A column that follows from others. */
export type DerivedColumn = AboveChanceColumn | ZoneTableColumn;

/**
 * The width or an end of a zone, of all cells together that differ along one axis alone: each of them has the value. The name is the
 * column in the language of claims, which says all else.
 */
export type ZoneTableColumn = {
  readonly name: string;
  readonly label: string;
  readonly kind: "number";
  readonly scale: "log" | "linear" | "ordinal";
  readonly rule: "zone";
  readonly along: string;
};

/** (value − chance) / (1 − chance). */
export type AboveChanceColumn = {
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
  /** Array of the same node with one number a feature, or an element, which a histogram draws. */
  readonly vector?: string;
  /** The level that no learning reaches. */
  readonly chance?: MeasuredColumn;
  readonly aboveChance?: AboveChanceColumn;
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

/** A metric beside its chance level, `NAME.chance`, and what is above that; `level` says what the chance level is of. */
const aboveChance = (name: MetricName, node: RowKind, chanceNode: RowKind, level: string): Metric => {
  const { label } = metricInfo[name];
  const column = { kind: "number", scale: "linear" } as const;
  const chance = { ...column, name: `${name}.chance`, label: `${label}, ${level}`, node: chanceNode } as const;
  const above = { name: `${name}.aboveChance`, label: `${label}, above chance`, rule: "aboveChance" } as const;
  return { ...measured(name, node), chance, aboveChance: { ...column, ...above, value: name, chance: chance.name } };
};

/** A column of MMCS that one kind measures together with its chance level. */
const gatheredMmcs = (name: MetricName, node: GatheredKind): Metric =>
  aboveChance(name, node, node, "of random dictionaries");

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
  "mmcs.larger": gatheredMmcs("mmcs.larger", "larger"),
  "mmcs.larger.next": gatheredMmcs("mmcs.larger.next", "larger"),
  "mmcs.across": gatheredMmcs("mmcs.across", "across"),
  "mmcs.truth.averaged": gatheredMmcs("mmcs.truth.averaged", "averaged"),
  "loss.reconstruction.standardised": standardised("loss.reconstruction.standardised"),
  "l1.norm.standardised": standardised("l1.norm.standardised"),
  ssll: standardised("ssll"),
  "mmcs.truth.live": measured("mmcs.truth.live", "elements"),
  "mmcs.dictionary": {
    ...aboveChance("mmcs.dictionary", "elements", "elementsChance", "of random elements"),
    vector: "cosines",
  },
  "mmcs.dictionary.live": aboveChance("mmcs.dictionary.live", "elements", "elementsChance", "of random elements"),
  "copies.truth": { ...measured("copies.truth", "elements"), vector: "copies" },
  "copies.truth.several": measured("copies.truth.several", "elements"),
  "mmcs.matched": {
    ...aboveChance("mmcs.matched", "matching", "matchingChance", "of a random dictionary"),
    vector: "cosines",
  },
  "recovered.matched": measured("recovered.matched", "matching"),
  "activity.precision": aboveChance("activity.precision", "activity", "activity", "by chance"),
  "activity.recall": aboveChance("activity.recall", "activity", "activity", "by chance"),
  "activity.f1": aboveChance("activity.f1", "activity", "activity", "by chance"),
  "variance.explained": measured("variance.explained", "variance"),
  "mmcs.truth.q1": measured("mmcs.truth.q1", "byFrequency"),
  "mmcs.truth.q2": measured("mmcs.truth.q2", "byFrequency"),
  "mmcs.truth.q3": measured("mmcs.truth.q3", "byFrequency"),
  "mmcs.truth.q4": measured("mmcs.truth.q4", "byFrequency"),
  "recovered.truth.q1": measured("recovered.truth.q1", "byFrequency"),
  "recovered.truth.q2": measured("recovered.truth.q2", "byFrequency"),
  "recovered.truth.q3": measured("recovered.truth.q3", "byFrequency"),
  "recovered.truth.q4": measured("recovered.truth.q4", "byFrequency"),
  converged: { ...measured("converged", "convergence", "ordinal"), kind: "boolean" },
  "steps.reached": { ...measured("steps.reached", "point", "log"), field: "step" },
};

/** The metric of a name, or `undefined` for a word that names none. */
export const metricNamed = (name: string): Metric | undefined =>
  Object.values(metrics).find((metric) => metric.name === name);
