import type { Op } from "../op.ts";

type Values = { readonly [key: string]: number | null };

/**
 * Log losses of the cells of one grid (inputs: their held-out losses), less their mean and divided by their population deviation, and
 * the sum of both (SSLL). Each value is named by its input's key. A loss of 0 has no logarithm: it is left out, of the mean too, and
 * null; so is everything where all losses are the same. Source: the post, "Method 2".
 */
export const standardised: Op<"standardised"> = {
  kind: "standardised",
  revision: 1,
  run: async ({ inputs }, context) => {
    const losses: Readonly<Record<string, number>>[] = [];
    for (const key of inputs) losses.push((await context.result(key)).values as Readonly<Record<string, number>>);
    const { run } = context.kernels();
    const logarithm = (x: number): number => run.logarithm(x);
    const column = (name: string): readonly (number | null)[] =>
      standardise(losses.map((values) => logOf(values[name] ?? 0, logarithm)));
    const named = (numbers: readonly (number | null)[]): Values =>
      Object.fromEntries(inputs.map((key, index) => [key, numbers[index] ?? null]));
    const [reconstruction, l1] = [column("loss.reconstruction"), column("l1.norm")];
    return {
      outputs: {},
      values: {
        "loss.reconstruction.standardised": named(reconstruction),
        "l1.norm.standardised": named(l1),
        ssll: named(reconstruction.map((value, index) => sumOf(value, l1[index] ?? null))),
      },
    };
  },
};

/** `Math.log` may differ in its last bit from machine to machine, so the logarithm is the kernels'. */
const logOf = (loss: number, logarithm: (x: number) => number): number | null => (loss > 0 ? logarithm(loss) : null);

const sumOf = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

function standardise(logs: readonly (number | null)[]): readonly (number | null)[] {
  const found = logs.filter((log) => log !== null);
  const mean = meanOf(found);
  const deviation = Math.sqrt(meanOf(found.map((log) => (log - mean) * (log - mean))));
  // Of equal numbers the rounded mean may be another, and would leave a deviation of rounding errors.
  const spread = new Set(found).size > 1 && deviation > 0;
  return logs.map((log) => (log === null || !spread ? null : (log - mean) / deviation));
}

const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
