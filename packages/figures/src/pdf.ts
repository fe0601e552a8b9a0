import { charactersOf } from "./font-characters.ts";
import { type FigureWords, wordsInXml } from "./metadata.ts";
import type { PdfDocument, PdfFonts } from "./pdf-document.ts";
import { drawNode } from "./pdf-shapes.ts";
import { INITIAL, namedNodes } from "./pdf-state.ts";
import { type DomNode, fromDom, type SvgNode } from "./svg-node.ts";
import { xmlText } from "./serialise-svg.ts";

/** A class that makes PDF documents: `pdfkit`'s. */
export type PdfClass = new (options: {
  size: [number, number];
  margin: number;
  compress: boolean;
  pdfVersion: "1.7";
  lang: string;
  info: Record<string, unknown>;
}) => PdfDocument;

/** What turns SVG into PDF: pdfkit's class, what parses XML, and TTF files: regular, bold, then those with more characters. */
export interface PdfOptions {
  readonly PdfDocument: PdfClass;
  readonly parse: (svg: string) => DomNode;
  readonly fonts: readonly Uint8Array[];
}

const POINTS_PER_PIXEL = 0.75;
/** Every file has the same date, so that equal figures are equal files. */
// eslint-disable-next-line no-restricted-globals -- a fixed date, no clock
const DATE = new Date(Date.UTC(2020, 0, 1));

/**
 * A figure as PDF bytes: vectors, text in embedded fonts, and the SVG's hash, experiment, title and caption in its XMP packet.
 *
 * Streams are not compressed, since versions of zlib give other bytes.
 */
export async function toPdf(svg: string, { PdfDocument, parse, fonts }: PdfOptions): Promise<Uint8Array> {
  const root = fromDom(parse(svg));
  const words = wordsInXml(svg);
  if (typeof root !== "object") throw new TypeError("a figure is an SVG element");
  const [width, height] = [Number(root.attributes["width"]), Number(root.attributes["height"])];
  const document = new PdfDocument({
    size: [width * POINTS_PER_PIXEL, height * POINTS_PER_PIXEL],
    margin: 0,
    compress: false,
    pdfVersion: "1.7",
    lang: "en",
    info: infoOf(words),
  });
  const bytes = collected(document);
  addMetadata(document, words);
  draw(document, root, fonts);
  document.end();
  return bytes;
}

function infoOf({ title, caption, metadata }: FigureWords): Record<string, unknown> {
  return {
    Producer: "Goldilocks",
    Creator: "Goldilocks",
    CreationDate: DATE,
    ModDate: DATE,
    ...(title === undefined ? {} : { Title: title }),
    ...(caption === undefined ? {} : { Subject: caption }),
    ...(metadata === undefined ? {} : { GoldilocksKey: metadata.key }),
  };
}

/** Hash and experiment as a structure of the XMP packet, in the elements that an SVG has them in. */
function addMetadata(document: PdfDocument, { metadata }: FigureWords): void {
  if (metadata === undefined) return;
  const inner = Object.entries(metadata).map(
    ([name, text]: [string, string]) => `<g:${name}>${xmlText(text)}</g:${name}>`,
  );
  const own = `<g:figure xmlns:g="urn:goldilocks:figure" rdf:parseType="Resource">${inner.join("")}</g:figure>`;
  document.appendXML(`<rdf:Description rdf:about="">${own}</rdf:Description>`);
}

function draw(document: PdfDocument, root: SvgNode, files: readonly Uint8Array[]): void {
  const fonts: PdfFonts = files.map((bytes, index) => ({ name: `font-${index}`, has: charactersOf(bytes) }));
  for (const [index, bytes] of files.entries()) document.registerFont(`font-${index}`, bytes);
  document.transform(POINTS_PER_PIXEL, 0, 0, POINTS_PER_PIXEL, 0, 0);
  drawNode({ document, fonts, named: namedNodes(root) }, root, INITIAL);
}

function collected(document: PdfDocument): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    document.on("data", (part: Uint8Array) => void parts.push(part));
    document.on("error", reject);
    document.on("end", () => {
      const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      resolve(all);
    });
  });
}
