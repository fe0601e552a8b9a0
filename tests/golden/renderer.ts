import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { FigureRenderer } from "@goldilocks/engine";
import { rasterise } from "@goldilocks/figures";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { parseHTML } from "linkedom";

const require = createRequire(import.meta.url);
const fonts = ["400Regular/Arimo_400Regular.ttf", "700Bold/Arimo_700Bold.ttf"].map((file) =>
  readFileSync(require.resolve(`@expo-google-fonts/arimo/${file}`)),
);

/** Draws figures as the command line does: linkedom's document, resvg's pixels. */
export async function loadRenderer(): Promise<FigureRenderer> {
  await initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return {
    document: () => parseHTML("<!doctype html><html><body></body></html>").document,
    rasterise: (svg) => rasterise(svg, { resvg: Resvg, fonts }),
  };
}
