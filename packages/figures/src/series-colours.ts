import type { Scalar } from "./figure-spec.ts";
import type { LegendEntry } from "./legend.ts";
import type { Scene } from "./scene.ts";
import { distinctValues, labelsOf } from "./table.ts";
import { hex, viridis } from "./viridis.ts";

/** Okabe and Ito's colours, told apart with every common colour vision; their yellow is left out, it is too light for a line. */
const CATEGORIES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"];

/** The brightest share of viridis that still reads as a line on white. */
const BRIGHTEST = 0.88;

/** A colour for each series of a scene: ordered ones for numbers, distinct ones for names. */
export function seriesColours({ series, rows }: Scene): Map<Scalar, string> {
  if (series === undefined) return new Map();
  const values = distinctValues(series, rows);
  const ordered = series.scale !== "ordinal" && series.kind === "number";
  const sampled = (ordered && values.length > 2) || values.length > CATEGORIES.length;
  const colour = (index: number): string =>
    sampled ? hex(viridis((BRIGHTEST * index) / Math.max(1, values.length - 1))) : (CATEGORIES[index] ?? "#000000");
  return new Map(values.map((value, index) => [value, colour(index)]));
}

/** The colour of a series, or of a figure that has only one. */
export function colourIn(colours: ReadonlyMap<Scalar, string>, value: Scalar | null | undefined): string {
  return colours.get(value ?? "") ?? CATEGORIES[0] ?? "#000000";
}

/** The legend of the series that have a mark, in their order. */
export function seriesEntries(
  { series, rows }: Scene,
  colours: ReadonlyMap<Scalar, string>,
  drawn: ReadonlySet<Scalar>,
  sample: (colour: string, value: Scalar) => LegendEntry["sample"],
): LegendEntry[] {
  if (series === undefined) return [];
  const names = labelsOf(series, rows);
  return [...colours]
    .filter(([value]) => drawn.has(value))
    .map(([value, colour]) => ({ sample: sample(colour, value), label: names.get(value) ?? String(value) }));
}

/** Names the series, of those that can be drawn, of which nothing is, and which the legend therefore leaves out. */
export function undrawnNote(
  { series, rows }: Scene,
  drawn: ReadonlySet<Scalar>,
  drawable: ReadonlySet<Scalar> = new Set(series?.values.filter((value) => value !== null)),
): string {
  if (series === undefined) return "";
  const names = labelsOf(series, rows);
  const without = distinctValues(series, rows).filter((value) => drawable.has(value) && !drawn.has(value));
  return without.length === 0
    ? ""
    : `There is nothing to draw of ${series.label} ${without.map((value) => names.get(value) ?? String(value)).join(", ")}.`;
}
