import type { Losses } from "./loss.ts";

/** What is measured on the way, at steps 1, 2, 5 × 10^k. Losses and L0 are of that step's minibatch, before its update. */
export interface HistoryEntry extends Losses {
  readonly step: number;
  /** Elements without activity in the last `HISTORY_DEAD_WINDOW` minibatches; null while fewer have been seen. */
  readonly dead: number | null;
  /** Mean over ground-truth features of the largest cosine to any element, after the update. */
  readonly mmcsTruth: number;
  /** Mean over elements of 1 − cos between the dictionary now and at the entry before (the initial one at first). */
  readonly movement: number;
}

/** Whether a step is 1, 2 or 5 times a power of ten. */
export function isHistoryStep(step: number): boolean {
  let head = step;
  while (head >= 10 && head % 10 === 0) head /= 10;
  return head === 1 || head === 2 || head === 5;
}
