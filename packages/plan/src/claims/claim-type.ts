/** What a part of a claim is. A `place` is a value of the grid; its column tells which values there are. */
export type ClaimType =
  | { readonly is: "number" | "text"; readonly place?: string }
  | { readonly is: "ratio" | "truth" | "zone" | "interval" | "set" };

/** A type in words. */
export const typeWords: Readonly<Record<ClaimType["is"], string>> = {
  number: "a number",
  text: "a name",
  ratio: "a ratio",
  truth: "true or false",
  zone: "a zone",
  interval: "an interval",
  set: "a set",
};
