import { type MetricName } from "./generated/settings.ts";
import { definition } from "./schema-node.ts";

/** What a metric is and what it puts into the table. */
export interface MetricInfo {
  readonly label: string;
  /** Its columns, its own first. */
  readonly columns: readonly string[];
}

/** The columns of a metric that stands beside the level no learning reaches. */
const withChance = (name: MetricName): readonly string[] => [name, `${name}.chance`, `${name}.aboveChance`];

/** Every metric there is. */
export const metricInfo: { readonly [name in MetricName]: MetricInfo } = {
  "mmcs.truth": { label: "MMCS to truth", columns: withChance("mmcs.truth") },
  "recovered.truth": { label: "share of features recovered", columns: ["recovered.truth"] },
  "loss.reconstruction": {
    label: "held-out reconstruction loss",
    columns: ["loss.reconstruction"],
  },
  "loss.total": { label: "held-out total loss", columns: ["loss.total"] },
  "l1.norm": { label: "L1 norm ‖c‖₁/J", columns: ["l1.norm"] },
  "l1.penalty": { label: "L1 penalty", columns: ["l1.penalty"] },
  l0: { label: "active elements per sample (L0)", columns: ["l0"] },
  dead: { label: "dead elements", columns: ["dead"] },
  "mmcs.larger": {
    label: "MMCS with larger",
    columns: withChance("mmcs.larger"),
  },
  "mmcs.larger.next": {
    label: "MMCS with next larger",
    columns: withChance("mmcs.larger.next"),
  },
  "mmcs.across": {
    label: "MMCS across seeds",
    columns: withChance("mmcs.across"),
  },
  "mmcs.truth.averaged": {
    label: "MMCS to truth, averaged over seeds",
    columns: withChance("mmcs.truth.averaged"),
  },
  "loss.reconstruction.standardised": {
    label: "standardised log reconstruction loss",
    columns: ["loss.reconstruction.standardised"],
  },
  "l1.norm.standardised": { label: "standardised log L1 norm", columns: ["l1.norm.standardised"] },
  ssll: { label: "sum of standardised log losses (SSLL)", columns: ["ssll"] },
  "mmcs.truth.live": { label: "MMCS to truth, live elements", columns: ["mmcs.truth.live"] },
  "mmcs.dictionary": {
    label: "MMCS of the dictionary with truth",
    columns: withChance("mmcs.dictionary"),
  },
  "mmcs.dictionary.live": {
    label: "MMCS of live elements with truth",
    columns: withChance("mmcs.dictionary.live"),
  },
  "copies.truth": { label: "elements per recovered feature", columns: ["copies.truth"] },
  "copies.truth.several": { label: "share of features with several elements", columns: ["copies.truth.several"] },
  "mmcs.matched": {
    label: "mean cosine of one-to-one matches",
    columns: withChance("mmcs.matched"),
  },
  "recovered.matched": { label: "share of features recovered, one to one", columns: ["recovered.matched"] },
  "activity.precision": {
    label: "precision of feature activity",
    columns: withChance("activity.precision"),
  },
  "activity.recall": {
    label: "recall of feature activity",
    columns: withChance("activity.recall"),
  },
  "activity.f1": {
    label: "F1 of feature activity",
    columns: withChance("activity.f1"),
  },
  "variance.explained": { label: "variance explained", columns: ["variance.explained"] },
  "mmcs.truth.q1": { label: "MMCS to truth, rarest quarter", columns: ["mmcs.truth.q1"] },
  "mmcs.truth.q2": { label: "MMCS to truth, second quarter", columns: ["mmcs.truth.q2"] },
  "mmcs.truth.q3": { label: "MMCS to truth, third quarter", columns: ["mmcs.truth.q3"] },
  "mmcs.truth.q4": { label: "MMCS to truth, most frequent quarter", columns: ["mmcs.truth.q4"] },
  "recovered.truth.q1": { label: "features recovered, rarest quarter", columns: ["recovered.truth.q1"] },
  "recovered.truth.q2": { label: "features recovered, second quarter", columns: ["recovered.truth.q2"] },
  "recovered.truth.q3": { label: "features recovered, third quarter", columns: ["recovered.truth.q3"] },
  "recovered.truth.q4": { label: "features recovered, most frequent quarter", columns: ["recovered.truth.q4"] },
  converged: { label: "converged", columns: ["converged"] },
  "steps.reached": { label: "steps reached", columns: ["steps.reached"] },
};

/** Every metric by name, in the order of the schema. */
export const metricNames: readonly MetricName[] = (definition("MetricName").enum ?? []).filter(isMetricName);

function isMetricName(name: unknown): name is MetricName {
  return typeof name === "string" && Object.hasOwn(metricInfo, name);
}

/** What the history of a trajectory records. */
export const historyColumns: readonly string[] = [
  "loss.reconstruction",
  "loss.total",
  "l1.norm",
  "l1.penalty",
  "l0",
  "dead",
  "mmcs.truth",
  "movement",
];
