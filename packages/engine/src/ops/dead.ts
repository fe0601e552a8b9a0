import type { Op } from "../op.ts";
import { storedState } from "../sae/stored-state.ts";

/**
 * Dead elements: those whose code was 0 in every sample of the last `window` minibatches of training. Null while fewer
 * minibatches than that have been seen. Source: the post, "Method 1".
 */
export const dead: Op<"dead"> = {
  kind: "dead",
  revision: 1,
  run: async ({ inputs, parameters: { window } }, context) => {
    const { state } = await storedState(inputs[0] ?? "", context);
    const since = state.step - window;
    const count = since < 0 ? null : state.lastActive.filter((step) => step <= since).length;
    return { outputs: {}, values: { dead: count, window, step: state.step } };
  },
};
