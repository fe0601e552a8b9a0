import type { KindRecord } from "./recipe.ts";

/** Parameters of averaging: how alike elements of other dictionaries must be. */
export type AveragedParameters = { readonly averageAbove: number };

/**
 * A dictionary whose elements are averaged with the most similar ones of dictionaries of other seeds, and its MMCS to truth: inputs are the
 * ground-truth features, the chance level of the size, the dictionary's own point, then those of the others by ascending seeds.
 */
export const averaged: KindRecord = { kind: "averaged", identity: false, shared: false, defaults: { averageAbove: 0 } };
