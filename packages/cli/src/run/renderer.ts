import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FigureRenderer } from "@goldilocks/engine";
import { rasterise } from "@goldilocks/figures";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { parseHTML } from "linkedom";

const bytesOf = (url: string): Uint8Array => readFileSync(fileURLToPath(url));

let opened: Promise<FigureRenderer> | undefined;

/** What draws figures: a document without a browser, and pixels without the system's fonts. One serves the whole process. */
export function openRenderer(): Promise<FigureRenderer> {
  opened ??= open();
  return opened;
}

async function open(): Promise<FigureRenderer> {
  await initWasm(bytesOf(import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const fonts = [
    bytesOf(import.meta.resolve("@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf")),
    bytesOf(import.meta.resolve("@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf")),
  ];
  return {
    document: () => parseHTML("<!doctype html><html><body></body></html>").document,
    rasterise: (svg) => rasterise(svg, { resvg: Resvg, fonts }),
  };
}
