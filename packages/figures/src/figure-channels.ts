import type { FigureSpec } from "./figure-spec.ts";

/** What of a figure a column can be. */
export type Channel = "x" | "y" | "fill" | "series" | "facet";

/** Every channel, in the order in which issues are told. */
export const CHANNELS: readonly Channel[] = ["x", "y", "fill", "series", "facet"];

/** The columns that a figure names in a channel: none, one, or along y several. */
export function columnsAt(figure: FigureSpec, channel: Channel): readonly string[] {
  const named = figure[channel];
  if (named === undefined) return [];
  return typeof named === "string" ? [named] : named;
}
