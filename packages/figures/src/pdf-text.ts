import type { PdfDocument, PdfFonts, PdfPage, PdfTextOptions } from "./pdf-document.ts";
import type { PdfState } from "./pdf-state.ts";
import type { SvgNode } from "./svg-node.ts";

/** Characters of one font that stand side by side. */
interface Run {
  readonly font: string;
  readonly text: string;
  readonly width: number;
}

const PLACED = { lineBreak: false, baseline: "alphabetic" } as const;

/** One line of text, each character in the first font that has it, its halo below it. */
export function drawText({ document, fonts }: PdfPage, node: SvgNode, state: PdfState): void {
  const text = node.children.filter((child) => typeof child === "string").join("");
  const size = state["font-size"];
  const runs = runsOf(document, fonts, text, state);
  const width = runs.reduce((sum, run) => sum + run.width, 0);
  const shift = { middle: -width / 2, end: -width }[state["text-anchor"]] ?? 0;
  const x = lengthOf(node.attributes["x"], size) + lengthOf(node.attributes["dx"], size) + shift;
  const y = lengthOf(node.attributes["y"], size) + lengthOf(node.attributes["dy"], size);
  if (state.stroke !== "none") {
    document.strokeColor(state.stroke);
    document.strokeOpacity(state["stroke-opacity"]);
    document.lineWidth(state["stroke-width"]);
    document.lineJoin("round");
    drawRuns(document, runs, x, y, { ...PLACED, stroke: true, fill: false });
  }
  document.fillColor(state.fill);
  document.fillOpacity(state["fill-opacity"]);
  drawRuns(document, runs, x, y, PLACED);
}

function drawRuns(document: PdfDocument, runs: readonly Run[], from: number, y: number, options: PdfTextOptions): void {
  let x = from;
  for (const { font, text, width } of runs) {
    document.font(font);
    document.text(text, x, y, options);
    x += width;
  }
}

function runsOf(document: PdfDocument, fonts: PdfFonts, text: string, state: PdfState): Run[] {
  const [regular, bold, ...wider] = fonts;
  const order = [state["font-weight"] === "700" ? bold : regular, ...wider].filter((font) => font !== undefined);
  const parts: { font: string; text: string }[] = [];
  for (const character of text) {
    const last = parts.at(-1);
    const found = order.find(({ has }) => has(character.codePointAt(0) ?? 0)) ?? order[0];
    if (found === undefined) continue;
    if (last?.font === found.name) last.text += character;
    else parts.push({ font: found.name, text: character });
  }
  document.fontSize(state["font-size"]);
  return parts.map((part) => {
    document.font(part.font);
    return Object.assign(part, { width: document.widthOfString(part.text) });
  });
}

/** A length in pixels, or in widths of the font (`0.32em`). */
function lengthOf(value: string | number | undefined, size: number): number {
  const text = String(value ?? 0);
  return Number.parseFloat(text) * (text.endsWith("em") ? size : 1);
}
