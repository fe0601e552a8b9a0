import type { Op } from "../op.ts";

/**
 * MMCS with larger dictionaries: its mean over all of them, and with the next larger alone (`next`); each beside its chance level, the
 * MMCS of random dictionaries of these sizes. Null for a dictionary that has none larger.
 * Source: the post, figure 10, for the mean; its authors' later code for the next larger.
 */
export const larger: Op<"larger"> = {
  kind: "larger",
  revision: 1,
  run: async ({ inputs }, context) => {
    const numbers = async (keys: readonly string[], name: string): Promise<readonly number[]> => {
      const results = await Promise.all(keys.map((key) => context.result(key)));
      return results.map(({ values }) => (values as Readonly<Record<string, number>>)[name] ?? Number.NaN);
    };
    const sizes = inputs.length / 2;
    const found = await numbers(inputs.slice(0, sizes), "mmcs");
    const chances = await numbers(inputs.slice(sizes), "mmcs.truth.chance");
    return {
      outputs: {},
      values: {
        "mmcs.larger": mean(found),
        "mmcs.larger.chance": mean(chances),
        "mmcs.larger.next": found[0] ?? null,
        "mmcs.larger.next.chance": chances[0] ?? null,
        sizes,
      },
    };
  },
};

const mean = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
