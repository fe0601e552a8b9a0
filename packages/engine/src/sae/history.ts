import type { Losses } from "./loss.ts";

/** What is measured on the way, at some steps of every decade. Losses and L0 are of that step's minibatch, before its update. */
export interface HistoryEntry extends Losses {
  readonly step: number;
  /** Elements without activity in the last `HISTORY_DEAD_WINDOW` minibatches; null while fewer have been seen. */
  readonly dead: number | null;
  /** Mean over ground-truth features of the largest cosine to any element, after the update. */
  readonly mmcsTruth: number;
  /** Mean over elements of 1 − cos between the dictionary now and at the step 1, 2, 5 × 10^k before (the initial one at first). */
  readonly movement: number;
}
