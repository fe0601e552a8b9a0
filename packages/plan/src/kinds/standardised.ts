import type { KindRecord } from "./recipe.ts";

/** The held-out losses say everything: there are no parameters. */
export type StandardisedParameters = Readonly<Record<string, never>>;

/** Standardised log losses of the cells of one grid (inputs: their held-out losses); its values name each cell by its input's key. */
export const standardised: KindRecord = { kind: "standardised", identity: false, shared: true, defaults: {} };
