import type { SvgNode } from "./svg-node.ts";

/** What elements inherit from those around them. */
export interface PdfState {
  readonly color: string;
  readonly fill: string;
  readonly stroke: string;
  readonly "stroke-width": number;
  readonly "fill-opacity": number;
  readonly "stroke-opacity": number;
  readonly "stroke-dasharray": string;
  readonly "stroke-linecap": string;
  readonly "stroke-linejoin": string;
  readonly "font-size": number;
  readonly "font-weight": string;
  readonly "text-anchor": string;
}

/** What SVG says where nothing else does. */
export const INITIAL: PdfState = {
  color: "#000000",
  fill: "#000000",
  stroke: "none",
  "stroke-width": 1,
  "fill-opacity": 1,
  "stroke-opacity": 1,
  "stroke-dasharray": "none",
  "stroke-linecap": "butt",
  "stroke-linejoin": "miter",
  "font-size": 16,
  "font-weight": "400",
  "text-anchor": "start",
};

/** The state inside an element. */
export function stateIn({ attributes }: SvgNode, around: PdfState): PdfState {
  const own = Object.entries(around).map(([name, before]) => {
    const given = attributes[name];
    if (given === undefined) return [name, before];
    return [name, typeof before === "number" ? Number(given) : String(given)];
  });
  const state: PdfState = { ...around, ...Object.fromEntries(own) };
  const opacity = Number(attributes["opacity"] ?? 1);
  return {
    ...state,
    fill: state.fill === "currentColor" ? state.color : state.fill,
    stroke: state.stroke === "currentColor" ? state.color : state.stroke,
    "fill-opacity": state["fill-opacity"] * opacity,
    "stroke-opacity": state["stroke-opacity"] * opacity,
  };
}

/** A 2 × 3 matrix as PDF and SVG both write it. */
export type Matrix = readonly [number, number, number, number, number, number];

/** Cosine and sine of the angles by which figures turn text, the same on every engine. */
const TURNS: ReadonlyMap<number, readonly [cos: number, sin: number]> = new Map([
  [-90, [0, -1]],
  [-35, [0.819152, -0.573576]],
]);

/** The matrices of an SVG `transform`, in the order in which they apply. */
export function transformsOf(text: string): Matrix[] {
  return [...text.matchAll(/(translate|rotate|scale)\(([^)]*)\)/gu)].map(([, kind, list = ""]): Matrix => {
    const [a = 0, b] = list.split(/[\s,]+/u).map(Number);
    if (kind === "translate") return [1, 0, 0, 1, a, b ?? 0];
    if (kind === "scale") return [a, 0, 0, b ?? a, 0, 0];
    const [cos, sin] = TURNS.get(a) ?? [1, 0];
    return [cos, sin, -sin, cos, 0, 0];
  });
}

/** Elements by their id. */
export function namedNodes(root: SvgNode): ReadonlyMap<string, SvgNode> {
  const named = new Map<string, SvgNode>();
  const visit = (node: SvgNode): void => {
    const id = node.attributes["id"];
    if (id !== undefined) named.set(String(id), node);
    for (const child of node.children) if (typeof child === "object") visit(child);
  };
  visit(root);
  return named;
}

/** The id in `url(#id)`, or undefined. */
export const referenceIn = (text: string): string | undefined => /^url\(#(.+)\)$/u.exec(text)?.[1];
