import { dot, type Markish, ruleX, ruleY } from "@observablehq/plot";
import { belowZeroAmong, placeable } from "./below-zero.ts";
import { chanceEntries } from "./colour-bar.ts";
import { convergedNote, marksConverged } from "./converged-marks.ts";
import type { Drawing } from "./drawing.ts";
import type { Scene } from "./scene.ts";
import { convergedOf, drawnTable, type Measured } from "./drawn-table.ts";
import { facetsOf, panelOf } from "./facets.ts";
import { failedNote } from "./failed-values.ts";
import type { Scalar } from "./figure-spec.ts";
import { cellColumns, type Group, groupRows } from "./group-rows.ts";
import { dotSample, type LegendEntry, missingSample } from "./legend.ts";
import { colourBarOf } from "./measured-colours.ts";
import { beyondNote, count, intervalNote, seedRange } from "./notes.ts";
import { intervalEnd, measureScale, type PositionScale, within } from "./position-scale.ts";
import { colourIn, seriesColours, seriesEntries, undrawnNote } from "./series-colours.ts";
import { POINT_RADIUS, seriesShapes, type Shape, shapelessNote, shapeSample, symbolOf } from "./series-shapes.ts";
import { endsOf, type Statistic, statistic } from "./statistic.ts";
import { columnNamed } from "./table.ts";
import { GREYS } from "./text-style.ts";
import { hex } from "./viridis.ts";

/** One measured column against another, a point a cell: the mean over its repeats with an interval each way. */
export function drawScatter(scene: Scene): Drawing {
  const { figure, table, facet, series } = scene;
  const groups = cellGroups(scene);
  const measure = (name: string | undefined): Measured => {
    const column = columnNamed(table, name ?? "");
    return { column, statistics: groups.map((group) => statistic(table, column, group.rows, figure)) };
  };
  const [across, up] = [measure(figure.x), measure(figure.y)];
  const filled = figure.fill === undefined ? undefined : measure(figure.fill);
  const { x: xDomain, y: yDomain } = figure.domains ?? {};
  const measured = filled === undefined ? [across, up] : [across, up, filled];
  const [alongX = [], alongY = [], fills = []] = measured.map((one) => placeable(one.column, one.statistics));
  const x = measureScale(across.column, endsOf(across.column, alongX), { domain: xDomain });
  const y = measureScale(up.column, endsOf(up.column, alongY), { domain: yDomain });
  const colours = filled === undefined ? undefined : colourBarOf(scene, filled.column, fills);
  const named = seriesColours(scene);
  const shapes = seriesShapes(scene);
  const points = groups.flatMap((group, index): Point[] => {
    const shape = shapes.get(group.key[1] ?? "") ?? (shapes.size === 0 ? "circle" : undefined);
    if (shape === undefined) return [];
    const fill = fills[index]?.value ?? null;
    const own = colourIn(named, series?.values[group.rows[0] ?? 0]);
    const isColoured = fill !== null && !Number.isNaN(colours?.scale.share(fill));
    const colour = colours === undefined ? own : isColoured ? hex(colours.scale.colour(fill)) : GREYS.missing;
    const point = pointOf(scene, group, alongX[index], alongY[index], x, y, colour);
    const isBelow = [across, up].some((one) => isBelowZero(one, index));
    return [{ ...point, shape, explained: point.explained || isBelow }];
  });
  const drawn = new Set(points.filter((point) => isShown(point, x, y)).flatMap(({ series: own }) => own ?? []));
  const statistics = [...across.statistics, ...up.statistics];
  return {
    x,
    y,
    panels: facetsOf(scene).map((one) => {
      const own = points.filter((point) => point.facet === one.value);
      return panelOf(one, scatterMarks(own, x, y));
    }),
    legend: [
      ...seriesEntries(scene, named, drawn, (colour, value) =>
        colours === undefined ? dotSample(colour) : shapeSample(shapes.get(value) ?? "circle"),
      ),
      ...(colours === undefined ? [] : chanceEntries(colours)),
      ...stateLegend(points, x, y, marksConverged(figure)),
    ],
    ...(series === undefined ? {} : { legendTitle: series.label }),
    ...(colours === undefined ? {} : { colourBar: colours }),
    grid: true,
    notes: [
      shapelessNote(scene, shapes),
      undrawnNote(scene, drawn, shapes.size === 0 ? undefined : new Set(shapes.keys())),
      intervalNote(statistics, figure, "bars"),
      ...pointNotes(scene, points, x, y),
      ...measured.map((one) => belowZeroAmong(one.column, one.statistics, one === filled ? "grey" : "not drawn")),
      failedNote([across.column, up.column], scene.rows, "left out"),
    ],
    seeds: seedRange(statistics),
    data: drawnTable(table, groups, [facet, series, ...cellColumns(table)], measured),
  };
}

const isBelowZero = ({ column, statistics }: Measured, index: number): boolean =>
  column.scale === "log" && (statistics[index]?.value ?? 0) < 0;

