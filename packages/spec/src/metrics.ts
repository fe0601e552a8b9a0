import { type MetricName } from "./generated/settings.ts";

/** What a metric is and what it puts into the table. */
export interface MetricInfo {
  readonly label: string;
  /** Its columns, its own first. */
  readonly columns: readonly string[];
}

/** Every metric there is. */
export const metricInfo: { readonly [name in MetricName]: MetricInfo } = {
  "mmcs.truth": { label: "MMCS to truth", columns: ["mmcs.truth", "mmcs.truth.chance", "mmcs.truth.aboveChance"] },
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
    columns: ["mmcs.larger", "mmcs.larger.chance", "mmcs.larger.aboveChance"],
  },
  "mmcs.larger.next": {
    label: "MMCS with next larger",
    columns: ["mmcs.larger.next", "mmcs.larger.next.chance", "mmcs.larger.next.aboveChance"],
  },
  "mmcs.across": {
    label: "MMCS across seeds",
    columns: ["mmcs.across", "mmcs.across.chance", "mmcs.across.aboveChance"],
  },
  "mmcs.truth.averaged": {
    label: "MMCS to truth, averaged over seeds",
    columns: ["mmcs.truth.averaged", "mmcs.truth.averaged.chance", "mmcs.truth.averaged.aboveChance"],
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
    columns: ["mmcs.dictionary", "mmcs.dictionary.chance", "mmcs.dictionary.aboveChance"],
  },
  "mmcs.dictionary.live": {
    label: "MMCS of live elements with truth",
    columns: ["mmcs.dictionary.live", "mmcs.dictionary.live.chance", "mmcs.dictionary.live.aboveChance"],
  },
  "copies.truth": { label: "elements per recovered feature", columns: ["copies.truth"] },
  "copies.truth.several": { label: "share of features with several elements", columns: ["copies.truth.several"] },
  "mmcs.matched": {
    label: "mean cosine of one-to-one matches",
    columns: ["mmcs.matched", "mmcs.matched.chance", "mmcs.matched.aboveChance"],
  },
  "recovered.matched": { label: "share of features recovered, one to one", columns: ["recovered.matched"] },
  "activity.precision": {
    label: "precision of feature activity",
    columns: ["activity.precision", "activity.precision.chance", "activity.precision.aboveChance"],
  },
  "activity.recall": {
    label: "recall of feature activity",
    columns: ["activity.recall", "activity.recall.chance", "activity.recall.aboveChance"],
  },
  "activity.f1": {
    label: "F1 of feature activity",
    columns: ["activity.f1", "activity.f1.chance", "activity.f1.aboveChance"],
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
export const metricNames: readonly MetricName[] = [
  "mmcs.truth",
  "recovered.truth",
  "loss.reconstruction",
  "loss.total",
  "l1.norm",
  "l1.penalty",
  "l0",
  "dead",
  "mmcs.larger",
  "mmcs.larger.next",
  "mmcs.across",
  "mmcs.truth.averaged",
  "loss.reconstruction.standardised",
  "l1.norm.standardised",
  "ssll",
  "mmcs.truth.live",
  "mmcs.dictionary",
  "mmcs.dictionary.live",
  "copies.truth",
  "copies.truth.several",
  "mmcs.matched",
  "recovered.matched",
  "activity.precision",
  "activity.recall",
  "activity.f1",
  "variance.explained",
  "mmcs.truth.q1",
  "mmcs.truth.q2",
  "mmcs.truth.q3",
  "mmcs.truth.q4",
  "recovered.truth.q1",
  "recovered.truth.q2",
  "recovered.truth.q3",
  "recovered.truth.q4",
  "converged",
  "steps.reached",
];

/** What the history of a trajectory records, at steps 1, 2, 5 × 10^k. */
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
