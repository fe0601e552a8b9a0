import type { KindRecord } from "./recipe.ts";

/** The pairs say everything: there are no parameters. */
export type LargerParameters = Readonly<Record<string, never>>;

/**
 * MMCS of a dictionary with those larger than it: inputs are its pairs with them, by ascending size, then the chance levels of these
 * sizes in the same order. Without inputs there is no larger one, and the values are null.
 */
export const larger: KindRecord = { kind: "larger", identity: false, shared: true, defaults: {} };
