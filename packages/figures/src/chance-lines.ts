import { line, type Markish } from "@observablehq/plot";
import type { Scene } from "./scene.ts";
import type { Measured } from "./drawn-table.ts";
import type { Facet } from "./facets.ts";
import { type Group, groupRows } from "./group-rows.ts";
import { dashSample, type LegendEntry } from "./legend.ts";
import { chanceNote } from "./notes.ts";
import { isOrdered, type PositionScale, within } from "./position-scale.ts";
import { statistic } from "./statistic.ts";
import { type Column, findColumn } from "./table.ts";

/** The chance level of a line figure: `values` it reaches, its marks in a facet, its legend and note, and its data. */
export interface ChanceLines {
  readonly values: readonly number[];
  readonly marks: (facet: Facet, x: PositionScale, y: PositionScale) => Markish[];
  readonly legend: (y: PositionScale) => readonly LegendEntry[];
  readonly note: string;
  readonly data: (groups: readonly Group[]) => Measured[];
}

const NONE: ChanceLines = { values: [], marks: () => [], legend: () => [], note: "", data: () => [] };
const GREY = "#4d4d4d";
const DASHES = "2,3";

/** Level across the panel where chance is one number, else along x; in the colour of each series where series differ. */
export function chanceLines(scene: Scene, x: Column, measured: Column, colourOf: (row: number) => string): ChanceLines {
  const column = findColumn(scene.table, `${measured.name}.chance`);
  if (column === undefined || scene.figure.reference?.includes("chance") !== true) return NONE;
  const meanOf = ({ rows }: Group): number | null => statistic(scene.table, column, rows, scene.figure).value;
  const groups = groupRows(scene.rows, [scene.facet, scene.series, x]);
  const values = groups.map(meanOf).filter((value) => value !== null);
  const several =
    scene.series !== undefined &&
    groupRows(scene.rows, [x]).some((group) => new Set(group.rows.map((row) => column.values[row])).size > 1);
  return {
    values,
    marks: (facet, xScale, yScale) => {
      const split = several ? scene.series : undefined;
      return groupRows(facet.rows, [split]).map((group) => {
        const points = groupRows(group.rows, [x]).map((place) => ({
          x: xScale.at(place.key[0] ?? ""),
          value: meanOf(place),
        }));
        return (isOrdered(x) ? chanceLine : chancePieces)(
          points,
          xScale,
          yScale,
          split === undefined ? GREY : colourOf(group.rows[0] ?? 0),
        );
      });
    },
    legend: (y) =>
      values.some((value) => within(y, y.at(value)))
        ? [{ sample: dashSample(GREY, DASHES), label: several ? "chance, by series" : "chance" }]
        : [],
    note: chanceNote(values),
    data: (drawn) => [
      {
        column,
        statistics: drawn.map((group) => statistic(scene.table, column, group.rows, scene.figure)),
      },
    ],
  };
}

/** Half the length of the piece that a category has for its own chance level. */
const HALF_PIECE = 0.35;

/** Over categories without an order: a level piece at each, joined to no other. */
function chancePieces(
  points: readonly { readonly x: number; readonly value: number | null }[],
  _: PositionScale,
  y: PositionScale,
  stroke: string,
): Markish {
  const ends = points.flatMap(({ x: at, value }) => {
    const level = value === null ? null : y.at(value);
    return level === null ? [] : [-HALF_PIECE, HALF_PIECE].map((side) => ({ at: at + side, level, piece: at }));
  });
  const channels = { x: "at", y: "level", z: "piece" } as const;
  return line(ends, { ...channels, stroke, strokeWidth: 1.5, strokeDasharray: DASHES, clip: "frame" });
}

function chanceLine(
  points: readonly { readonly x: number; readonly value: number | null }[],
  x: PositionScale,
  y: PositionScale,
  stroke: string,
): Markish {
  const levels = points.flatMap(({ x: at, value }) => (value === null ? [] : [{ at, level: y.at(value) }]));
  const sorted = levels.toSorted((a, b) => a.at - b.at);
  const level = new Set(sorted.map((point) => point.level)).size === 1 ? sorted[0]?.level : undefined;
  const drawn = level === undefined ? sorted : x.domain.map((at) => ({ at, level }));
  return line(drawn, {
    x: "at",
    y: "level",
    stroke,
    strokeWidth: 1.5,
    strokeDasharray: DASHES,
    clip: "frame",
  });
}
