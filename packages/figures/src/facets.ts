import type { Markish } from "@observablehq/plot";
import type { Panel } from "./drawing.ts";
import type { Scene } from "./scene.ts";
import type { Scalar } from "./figure-spec.ts";
import { distinctValues, labelsOf } from "./table.ts";

/** One facet of a figure: its value (null without facets), what its panel is called, and its rows. */
export interface Facet {
  readonly value: Scalar | null;
  readonly title?: string;
  readonly rows: readonly number[];
}

/** The facets of a scene, in the order of their axis. */
export function facetsOf({ facet, rows }: Scene): Facet[] {
  if (facet === undefined) return [{ value: null, rows }];
  const names = labelsOf(facet, rows);
  return distinctValues(facet, rows).map((value) => ({
    value,
    title: `${facet.label}: ${names.get(value) ?? ""}`,
    rows: rows.filter((row) => facet.values[row] === value),
  }));
}

/** The panel of a facet. */
export function panelOf({ title }: Facet, marks: readonly Markish[]): Panel {
  return title === undefined ? { marks } : { title, marks };
}
