import type { Op } from "../op.ts";

/**
 * MMCS with dictionaries of other seeds: mean over pairs (first half of the inputs), beside the mean chance level of the larger one's size
 * (second half). Null where there is no other. Source: the post, "Method 3", its cases of two separately initialised dictionaries.
 */
export const across: Op<"across"> = {
  kind: "across",
  revision: 1,
  run: async ({ inputs }, context) => {
    const pairs = inputs.length / 2;
    const meanOf = async (keys: readonly string[], name: string): Promise<number | null> => {
      let sum = 0;
      for (const key of keys) {
        const values = (await context.result(key)).values as Readonly<Record<string, number>>;
        sum += values[name] ?? Number.NaN;
      }
      return keys.length === 0 ? null : sum / keys.length;
    };
    return {
      outputs: {},
      values: {
        "mmcs.across": await meanOf(inputs.slice(0, pairs), "mmcs"),
        "mmcs.across.chance": await meanOf(inputs.slice(pairs), "mmcs.truth.chance"),
        pairs,
      },
    };
  },
};
