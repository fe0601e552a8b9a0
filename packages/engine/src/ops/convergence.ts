import { isHistoryStep } from "@goldilocks/plan";
import type { Op } from "../op.ts";
import { hasConverged } from "../sae/standing-still.ts";
import { storedState } from "../sae/stored-state.ts";

/**
 * Whether training has converged by its end, by the rule that `until: converged` ends trainings by; null where it is too early to tell.
 */
export const convergence: Op<"convergence"> = {
  kind: "convergence",
  revision: 3,
  run: async ({ inputs }, context) => {
    const { state, trajectory } = await storedState(inputs[0] ?? "", context);
    const converged = hasConverged(state.history, trajectory.parameters);
    const last = state.history.findLast(({ step }) => isHistoryStep(step));
    return { outputs: {}, values: { converged, movement: last?.movement ?? null } };
  },
};
