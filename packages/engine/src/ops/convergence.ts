import type { Op } from "../op.ts";
import { isStill } from "../sae/standing-still.ts";
import { storedState } from "../sae/stored-state.ts";

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