/** What the caption says of points that have not converged, or have no place. */
function pointNotes(scene: Scene, points: readonly Point[], x: PositionScale, y: PositionScale): string[] {
  const shown = points.filter((point) => isShown(point, x, y));
  const flags = shown.map(({ converged }) => converged);
  return [
    convergedNote(scene, flags, ["point", "points"], "hollow"),
    missingPoints(points.filter(({ explained }) => !explained)),
    beyondNote(points.filter((point) => point.x !== null && point.y !== null).length - shown.length),
  ];
}

interface Point {
  readonly facet: Scalar | null;
  readonly series: Scalar | null;
  readonly shape: Shape;
  readonly x: number | null;
  readonly y: number | null;
  readonly x1: number | null;
  readonly x2: number | null;
  readonly y1: number | null;
  readonly y2: number | null;
  readonly colour: string;
  readonly inside: string;
  readonly converged: boolean | null;
  /** Whether it has no place for a reason that the caption gives: its cell failed, or it lies below a logarithmic axis. */
  readonly explained: boolean;
}

/** Repeats of a cell are one point. */
function cellGroups({ table, rows, facet, series }: Scene): Group[] {
  return groupRows(rows, [facet, series, ...cellColumns(table)]);
}

function pointOf(
  { table, figure }: Scene,
  { key, rows }: Group,
  across: Statistic | undefined,
  up: Statistic | undefined,
  x: PositionScale,
  y: PositionScale,
  colour: string,
): Omit<Point, "shape"> {
  const converged = convergedOf(table, rows);
  return {
    facet: key[0] ?? null,
    series: key[1] ?? null,
    x: placed(across?.value, (value) => x.at(value)),
    y: placed(up?.value, (value) => y.at(value)),
    x1: placed(across?.low, (end) => intervalEnd(x, end)),
    x2: placed(across?.high, (end) => intervalEnd(x, end)),
    y1: placed(up?.low, (end) => intervalEnd(y, end)),
    y2: placed(up?.high, (end) => intervalEnd(y, end)),
    colour,
    inside: converged === false && marksConverged(figure) ? "#ffffff" : colour,
    converged,
    explained: [across, up].some((one) => one?.value === null && one.failed > 0),
  };
}

function placed(value: number | null | undefined, at: (value: number) => number): number | null {
  return value === null || value === undefined ? null : at(value);
}

const isShown = (point: Point, x: PositionScale, y: PositionScale): boolean => within(x, point.x) && within(y, point.y);

/** Whether a point lacks one of its values, and has its cross on an edge for it. */
const isHalf = (point: Point, x: PositionScale, y: PositionScale): boolean =>
  !point.explained && (point.y === null ? within(x, point.x) : point.x === null && within(y, point.y));

const shapesIn = (points: readonly Point[]): readonly Shape[] => [...new Set(points.map(({ shape }) => shape))];

function scatterMarks(points: readonly Point[], x: PositionScale, y: PositionScale): Markish[] {
  const whole = points.filter((point) => isShown(point, x, y));
  const halves = points.filter((point) => isHalf(point, x, y));
  const whisker = { stroke: "colour", strokeOpacity: 0.6, clip: "frame" } as const;
  return [
    ruleX(
      whole.filter((point) => point.y1 !== null),
      { x: "x", y1: "y1", y2: "y2", ...whisker },
    ),
    ruleY(
      whole.filter((point) => point.x1 !== null),
      { y: "y", x1: "x1", x2: "x2", ...whisker },
    ),
    ...shapesIn(whole).map((shape) =>
      dot(
        whole.filter((point) => point.shape === shape),
        {
          x: "x",
          y: "y",
          r: POINT_RADIUS,
          symbol: symbolOf(shape),
          fill: "inside",
          stroke: "colour",
          strokeWidth: 1.5,
        },
      ),
    ),
    dot(halves, {
      x: (point: Point) => point.x ?? x.domain[0],
      y: (point: Point) => point.y ?? y.domain[0],
      symbol: "times",
      r: 3.5,
      stroke: GREYS.faint,
      strokeWidth: 1.25,
    }),
  ];
}

function stateLegend(points: readonly Point[], x: PositionScale, y: PositionScale, marked: boolean): LegendEntry[] {
  const open = marked && points.some((point) => isShown(point, x, y) && point.converged === false);
  const missing = points.some((point) => isHalf(point, x, y));
  return [
    ...(open ? [{ sample: dotSample(GREYS.faint, true), label: "not converged" }] : []),
    ...(missing ? [{ sample: missingSample(false), label: "one value missing" }] : []),
  ];
}

function missingPoints(points: readonly Point[]): string {
  const half = points.filter((point) => (point.x === null) !== (point.y === null)).length;
  const none = points.filter((point) => point.x === null && point.y === null).length;
  const edge = half === 0 ? "" : `${count(half, "point lacks", "points lack")} one value (a grey cross on the edge).`;
  const gone = none === 0 ? "" : `${count(none, "point lacks", "points lack")} both values and cannot be drawn.`;
  return [edge, gone].filter((part) => part !== "").join(" ");
}
