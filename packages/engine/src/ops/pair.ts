import type { NodeOf } from "@goldilocks/plan";
import { bestInBlocks } from "../best-in-blocks.ts";
import type { Op, OpContext } from "../op.ts";
import { mean } from "../sae/history-recorder.ts";
import { dictionaryOf, type StoredState, storedState } from "../sae/stored-state.ts";

/**
 * MMCS of a dictionary (input 0) with another that is not smaller (input 1): mean over the elements of the first of the largest signed cosine to
 * any element of the second, dead elements among both. Blockwise: memory grows with the sizes, not with their product.
 * Source: the post, "Method 3".
 */
export const pair: Op<"pair"> = {
  kind: "pair",
  revision: 1,
  run: async ({ inputs: [smaller = "", larger = ""] }, context) => {
    const [few, many] = [await storedState(smaller, context), await storedState(larger, context)];
    const kernels = context.kernels();
    const rows = dictionaryOf(kernels, few, dimensionOf(few, context));
    const others = dictionaryOf(kernels, many, dimensionOf(many, context));
    const progress = (done: number): void => context.progress(done, rows.elements);
    const { cosines } = bestInBlocks(kernels, rows, others, progress);
    return { outputs: {}, values: { mmcs: mean(cosines), elements: rows.elements, among: others.elements } };
  },
};

/** The features that a trajectory is trained on say how wide its rows are. */
function dimensionOf({ trajectory }: StoredState, context: OpContext): number {
  return (context.node(trajectory.inputs[0] ?? "") as NodeOf<"features">).parameters.activationDim;
}
