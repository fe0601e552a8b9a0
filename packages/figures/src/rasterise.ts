import { FiguresError } from "./errors.ts";
import { DEFAULT_DPI, SVG_DPI } from "./figure-options.ts";
import { type FigureWords, wordsInXml } from "./metadata.ts";
import { densityChunk, type PngChunk, readChunks, textChunk, writeChunks } from "./png.ts";
import { PNG_KEY, PNG_PARTIAL, PNG_SPEC } from "./read-figure-metadata.ts";
import { FONT_FAMILY } from "./text-width.ts";

/** As much of `@resvg/resvg-wasm` as is used here: its class `Resvg`, after `initWasm`. */
export type Renderer = new (
  svg: string,
  options: {
    font: { fontBuffers: Uint8Array[]; defaultFontFamily: string; sansSerifFamily: string };
    fitTo: { mode: "zoom"; value: number };
    background: string;
  },
) => { render(): { asPng(): Uint8Array; free(): void }; free(): void };

/** What turns SVG into pixels; `fonts` are TTF files, the first of the family that figures name. */
export interface RasterOptions {
  readonly resvg: Renderer;
  readonly fonts: readonly Uint8Array[];
  readonly dpi?: number;
}

/**
 * A figure as PNG bytes of that many pixels per inch, 192 by default, with the SVG's hash, experiment, title and caption as text chunks.
 *
 * The renderer is WebAssembly and sees no system font, so the bytes are the same everywhere.
 *
 * @throws {@link FiguresError} `FIGURES_SIZE` for a picture of more pixels than {@link MOST_PIXELS}.
 */
export function rasterise(svg: string, { resvg, fonts, dpi = DEFAULT_DPI }: RasterOptions): Uint8Array {
  checkSize(svg, dpi);
  const [family = ""] = FONT_FAMILY.split(",");
  const font = { fontBuffers: [...fonts], defaultFontFamily: family, sansSerifFamily: family };
  const picture = new resvg(svg, {
    font,
    fitTo: { mode: "zoom", value: dpi / SVG_DPI },
    background: "#ffffff",
  });
  const image = picture.render();
  const png = image.asPng();
  image.free();
  picture.free();
  return withMetadata(png, svg, dpi);
}

/** Four bytes each while they are drawn. */
const MOST_PIXELS = 120_000_000;

function checkSize(svg: string, dpi: number): void {
  const [, height = "0", width = "0"] = /<svg [^>]*?height="([\d.]+)"[^>]*? width="([\d.]+)"/u.exec(svg) ?? [];
  const pixels = (Number(width) * Number(height) * dpi * dpi) / (SVG_DPI * SVG_DPI);
  if (pixels <= MOST_PIXELS) return;
  const message = `the PNG would have ${Math.round(pixels / 1e6)} million pixels, more than ${MOST_PIXELS / 1e6} million`;
  throw new FiguresError({ code: "FIGURES_SIZE", message, hint: "lower dpi, width or height" });
}

function withMetadata(png: Uint8Array, svg: string, dpi: number): Uint8Array {
  const words = wordsInXml(svg);
  const { metadata } = words;
  if (metadata === undefined) return png;
  const [header, ...rest] = readChunks(png);
  const texts = [textChunk(PNG_KEY, metadata.key), textChunk(PNG_SPEC, metadata.spec), ...captions(words)];
  if (metadata.partial !== undefined) texts.push(textChunk(PNG_PARTIAL, metadata.partial));
  return writeChunks([...(header === undefined ? [] : [header]), ...texts, densityChunk(dpi), ...rest]);
}

/** Title and caption under the keywords that the PNG specification gives them. */
function captions({ title, caption }: FigureWords): PngChunk[] {
  return [
    ...(title === undefined ? [] : [textChunk("Title", title)]),
    ...(caption === undefined ? [] : [textChunk("Description", caption)]),
  ];
}
