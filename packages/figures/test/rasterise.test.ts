import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { crc32 } from "node:zlib";
import { FiguresError, rasterise, readFigureMetadata, renderFigure, type Renderer } from "@goldilocks/figures";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { beforeAll, describe, expect, test } from "vitest";
import { sweep } from "./fake-tables.ts";
import { gallery, inputFor } from "./gallery.ts";

const require = createRequire(import.meta.url);
const fonts: Uint8Array[] = [
  readFileSync(require.resolve("@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf")),
  readFileSync(require.resolve("@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf")),
];
const resvg: Renderer = Resvg;
// To look at the gallery: FIGURES_OUT=<folder> npx vitest run packages/figures/test/rasterise.test.ts
const out = process.env["FIGURES_OUT"];

beforeAll(async () => {
  await initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
});

describe("rasterise", () => {
  test.each(Object.keys(gallery))("draws %s and keeps its metadata", (name) => {
    const input = gallery[name]?.();
    if (input === undefined) throw new Error(name);
    const { svg } = renderFigure(input);
    const png = rasterise(svg, { resvg, fonts, scale: out === undefined ? 1 : 2 });
    expect(readFigureMetadata(png)).toEqual(input.metadata);
    if (out === undefined) return;
    mkdirSync(out, { recursive: true });
    writeFileSync(`${out}/${name}.png`, png);
    writeFileSync(`${out}/${name}.svg`, svg);
  });

  test("draws the same bytes every time", () => {
    const svg = renderFigure(inputFor({ kind: "histogram", x: "dead" }, sweep())).svg;
    expect(rasterise(svg, { resvg, fonts })).toEqual(rasterise(svg, { resvg, fonts }));
  });
});

test("a PNG figure is a valid file: every chunk has its checksum", () => {
  const input = gallery["line"]?.();
  const png = input === undefined ? new Uint8Array() : rasterise(renderFigure(input).svg, { resvg, fonts, scale: 1 });
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const types: string[] = [];
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    const body = png.subarray(at + 4, at + 8 + view.getUint32(at));
    expect(view.getUint32(at + 4 + body.length)).toBe(crc32(body));
    types.push(String.fromCodePoint(...body.subarray(0, 4)));
  }
  expect(types.slice(0, 3)).toEqual(["IHDR", "iTXt", "iTXt"]);
  expect(types.at(-1)).toBe("IEND");
  expect(view.getUint32(16)).toBe(680);
});

test("an SVG of someone else becomes a PNG without metadata", () => {
  const png = rasterise('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>', { resvg, fonts });
  expect(() => readFigureMetadata(png)).toThrow(FiguresError);
});

test("the font that is shipped has every character that figures write", () => {
  const text = Object.values(gallery)
    .map((make) => renderFigure(make()).svg)
    .join("");
  const used = new Set(`${text}⅛¼½¾×α‖₁−≥≤±·–—…⁰¹²³⁴⁵⁶⁷⁸⁹⁻’`.replaceAll(/\s/gu, ""));
  for (const bytes of fonts)
    expect([...used].filter((glyph) => !charactersOf(bytes).has(glyph.codePointAt(0) ?? 0))).toEqual([]);
});

/** The code points of a TrueType font, from the segments of its character map (format 4). */
function charactersOf(bytes: Uint8Array): Set<number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = Array.from({ length: view.getUint16(4) }, (_, index) => 12 + 16 * index);
  const entry = tables.find((at) => String.fromCodePoint(...bytes.subarray(at, at + 4)) === "cmap") ?? 0;
  const cmap = view.getUint32(entry + 8);
  const maps = Array.from(
    { length: view.getUint16(cmap + 2) },
    (_, index) => cmap + view.getUint32(cmap + 8 + 8 * index),
  );
  const map = maps.find((at) => view.getUint16(at) === 4) ?? 0;
  const doubled = view.getUint16(map + 6);
  const found = new Set<number>();
  for (let at = 0; at < doubled; at += 2) {
    const last = view.getUint16(map + 14 + at);
    for (let code = view.getUint16(map + 16 + doubled + at); code <= last && code < 0xffff; code += 1) found.add(code);
  }
  return found;
}
