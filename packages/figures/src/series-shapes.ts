import type { SymbolType } from "@observablehq/plot";
import type { Scalar } from "./figure-spec.ts";
import type { LegendEntry } from "./legend.ts";
import type { Scene } from "./scene.ts";
import { distinctValues, labelsOf } from "./table.ts";
import { svg } from "./svg-node.ts";
import { GREYS } from "./text-style.ts";

/** Shapes that tell the series of a scatter apart where colour already shows something else. */

type Corners = readonly (readonly [number, number])[];

/** What a point is drawn as: a circle, or a polygon with these corners for a radius of 1, of about the circle's area. */
export type Shape = "circle" | Corners;

const SHAPES: readonly Shape[] = [
  "circle",
  [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  [
    [0, -1.35],
    [1.2, 0.8],
    [-1.2, 0.8],
  ],
  [
    [0, -1.35],
    [1.1, 0],
    [0, 1.35],
    [-1.1, 0],
  ],
  [
    [0, 1.35],
    [1.2, -0.8],
    [-1.2, -0.8],
  ],
  [
    [-0.4, -1.2],
    [0.4, -1.2],
    [0.4, -0.4],
    [1.2, -0.4],
    [1.2, 0.4],
    [0.4, 0.4],
    [0.4, 1.2],
    [-0.4, 1.2],
    [-0.4, 0.4],
    [-1.2, 0.4],
    [-1.2, -0.4],
    [-0.4, -0.4],
  ],
  [
    [-1.1, -1.1],
    [1.1, -1.1],
    [-1.1, 1.1],
    [1.1, 1.1],
  ],
  [
    [-1.1, -1.1],
    [-1.1, 1.1],
    [1.1, -1.1],
    [1.1, 1.1],
  ],
];

/** As much of a drawing context as a polygon needs. */
interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  closePath(): void;
}

/** The radius of a point in pixels. */
export const POINT_RADIUS = 3.5;

/** A shape for each series of a scene, as far as there are shapes; none where colour tells them apart. */
export function seriesShapes({ figure, series, rows }: Scene): ReadonlyMap<Scalar, Shape> {
  if (series === undefined || figure.fill === undefined) return new Map();
  const values = distinctValues(series, rows);
  return new Map(SHAPES.slice(0, values.length).map((shape, index) => [values[index] ?? "", shape]));
}

/** Names the series that are not drawn for want of a shape; empty where there are shapes for all. */
export function shapelessNote({ figure, series, rows }: Scene, shapes: ReadonlyMap<Scalar, Shape>): string {
  if (series === undefined || figure.fill === undefined) return "";
  const names = labelsOf(series, rows);
  const without = distinctValues(series, rows).filter((value) => !shapes.has(value));
  if (without.length === 0) return "";
  const listed = without.map((value) => names.get(value) ?? String(value)).join(", ");
  return `There are ${shapes.size} shapes, so that ${series.label} ${listed} ${without.length === 1 ? "is" : "are"} not drawn.`;
}

/** The shape as Plot draws it. */
export function symbolOf(shape: Shape): SymbolType {
  if (shape === "circle") return shape;
  return {
    draw: (context: Pen) => {
      for (const [index, [x, y]] of shape.entries()) {
        if (index === 0) context.moveTo(x * POINT_RADIUS, y * POINT_RADIUS);
        else context.lineTo(x * POINT_RADIUS, y * POINT_RADIUS);
      }
      context.closePath();
    },
  };
}

/** The legend's sample of a series that has its own shape: grey, for its colour says something else. */
export function shapeSample(shape: Shape): LegendEntry["sample"] {
  const fill = GREYS.faint;
  if (shape === "circle") return [svg("circle", { cx: 11, cy: 6, r: POINT_RADIUS, fill })];
  const points = shape.map(([x, y]) => `${11 + x * POINT_RADIUS},${6 + y * POINT_RADIUS}`);
  return [svg("path", { d: `M${points.join("L")}Z`, fill })];
}
