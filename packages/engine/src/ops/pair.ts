import { RowSimilarity } from "@goldilocks/kernels";
import type { NodeOf } from "@goldilocks/plan";
import type { Op, OpContext } from "../op.ts";
import { dictionaryOf, type StoredState, storedState } from "../sae/stored-state.ts";

/** Elements of the smaller dictionary compared at a time; a multiple of eight. */
const ROWS = 4096;

/**
 * MMCS of a dictionary (input 0) with a larger one (input 1): mean over the elements of the smaller of the largest signed cosine to any
 * element of the larger, dead elements among both. Blockwise: memory grows with the sizes, not with their product.
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
    const mark = kernels.used;
    let sum = 0;
    for (let from = 0; from < rows.elements; from += ROWS) {
      kernels.release(mark);
      const count = Math.min(ROWS, rows.elements - from);
      const block = rows.dictionary + from * rows.rowBytes;
      const { cosines } = new RowSimilarity(kernels, block, count, rows.rowBytes / 4).best([others]);
      for (const cosine of cosines) sum += cosine;
      context.progress(from + count, rows.elements);
    }
    return { outputs: {}, values: { mmcs: sum / rows.elements, elements: rows.elements, among: others.elements } };
  },
};

/** The features that a trajectory is trained on say how wide its rows are. */
function dimensionOf({ trajectory }: StoredState, context: OpContext): number {
  return (context.node(trajectory.inputs[0] ?? "") as NodeOf<"features">).parameters.activationDim;
}
