import { extent } from "./extent.ts";
import type { SvgNode } from "./svg-node.ts";

/** A rectangle in pixels. */
export interface Frame {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/**
 * Drawn marks without those that are clipped by the frame and lie farther from it than it is wide or high, which a figure's bounds may bring
 * about. Nobody sees them, and resvg cannot draw a clipped group that lies more than two pictures away.
 */
export function withinFrame(nodes: readonly SvgNode[], frame: Frame): SvgNode[] {
  const shown = nodes.filter((node) => clipOf(node) === undefined || !isBeyond(node, frame));
  const clips = new Set(shown.map(clipOf));
  return shown.filter(({ name, attributes }) => name !== "clipPath" || clips.has(`url(#${attributes["id"] ?? ""})`));
}

const clipOf = ({ attributes }: SvgNode): string | number | undefined => attributes["clip-path"];

function isBeyond(node: SvgNode, { x, y }: Frame): boolean {
  const [across, down] = [placesIn(node, "x"), placesIn(node, "y")].map(extent);
  return across !== undefined && down !== undefined && (isApart(across, x) || isApart(down, y));
}

/** Whether there is anything, and all of it is outside; what has no place on the axis is [∞, −∞]. */
const isApart = ([from, to]: readonly [number, number], [low, high]: readonly [number, number]): boolean =>
  from <= to && (to < low - (high - low) || from > high + (high - low));

const SIZES = { x: "width", y: "height" } as const;

/** Every coordinate of an element and of those in it, along one axis. */
function placesIn({ attributes, children, name }: SvgNode, axis: "x" | "y"): number[] {
  const at = (key: string): number => Number(attributes[key] ?? Number.NaN);
  const own = [axis, `${axis}1`, `${axis}2`, `c${axis}`].map(at);
  const size = at(axis) + at(SIZES[axis]);
  const path = name === "path" ? pathPlaces(String(attributes["d"] ?? ""), axis) : [];
  const inner = children.flatMap((child) => (typeof child === "string" ? [] : placesIn(child, axis)));
  return [...own, size, ...path, ...inner].filter(Number.isFinite);
}

/** The coordinates of a path of lines: M, L and Z alone. */
function pathPlaces(text: string, axis: "x" | "y"): number[] {
  const numbers = text.match(/-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gu)?.map(Number) ?? [];
  return numbers.filter((_, index) => index % 2 === (axis === "x" ? 0 : 1));
}
