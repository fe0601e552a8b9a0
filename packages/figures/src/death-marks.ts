import { line, type Markish } from "@observablehq/plot";
import { type Death, deathLabel, deathLines, type DeathPoint, deathsOf } from "./death-line.ts";
import type { Scene } from "./scene.ts";
import { type Facet, facetsOf } from "./facets.ts";
import { dashSample, type LegendEntry } from "./legend.ts";
import { extent } from "./extent.ts";
import { log10 } from "./log10.ts";
import type { PositionScale } from "./position-scale.ts";
import { findColumn } from "./table.ts";
import { svg } from "./svg-node.ts";

/** The death line of a figure: its marks in each facet, its entry in the legend, and what the caption must say. */
export interface DeathMarks {
  readonly marks: (facet: Facet) => Markish[];
  readonly legend: readonly LegendEntry[];
  readonly notes: readonly string[];
}

const NONE: DeathMarks = { marks: () => [], legend: [], notes: [] };
const DASHES = "6,4";
const COEFFICIENT = "sae.l1Coefficient";
const AMBIGUOUS = "The death line is left out: places of one row of cells have several.";

/** The line across a grid of cells; white on a dark casing, so that it shows on every colour. */
export function deathAcrossGrid(scene: Scene, x: PositionScale, y: PositionScale): DeathMarks {
  const { figure, table, rows } = scene;
  if (figure.reference?.includes("deathLine") !== true) return NONE;
  const onX = figure.x === COEFFICIENT;
  const other = findColumn(table, (onX ? figure.y : figure.x) ?? "");
  const linesOf = (those: readonly number[]): DeathPoint[][] | undefined =>
    deathLines(deathsOf(table, those), (row) => other?.values[row] ?? null, onX ? x : y, onX ? y : x);
  const all = deathsOf(table, rows);
  if (facetsOf(scene).some((facet) => linesOf(facet.rows) === undefined)) return { ...NONE, notes: [AMBIGUOUS] };
  return {
    marks: (facet) => (linesOf(facet.rows) ?? []).flatMap((points) => casedLine(points, onX)),
    ...seen(
      facetsOf(scene).flatMap((facet) => linesOf(facet.rows) ?? []),
      onX ? x : y,
      { sample: casedSample(), label: deathLabel(all) },
    ),
  };
}

/** A line that nobody sees has no entry in the legend; the caption says where it is. */
function seen(
  lines: readonly (readonly DeathPoint[])[],
  { domain: [low, high] }: PositionScale,
  entry: LegendEntry,
): Pick<DeathMarks, "legend" | "notes"> {
  const crosses = lines.some((points) => {
    const [least, most] = extent(points.map(({ coefficient }) => coefficient));
    return least <= high && most >= low;
  });
  return crosses
    ? { legend: [entry], notes: [] }
    : { legend: [], notes: ["The death line lies outside of the figure."] };
}

function casedLine(points: readonly DeathPoint[], onX: boolean): Markish[] {
  const channels = onX ? { x: "coefficient", y: "along" } : { x: "along", y: "coefficient" };
  return [
    line(points, { ...channels, stroke: "#000000", strokeWidth: 3.5, clip: "frame" }),
    line(points, {
      ...channels,
      stroke: "#ffffff",
      strokeWidth: 1.75,
      strokeDasharray: DASHES,
      clip: "frame",
    }),
  ];
}

function casedSample(): LegendEntry["sample"] {
  const along = { x1: 0, x2: 22, y1: 6, y2: 6 };
  return [
    svg("line", { ...along, stroke: "#000000", "stroke-width": 3.5 }),
    svg("line", { ...along, stroke: "#ffffff", "stroke-width": 1.75, "stroke-dasharray": DASHES }),
  ];
}

/** Upright lines where the coefficient is the x axis of a line figure; one a series where series differ, in its colour. */
export function deathRules(
  scene: Scene,
  x: PositionScale,
  y: PositionScale,
  colourOf: (row: number) => string,
): DeathMarks {
  const { figure, table, rows } = scene;
  if (figure.reference?.includes("deathLine") !== true) return NONE;
  const all = deathsOf(table, rows);
  const several = new Set(all.map((death) => death.coefficient)).size > 1;
  const grey = "#4d4d4d";
  const colour = (death: Death): string => (several ? colourOf(death.row) : grey);
  return {
    marks: (facet) => [...rulesOf(deathsOf(table, facet.rows), x, colour)].map(([at, stroke]) => rule(at, y, stroke)),
    ...seen(
      [...rulesOf(all, x, colour).keys()].map((coefficient) => [{ coefficient, along: 0 }]),
      x,
      { sample: dashSample(grey, DASHES), label: deathLabel(all) },
    ),
  };
}

function rulesOf(deaths: readonly Death[], x: PositionScale, colour: (death: Death) => string): Map<number, string> {
  const place = (death: Death): number => (x.kind === "log" ? log10(death.coefficient) : death.coefficient);
  return new Map(deaths.map((death) => [place(death), colour(death)]));
}

function rule(at: number, y: PositionScale, stroke: string): Markish {
  const ends = y.domain.map((along) => ({ at, along }));
  return line(ends, {
    x: "at",
    y: "along",
    stroke,
    strokeWidth: 1.25,
    strokeDasharray: DASHES,
    clip: "frame",
  });
}
