import type { HasCharacter } from "./font-characters.ts";
import type { SvgNode } from "./svg-node.ts";

/** A colour ramp that a document fills with. */
interface PdfGradient {
  stop(at: number, colour: string): unknown;
}

/** As much of pdfkit's `PDFDocument` as is used here; each call adds to the page. */
export interface PdfDocument {
  save(): unknown;
  restore(): unknown;
  transform(a: number, b: number, c: number, d: number, e: number, f: number): unknown;
  path(d: string): unknown;
  clip(): unknown;
  fill(): unknown;
  stroke(): unknown;
  /** A colour, or a {@link PdfGradient}. */
  fillColor(colour: unknown): unknown;
  strokeColor(colour: string): unknown;
  fillOpacity(opacity: number): unknown;
  strokeOpacity(opacity: number): unknown;
  lineWidth(width: number): unknown;
  lineCap(cap: string): unknown;
  lineJoin(join: string): unknown;
  dash(on: number, options: { space: number }): unknown;
  linearGradient(x1: number, y1: number, x2: number, y2: number): PdfGradient;
  registerFont(name: string, bytes: Uint8Array): unknown;
  font(name: string): unknown;
  fontSize(size: number): unknown;
  widthOfString(text: string): number;
  text(text: string, x: number, y: number, options: PdfTextOptions): unknown;
  appendXML(xml: string): unknown;
  on(event: string, listener: (...values: never[]) => void): unknown;
  end(): void;
}

/** How a run of text is set: its baseline is at y. */
export interface PdfTextOptions {
  readonly lineBreak: false;
  readonly baseline: "alphabetic";
  readonly stroke?: boolean;
  readonly fill?: boolean;
}

/** Fonts by the names under which a document has them: regular, bold, then those with more characters. */
export type PdfFonts = readonly { readonly name: string; readonly has: HasCharacter }[];

/** Where a figure is drawn, and what its elements refer to. */
export interface PdfPage {
  readonly document: PdfDocument;
  readonly fonts: PdfFonts;
  readonly named: ReadonlyMap<string, SvgNode>;
}
