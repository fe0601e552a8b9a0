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
  "loss.reconstruction.standardised": {
    label: "standardised log reconstruction loss",
    columns: ["loss.reconstruction.standardised"],
  },
  "l1.norm.standardised": { label: "standardised log L1 norm", columns: ["l1.norm.standardised"] },
  ssll: { label: "sum of standardised log losses (SSLL)", columns: ["ssll"] },
  converged: { label: "converged", columns: ["converged"] },
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
  "loss.reconstruction.standardised",
  "l1.norm.standardised",
  "ssll",
  "converged",
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
