import { isHistoryStep, type TrajectoryParameters } from "@goldilocks/plan";
import type { HistoryEntry } from "./history.ts";

/** Bounds of the criterion, between two history entries. */
const MAX_MOVEMENT = 0.02;
const MAX_L0_CHANGE = 0.25;
/** A change of L0 that is none, where hardly any code is active and shares mean nothing. */
const SMALL_L0_CHANGE = 0.1;
/** Elements that may have died or woken, as a share of the dictionary; one may always. */
const MAX_DEAD_CHANGE = 0.05;

/** Whether L0 and dictionary moved little from one entry to the next. */
function isStill(before: HistoryEntry, last: HistoryEntry): boolean {
  const change = Math.abs(last.l0 - before.l0);
  return (
    last.movement < MAX_MOVEMENT && change <= Math.max(SMALL_L0_CHANGE, MAX_L0_CHANGE * Math.max(before.l0, last.l0))
  );
}

/** Whether about as many elements are dead as before: elements that fire ever more rarely do not move, and yet die one after the other. */
function diedFew(before: HistoryEntry, last: HistoryEntry, dictSize: number): boolean {
  return Math.abs((last.dead ?? 0) - (before.dead ?? 0)) <= Math.max(1, MAX_DEAD_CHANGE * dictSize);
}

/** What decides how long a dictionary needs before standing still means something. */
type Settling = Pick<TrajectoryParameters, "course" | "optimizer">;

/**
 * Step from which on standing still means something: 2/rate steps after the start, the last warm-up and the last resampling. Adam moves a
 * weight by about the learning rate a step, so a dictionary that was disturbed a shorter time ago has not yet had the time to move.
 */
function settledFrom({ course, optimizer }: Settling): number {
  const { warmup, l1Warmup, resample } = course;
  const disturbed = resample.kind === "none" ? 0 : resample.until - (resample.until % resample.every);
  return Math.max(warmup, l1Warmup, disturbed) + 2 / optimizer.learningRate;
}

/** First history step at which {@link hasConverged} has an answer: the second one from {@link settledFrom} on. */
export function firstTellingStep(sae: Settling): number {
  const from = settledFrom(sae);
  let power = 1;
  while (power * 10 <= from) power *= 10;
  const steps = [1, 2, 5, 10, 20, 50].map((head) => head * power);
  return steps[steps.findIndex((step) => step >= from) + 1] ?? 100 * power;
}

/**
 * Whether training has converged at the last of these entries: since the entry before, the dictionary stood still and few elements died. Null
 * where it is too early to tell, because that entry is not yet after {@link settledFrom}. Steps 1, 2, 5 × 10^k alone count, whatever else a
 * history shows.
 */
export function hasConverged(
  history: readonly HistoryEntry[],
  sae: Settling & Pick<TrajectoryParameters, "dictSize">,
): boolean | null {
  const [before, last] = history.filter(({ step }) => isHistoryStep(step)).slice(-2);
  if (before === undefined || last === undefined || before.step < settledFrom(sae)) return null;
  return isStill(before, last) && diedFew(before, last, sae.dictSize);
}

/**
 * The step at which training ends under `until: converged`: the first at which it has, by {@link hasConverged}. A function of the history
 * alone; undefined while there is none.
 */
export function stepOfConvergence(
  history: readonly HistoryEntry[],
  sae: Settling & Pick<TrajectoryParameters, "dictSize">,
): number | undefined {
  return history.find(({ step }, i) => isHistoryStep(step) && hasConverged(history.slice(0, i + 1), sae) === true)
    ?.step;
}
