import { FiguresError } from "./errors.ts";
import type { SvgNode } from "./svg-node.ts";

/**
 * SVG text with the same bytes everywhere: attributes in alphabetical order, every coordinate rounded to two decimals, and Plot's ids
 * (which count up per process) renumbered per figure and led by `prefix`, so that figures on one page do not clash.
 */
export function serialiseSvg(root: SvgNode, prefix: string): string {
  return `${write(root, renamer(prefix), "")}\n`;
}

/** Attributes whose numbers are coordinates or sizes. */
const GEOMETRY = new Set(
  "d x y x1 x2 y1 y2 cx cy r rx ry dx dy width height points transform viewBox stroke-width font-size".split(" "),
);
const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/g;

function write(node: SvgNode, rename: (text: string) => string, indent: string): string {
  const names = Object.keys(node.attributes).toSorted();
  const attributes = names.map((name) => ` ${name}="${attribute(name, node.attributes[name] ?? "", rename)}"`).join("");
  const open = `${indent}<${node.name}${attributes}`;
  if (node.children.length === 0) return `${open}/>`;
  if (node.children.every((child) => typeof child === "string"))
    return `${open}>${node.children.map(xmlText).join("")}</${node.name}>`;
  const inner = node.children.map((child) =>
    typeof child === "string" ? xmlText(child) : write(child, rename, `${indent} `),
  );
  return `${open}>\n${inner.join("\n")}\n${indent}</${node.name}>`;
}

function attribute(name: string, value: string | number, rename: (text: string) => string): string {
  const text = GEOMETRY.has(name) ? String(value).replaceAll(NUMBER, (number) => round(Number(number))) : String(value);
  return xmlText(rename(text)).replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}

/** Two decimals; never `-0`. */
function round(number: number): string {
  return String(Math.round(number * 100) / 100 + 0);
}

function renamer(prefix: string): (text: string) => string {
  const names = new Map<string, string>();
  const rename = (id: string): string => {
    const name = names.get(id) ?? `${prefix}-${names.size + 1}`;
    names.set(id, name);
    return name;
  };
  return (text) => text.replaceAll(/plot-(?:clip|pattern)-\d+/g, rename);
}

/**
 * Text as XML content.
 *
 * @throws {@link FiguresError} `FIGURES_METADATA` for a character that XML cannot hold, such as U+0000.
 */
export function xmlText(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters XML forbids
  const bad = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u.exec(text);
  if (bad !== null) {
    const code = (bad[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    const hint = "remove it from the title, caption or labels";
    throw new FiguresError({
      code: "FIGURES_METADATA",
      message: `U+${code} cannot stand in an SVG file`,
      hint,
    });
  }
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");
}
