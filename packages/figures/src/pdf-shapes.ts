import type { PdfDocument, PdfPage } from "./pdf-document.ts";
import { INITIAL, type PdfState, referenceIn, stateIn, transformsOf } from "./pdf-state.ts";
import { drawText } from "./pdf-text.ts";
import type { SvgNode } from "./svg-node.ts";

/** Elements that show nothing where they stand. */
const UNSEEN = new Set(["title", "desc", "metadata", "defs", "clippath", "pattern", "lineargradient"]);

/** Draws an element and what is in it, as far as figures have such elements. */
export function drawNode(page: PdfPage, node: SvgNode, around: PdfState): void {
  const name = node.name.toLowerCase();
  if (UNSEEN.has(name)) return;
  const { document } = page;
  const state = stateIn(node, around);
  document.save();
  for (const matrix of transformsOf(String(node.attributes["transform"] ?? ""))) document.transform(...matrix);
  clipTo(page, node);
  if (name === "text") drawText(page, node, state);
  else if (name === "g" || name === "svg") {
    for (const child of node.children) if (typeof child === "object") drawNode(page, child, state);
  } else drawShape(page, node, state);
  document.restore();
}

function clipTo({ document, named }: PdfPage, { attributes }: SvgNode): void {
  const clip = named.get(referenceIn(String(attributes["clip-path"] ?? "")) ?? "");
  const shape = clip?.children.find((child) => typeof child === "object");
  const outline = shape === undefined ? undefined : outlineOf(shape);
  if (outline === undefined) return;
  document.path(outline.d);
  document.clip();
}

/** A shape as a path, and the box around it. */
interface Outline {
  readonly d: string;
  readonly box: Box;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How much further a cell without outline goes, so that no viewer shows a gap between it and the next. */
const SEAM = 0.15;
/** Control points of a quarter circle. */
const KAPPA = 0.5523;

function outlineOf({ name, attributes }: SvgNode): Outline | undefined {
  const at = (key: string): number => Number(attributes[key] ?? 0);
  const none: Box = { x: 0, y: 0, width: 0, height: 0 };
  if (name === "path") return { d: String(attributes["d"] ?? ""), box: none };
  if (name === "line") return { d: `M${at("x1")},${at("y1")}L${at("x2")},${at("y2")}`, box: none };
  if (name === "rect") {
    const grown = attributes["shape-rendering"] === "crispEdges" ? SEAM : 0;
    const [x, y] = [at("x") - grown, at("y") - grown];
    const [width, height] = [at("width") + 2 * grown, at("height") + 2 * grown];
    return { d: `M${x},${y}H${x + width}V${y + height}H${x}Z`, box: { x, y, width, height } };
  }
  if (name !== "circle") return undefined;
  const [x, y, r] = [at("cx"), at("cy"), at("r")];
  const k = r * KAPPA;
  const quarters = [
    `C${x + r},${y + k} ${x + k},${y + r} ${x},${y + r}`,
    `C${x - k},${y + r} ${x - r},${y + k} ${x - r},${y}`,
    `C${x - r},${y - k} ${x - k},${y - r} ${x},${y - r}`,
    `C${x + k},${y - r} ${x + r},${y - k} ${x + r},${y}`,
  ];
  return { d: `M${x + r},${y}${quarters.join("")}Z`, box: none };
}

function drawShape(page: PdfPage, node: SvgNode, state: PdfState): void {
  const outline = outlineOf(node);
  if (outline === undefined) return;
  const { document } = page;
  const paint = referenceIn(state.fill);
  const server = paint === undefined ? undefined : page.named.get(paint);
  if (server?.name === "pattern") fillWithPattern(page, outline, server);
  else if (state.fill !== "none" && node.name !== "line") {
    document.path(outline.d);
    document.fillColor(server === undefined ? state.fill : gradientOf(document, server, outline.box));
    document.fillOpacity(state["fill-opacity"]);
    document.fill();
  }
  if (state.stroke !== "none" && state["stroke-width"] > 0) stroke(document, outline, state);
}

function stroke(document: PdfDocument, { d }: Outline, state: PdfState): void {
  document.path(d);
  document.strokeColor(state.stroke);
  document.strokeOpacity(state["stroke-opacity"]);
  document.lineWidth(state["stroke-width"]);
  document.lineCap(state["stroke-linecap"]);
  document.lineJoin(state["stroke-linejoin"]);
  const [on, space] = state["stroke-dasharray"].split(/[\s,]+/u).map(Number);
  if (on !== undefined && on > 0) document.dash(on, { space: space ?? on });
  document.stroke();
}

/** A gradient from one side of the box to another, as `x1` … `y2` say in shares of it. */
function gradientOf(document: PdfDocument, node: SvgNode, { x, y, width, height }: Box) {
  const share = (key: string): number => Number(node.attributes[key] ?? 0);
  const gradient = document.linearGradient(
    x + share("x1") * width,
    y + share("y1") * height,
    x + share("x2") * width,
    y + share("y2") * height,
  );
  for (const child of node.children) {
    if (typeof child !== "object") continue;
    const at = Number.parseFloat(String(child.attributes["offset"])) / 100;
    gradient.stop(at, String(child.attributes["stop-color"]));
  }
  return gradient;
}

/** The pattern's own elements, as often as they fit in the box, cut to the shape. */
function fillWithPattern(page: PdfPage, { d, box }: Outline, pattern: SvgNode): void {
  const { document } = page;
  const [across, down] = [Number(pattern.attributes["width"]), Number(pattern.attributes["height"])];
  document.save();
  document.path(d);
  document.clip();
  for (let x = Math.floor(box.x / across) * across; x < box.x + box.width; x += across)
    for (let y = Math.floor(box.y / down) * down; y < box.y + box.height; y += down) {
      document.save();
      document.transform(1, 0, 0, 1, x, y);
      for (const child of pattern.children) if (typeof child === "object") drawNode(page, child, INITIAL);
      document.restore();
    }
  document.restore();
}
