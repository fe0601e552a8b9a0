import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { FigureRenderer } from "@goldilocks/engine";
import { rasterise, toPdf } from "@goldilocks/figures";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { DOMParser, parseHTML } from "linkedom";
import PdfDocument from "pdfkit";

const require = createRequire(import.meta.url);
const fonts = [
  "@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf",
  "@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf",
  "@expo-google-fonts/noto-sans-math/400Regular/NotoSansMath_400Regular.ttf",
].map((file) => readFileSync(require.resolve(file)));
const parse = (svg: string) => new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;

/** Draws figures as the command line does: linkedom's document, resvg's pixels. */
export async function loadRenderer(): Promise<FigureRenderer> {
  await initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return {
    document: () => parseHTML("<!doctype html><html><body></body></html>").document,
    rasterise: (svg, dpi) => rasterise(svg, { resvg: Resvg, fonts, ...(dpi === undefined ? {} : { dpi }) }),
    pdf: (svg) => toPdf(svg, { PdfDocument, parse, fonts }),
  };
}
