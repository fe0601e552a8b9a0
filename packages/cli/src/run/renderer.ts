import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FigureRenderer } from "@goldilocks/engine";
import { rasterise, toPdf } from "@goldilocks/figures";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { DOMParser, parseHTML } from "linkedom";
import { figureFonts } from "./fonts.ts";

const bytesOf = (url: string): Uint8Array => readFileSync(fileURLToPath(url));

let opened: Promise<FigureRenderer> | undefined;

/** What draws figures: a document without a browser, and pixels without the system's fonts. One serves the whole process. */
export function openRenderer(): Promise<FigureRenderer> {
  opened ??= open();
  return opened;
}

const parse = (svg: string) => new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;

async function open(): Promise<FigureRenderer> {
  await initWasm(bytesOf(import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const fonts = figureFonts();
  return {
    document: () => parseHTML("<!doctype html><html><body></body></html>").document,
    rasterise: (svg, dpi) => rasterise(svg, { resvg: Resvg, fonts, ...(dpi === undefined ? {} : { dpi }) }),
    pdf: async (svg) => {
      // Few figures are PDFs, and its library takes a while to load.
      const { default: PdfDocument } = await import("pdfkit");
      return toPdf(svg, { PdfDocument, parse, fonts });
    },
  };
}
