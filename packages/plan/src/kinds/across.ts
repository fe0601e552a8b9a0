import type { KindRecord } from "./recipe.ts";

/** The pairs say everything: there are no parameters. */
export type AcrossParameters = Readonly<Record<string, never>>;

/**
 * MMCS of a dictionary with those of other seeds: inputs are its pairs with them by ascending seeds, the smaller dictionary's elements
 * compared, then for each pair the chance level of the larger one's size. Without inputs there is no other, and the values are null.
 */
export const across: KindRecord = { kind: "across", identity: false, shared: true, defaults: {} };
