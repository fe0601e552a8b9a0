import { areaY, dot, line, type Markish, ruleX } from "@observablehq/plot";
import { belowZeroAmong, placeable } from "./below-zero.ts";
import { chanceLines } from "./chance-lines.ts";
import { convergedNote, marksConverged } from "./converged-marks.ts";
import { deathRules } from "./death-marks.ts";
import type { Drawing } from "./drawing.ts";
import type { Scene } from "./scene.ts";
import { drawnTable } from "./drawn-table.ts";
import { facetsOf, panelOf } from "./facets.ts";
import { failedNote } from "./failed-values.ts";
import type { Scalar } from "./figure-spec.ts";
import { groupRows } from "./group-rows.ts";
import { type LinePoint, pointsOf } from "./line-points.ts";
import { dotSample, type LegendEntry, lineSample, missingSample } from "./legend.ts";
import { beyondNote, intervalNote, missingNote, seedRange } from "./notes.ts";
import { reduceNote } from "./selection-notes.ts";
import { isOrdered, measureScale, type PositionScale, positionScale, within } from "./position-scale.ts";
import { colourIn, seriesColours, seriesEntries, undrawnNote } from "./series-colours.ts";
import { endsOf, statistic } from "./statistic.ts";
import { spreadColumns, spreadEnds, spreadMarks, spreadNote, spreadRoom } from "./spread-marks.ts";
import { type Column, columnNamed, type Table } from "./table.ts";
import { GREYS } from "./text-style.ts";
import { zoneBand } from "./zone-marks.ts";

/** A measured column along another, one line a series; also the history of a measure over the steps of a training. */
export function drawLine(scene: Scene): Drawing {
  const { figure, table, rows, facet, series } = scene;
  const xColumn = columnNamed(table, figure.x ?? "");
  const measured = columnNamed(table, figure.y ?? "");
  const keys = [facet, series, xColumn];
  const groups = groupRows(rows, keys);
  const statistics = groups.map((group) => statistic(table, measured, group.rows, figure));
  const colours = seriesColours(scene);
  const colourOf = (row: number): string => colourIn(colours, series?.values[row]);
  const chance = chanceLines(scene, xColumn, measured, colourOf);
  const x = positionScale(xColumn, rows, { domain: figure.domains?.x, room: spreadRoom(figure) });
  const placed = placeable(measured, statistics);
  const heights = [endsOf(measured, placed), spreadEnds(figure, measured, placed), chance.values].flat();
  const y = measureScale(measured, heights, { domain: figure.domains?.y });
  const points = pointsOf(scene, groups, placed, { x, y, colourOf, aside: sideBySide(scene, x, [...colours.keys()]) });
  const death = deathRules(scene, x, y, colourOf);
  const zone = zoneBand(scene, x, y);
  const shown = points.filter((point) => within(x, point.x) && within(y, point.y));
  const drawn = new Set(shown.flatMap(({ series: own }) => own ?? []));
  const joined = isOrdered(xColumn);
  const spread = intervalNote(statistics, figure, joined ? "shaded" : "bars");
  return {
    x,
    y,
    panels: facetsOf(scene).map((one) => {
      const own = points.filter((point) => point.facet === one.value);
      const behind = [zone.marks, chance.marks(one, x, y), death.marks(one)].flat();
      return panelOf(one, [...behind, ...lineMarks(own, x, y, joined), ...spreadMarks(own, figure, x, y)]);
    }),
    legend: [
      ...seriesEntries(scene, colours, drawn, joined ? lineSample : (colour) => dotSample(colour)),
      ...[chance.legend(y), death.legend, zone.legend, pointLegend(points, x, y, marksConverged(figure))].flat(),
    ],
    ...(series === undefined ? {} : { legendTitle: series.label }),
    grid: true,
    notes: [
      spread,
      spreadNote(figure, statistics),
      undrawnNote(scene, drawn),
      reduceNote(scene, groups, statistics),
      chance.note,
      openNote(scene, shown),
      missingNote(statistics, "a grey cross"),
      belowZeroAmong(measured, statistics, "a grey cross"),
      failedNote([measured], rows, "left out"),
      beyondNote(points.filter((point) => point.y !== null).length - shown.length),
      ...death.notes,
    ],
    seeds: seedRange(statistics),
    data: withColumns(
      drawnTable(table, groups, keys, [{ column: measured, statistics }, ...chance.data(groups)]),
      spreadColumns(figure, measured, statistics),
    ),
  };
}

/** The most of a category that its series take together, and the most that one of them takes. */
const SIDE_BY_SIDE = { all: 0.6, each: 0.14 } as const;

/** Where the point of a series stands beside the place of its category: over names, where several would hide one another. */
function sideBySide({ series }: Scene, x: PositionScale, values: readonly Scalar[]): (value: Scalar | null) => number {
  if (series === undefined || x.kind !== "ordinal") return () => 0;
  const step = Math.min(SIDE_BY_SIDE.each, SIDE_BY_SIDE.all / values.length);
  const places = new Map(values.map((value, index) => [value, (index - (values.length - 1) / 2) * step]));
  return (value) => places.get(value ?? "") ?? 0;
}

/** A history has no flag of its own: the table's tells of the end of a training. */
const openNote = (scene: Scene, shown: readonly LinePoint[]): string =>
  scene.figure.kind === "history"
    ? ""
    : convergedNote(
        scene,
        shown.map((point) => point.converged),
        ["point", "points"],
        "hollow",
      );

const withColumns = (table: Table, columns: readonly Column[]): Table => ({
  ...table,
  columns: [...table.columns, ...columns],
});

function lineMarks(points: readonly LinePoint[], x: PositionScale, y: PositionScale, joined: boolean): Markish[] {
  const sorted = points.toSorted((a, b) => a.x - b.x);
  const shown = sorted.filter((point) => within(x, point.x) && within(y, point.y));
  const spread = shown.filter((point) => point.low !== null);
  const missing = sorted.filter((point) => point.y === null && !point.failed && within(x, point.x));
  const small = shown.length > 90;
  const band = { x: "x", y1: "low", y2: "high", z: "z", clip: "frame" } as const;
  return [
    areaY(joined ? sorted : [], { ...band, fill: "colour", fillOpacity: 0.16 }),
    ruleX(spread, { ...band, stroke: "colour", strokeOpacity: 0.55 }),
    line(joined ? sorted : [], {
      x: "x",
      y: "joined",
      z: "z",
      stroke: "colour",
      strokeWidth: 1.75,
      clip: "frame",
    }),
    dot(shown, {
      x: "x",
      y: "y",
      r: small ? 1.75 : 3,
      fill: "inside",
      stroke: "colour",
      strokeWidth: small ? 1 : 1.5,
    }),
    dot(missing, {
      x: "x",
      y: () => y.domain[0],
      dy: -8,
      symbol: "times",
      r: 3.5,
      stroke: GREYS.faint,
      strokeWidth: 1.25,
    }),
  ];
}

function pointLegend(points: readonly LinePoint[], x: PositionScale, y: PositionScale, marked: boolean): LegendEntry[] {
  const open = marked && points.some((point) => point.converged === false && within(x, point.x) && within(y, point.y));
  const missing = points.some((point) => point.y === null && !point.failed);
  return [
    ...(open ? [{ sample: dotSample(GREYS.faint, true), label: "not converged" }] : []),
    ...(missing ? [{ sample: missingSample(false), label: "missing" }] : []),
  ];
}
