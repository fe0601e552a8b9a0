/** The kinds of node a plan can hold, in the order in which they build on each other. */
export const nodeKinds = [
  "features",
  "covariance",
  "stream",
  "codes",
  "trajectory",
  "point",
  "chance",
  "similarity",
  "heldOut",
  "dead",
  "convergence",
  "ending",
  "elements",
  "elementsChance",
  "matching",
  "matchingChance",
  "activity",
  "variance",
  "byFrequency",
  "pair",
  "larger",
  "across",
  "averaged",
  "standardised",
  "table",
  "figure",
  "estimates",
  "claims",
] as const;

/** Names one operation; the first entry of every pre-image. */
export type NodeKind = (typeof nodeKinds)[number];

/** A kind whose nodes follow from all cells together, one for each row of the table. */
export type GatheredKind = "larger" | "across" | "averaged" | "standardised";

/** A kind whose nodes follow from one cell; the others gather the cells of an experiment. */
export type CellKind = Exclude<NodeKind, GatheredKind | "pair" | "table" | "figure" | "estimates" | "claims">;

/** A kind of which every row of the table has a node. */
export type RowKind = CellKind | GatheredKind;

/** The op version of every node kind: a declared revision and a fingerprint of what the op produces. */
export type Versions = Readonly<Record<NodeKind, string>>;
