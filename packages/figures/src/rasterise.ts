import { metadataInSvg } from "./metadata.ts";
import { readChunks, textChunk, writeChunks } from "./png.ts";
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

/** What turns SVG into pixels; `fonts` are TTF files, the first of the family that figures name; `scale` is pixels per SVG pixel. */
export interface RasterOptions {
  readonly resvg: Renderer;
  readonly fonts: readonly Uint8Array[];
  readonly scale?: number;
}

/**
 * A figure as PNG bytes, twice its size unless `scale` says otherwise, with the SVG's hash and experiment as text chunks.
 *
 * The renderer is WebAssembly and sees no system font, so the bytes are the same everywhere.
 */
export function rasterise(svg: string, { resvg, fonts, scale = 2 }: RasterOptions): Uint8Array {
  const [family = ""] = FONT_FAMILY.split(",");
  const font = { fontBuffers: [...fonts], defaultFontFamily: family, sansSerifFamily: family };
  const picture = new resvg(svg, {
    font,
    fitTo: { mode: "zoom", value: scale },
    background: "#ffffff",
  });
  const image = picture.render();
  const png = image.asPng();
  image.free();
  picture.free();
  return withMetadata(png, svg);
}

function withMetadata(png: Uint8Array, svg: string): Uint8Array {
  const metadata = metadataInSvg(svg);
  if (metadata === undefined) return png;
  const [header, ...rest] = readChunks(png);
  const texts = [textChunk(PNG_KEY, metadata.key), textChunk(PNG_SPEC, metadata.spec)];
  if (metadata.partial !== undefined) texts.push(textChunk(PNG_PARTIAL, metadata.partial));
  return writeChunks([...(header === undefined ? [] : [header]), ...texts, ...rest]);
}
