import type { Op } from "../op.ts";
import type { HistoryEntry } from "../sae/history.ts";
import { storedState } from "../sae/stored-state.ts";

/** Bounds of the criterion, between the last two history entries. */
const MAX_MOVEMENT = 0.02;
const MAX_L0_CHANGE = 0.25;
/** A change of L0 that is none, where hardly any code is active and shares mean nothing. */
const SMALL_L0_CHANGE = 0.1;

/**
 * Whether training has converged: between the last two history entries (steps a factor of two or more apart) the mean cosine of
 * each element with itself stayed above 0.98, and L0 changed by at most a quarter or a tenth of a code.
 */
export const convergence: Op<"convergence"> = {
  kind: "convergence",
  revision: 2,
  run: async ({ inputs }, context) => {
    const { state } = await storedState(inputs[0] ?? "", context);
    const before = state.history.at(-2);
    const last = state.history.at(-1);
    const converged = before !== undefined && last !== undefined && isStill(before, last);
    return { outputs: {}, values: { converged, movement: last?.movement ?? null } };
  },
};

/** Whether L0 and dictionary moved little from one entry to the next. */
function isStill(before: HistoryEntry, last: HistoryEntry): boolean {
  const change = Math.abs(last.l0 - before.l0);
  return (
    last.movement < MAX_MOVEMENT && change <= Math.max(SMALL_L0_CHANGE, MAX_L0_CHANGE * Math.max(before.l0, last.l0))
  );
}
