import { FiguresError } from "./errors.ts";
import { type FigureMetadata, metadataInSvg } from "./metadata.ts";
import { isPng, readChunks, textOf } from "./png.ts";
import { fromUtf8 } from "./utf8.ts";

/** Keywords of the text chunks of a PNG figure. */
export const PNG_KEY = "goldilocks:key";
export const PNG_SPEC = "goldilocks:spec";
export const PNG_PARTIAL = "goldilocks:partial";

/**
 * The hash and the experiment that an SVG, PNG or PDF figure carries.
 *
 * @throws {@link FiguresError} `FIGURES_NOT_A_FIGURE` where the file carries neither, for instance after another program re-saved it.
 */
export function readFigureMetadata(bytes: Uint8Array): FigureMetadata {
  // A PDF figure has them in its XMP packet, as elements like an SVG's.
  const found = isPng(bytes) ? metadataInPng(bytes) : metadataInSvg(fromUtf8(bytes));
  if (found !== undefined) return found;
  const message = `${isPng(bytes) ? "this PNG" : "this file"} carries no hash and no experiment`;
  const hint = "use the file as it was written: some programs drop metadata when they save";
  throw new FiguresError({ code: "FIGURES_NOT_A_FIGURE", message, hint });
}

function metadataInPng(bytes: Uint8Array): FigureMetadata | undefined {
  const chunks = readChunks(bytes);
  const key = textOf(chunks, PNG_KEY);
  const spec = textOf(chunks, PNG_SPEC);
  const partial = textOf(chunks, PNG_PARTIAL);
  return key === undefined || spec === undefined ? undefined : { key, spec, ...(partial !== undefined && { partial }) };
}
