import type { TrajectoryParameters } from "@goldilocks/plan";
import type { HistoryEntry } from "./history.ts";

/** Bounds of the criterion, between two history entries. */
const MAX_MOVEMENT = 0.02;
const MAX_L0_CHANGE = 0.25;
/** A change of L0 that is none, where hardly any code is active and shares mean nothing. */
const SMALL_L0_CHANGE = 0.1;
/** Elements that may have died or woken, as a share of the dictionary; one may always. */
const MAX_DEAD_CHANGE = 0.05;

/** Whether L0 and dictionary moved little from one entry to the next. */
export function isStill(before: HistoryEntry, last: HistoryEntry): boolean {
  const change = Math.abs(last.l0 - before.l0);
  return (
    last.movement < MAX_MOVEMENT && change <= Math.max(SMALL_L0_CHANGE, MAX_L0_CHANGE * Math.max(before.l0, last.l0))
  );
}

/** Whether about as many elements are dead as before: elements that fire ever more rarely do not move, and yet die one after the other. */
function diedFew(before: HistoryEntry, last: HistoryEntry, dictSize: number): boolean {
  return Math.abs((last.dead ?? 0) - (before.dead ?? 0)) <= Math.max(1, MAX_DEAD_CHANGE * dictSize);
}

/**
 * Step from which on standing still means something: 2/rate steps after the last warm-up and the last resampling. Adam moves a weight by
 * about the learning rate a step, so a dictionary that was disturbed a shorter time ago has not yet had the time to move.
 */
function settledFrom({ course, optimizer }: Pick<TrajectoryParameters, "course" | "optimizer">): number {
  const { warmup, l1Warmup, resample } = course;
  const disturbed = resample.kind === "none" ? 0 : resample.until - (resample.until % resample.every);
  return Math.max(warmup, l1Warmup, disturbed) + 2 / optimizer.learningRate;
}

/**
 * The step at which training ends under `until: converged`: the first history step such that since the entry before, itself after
 * {@link settledFrom}, the dictionary stood still and few elements died. A function of the history alone; undefined while there is none.
 */
export function stepOfConvergence(
  history: readonly HistoryEntry[],
  sae: Pick<TrajectoryParameters, "course" | "dictSize" | "optimizer">,
): number | undefined {
  const from = settledFrom(sae);
  return history.find((last, i) => {
    const before = history[i - 1];
    return before !== undefined && before.step >= from && isStill(before, last) && diedFew(before, last, sae.dictSize);
  })?.step;
}
