import { dot, type Markish, ruleX } from "@observablehq/plot";
import type { DrawnFigure } from "./figure-spec.ts";
import { WIDTH } from "./layout.ts";
import type { LinePoint } from "./line-points.ts";
import { type PositionScale, within } from "./position-scale.ts";
import type { Statistic } from "./statistic.ts";
import type { Column } from "./table.ts";

/** Pixels by which single repeats stand to the right of their mean. */
const ASIDE = 7;

/** The share of an axis that stays free beyond its first and last point, so that the single repeats of that stand within the frame. */
export function spreadRoom({ spread, width = WIDTH }: DrawnFigure): number | undefined {
  return spread === "strip" || spread === "box" ? Math.max(0.03, (2 * ASIDE) / (width / 2)) : undefined;
}

/** The single repeats of points that have several: a dot each, or quartiles with whiskers. */
export function spreadMarks(
  points: readonly LinePoint[],
  { spread }: DrawnFigure,
  x: PositionScale,
  y: PositionScale,
): Markish[] {
  const repeated = points.filter((point) => point.repeats.length > 1 && within(x, point.x));
  if (spread === "strip") return [stripMarks(repeated, y)];
  return spread === "box" ? boxMarks(repeated, y) : [];
}

function stripMarks(points: readonly LinePoint[], y: PositionScale): Markish {
  const dots = points.flatMap(({ x, colour, repeats }) => repeats.map((value) => ({ x, y: y.at(value), colour })));
  const shown = dots.filter((one) => within(y, one.y));
  return dot(shown, { x: "x", y: "y", dx: ASIDE, r: 1.5, fill: "colour", fillOpacity: 0.7 });
}

function boxMarks(points: readonly LinePoint[], y: PositionScale): Markish[] {
  const boxes = points.map(({ x, colour, repeats }) => {
    const [low, q1, median, q3, high] = quartiles(repeats).map((value) =>
      value < 0 && y.kind === "log" ? y.domain[0] : y.at(value),
    );
    return { x, colour, low, q1, median, q3, high };
  });
  const look = { x: "x", stroke: "colour", dx: ASIDE, clip: "frame" } as const;
  return [
    ruleX(boxes, { ...look, y1: "low", y2: "high", strokeWidth: 1 }),
    ruleX(boxes, { ...look, y1: "q1", y2: "q3", strokeWidth: 6 }),
    dot(
      boxes.filter((box) => within(y, box.median ?? null)),
      { x: "x", y: "median", dx: ASIDE, r: 1.25, fill: "#000000" },
    ),
  ];
}

/** Least, quartiles and greatest of ascending numbers, between neighbours by linear interpolation. */
function quartiles(ascending: readonly number[]): readonly number[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const place = share * (ascending.length - 1);
    const [below = Number.NaN, above = below] = ascending.slice(Math.floor(place));
    return below + (above - below) * (place - Math.floor(place));
  });
}

/** What a caption says of the single repeats. */
export function spreadNote({ spread }: DrawnFigure, statistics: readonly Statistic[]): string {
  if (!statistics.some(({ values }) => values.length > 1)) return "";
  if (spread === "strip") return "Small dots are the single repeats.";
  return spread === "box" ? "Boxes are quartiles of the repeats, with whiskers to the least and the greatest." : "";
}

/** Every number that the marks of single repeats must show. */
export const spreadEnds = ({ spread }: DrawnFigure, { scale }: Column, statistics: readonly Statistic[]): number[] =>
  spread === undefined || spread === "interval"
    ? []
    : statistics.flatMap(({ values }) => values.filter((value) => scale !== "log" || value >= 0));

const PARTS = [".min", ".q1", ".median", ".q3", ".max"];

/** The numbers of boxes, or the single repeats of a strip with a space between, as columns of the data. */
export function spreadColumns({ spread }: DrawnFigure, column: Column, statistics: readonly Statistic[]): Column[] {
  const { name, label, scale } = column;
  if (spread === "strip") {
    const values = statistics.map((one) => one.values.join(" "));
    return [{ name: `${name}.repeats`, label, kind: "string", scale: "ordinal", values }];
  }
  if (spread !== "box") return [];
  const boxes = statistics.map(({ values }) => quartiles(values.toSorted((a, b) => a - b)));
  return PARTS.map((part, index) => ({
    name: `${name}${part}`,
    label,
    kind: "number",
    scale,
    values: boxes.map((box) => (Number.isFinite(box[index]) ? (box[index] ?? null) : null)),
  }));
}
