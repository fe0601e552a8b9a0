import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { crc32 } from "node:zlib";
import {
  charactersOf,
  FiguresError,
  missingCharacters,
  rasterise,
  readFigureMetadata,
  renderFigure,
  type Renderer,
  toPdf,
} from "@goldilocks/figures";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { DOMParser } from "linkedom";
import PdfDocument from "pdfkit";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { sweep } from "./fake-tables.ts";
import { gallery, inputFor } from "./gallery.ts";

const require = createRequire(import.meta.url);
const fonts: Uint8Array[] = [
  readFileSync(require.resolve("@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf")),
  readFileSync(require.resolve("@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf")),
];
const wider = readFileSync(require.resolve("@expo-google-fonts/noto-sans-math/400Regular/NotoSansMath_400Regular.ttf"));
const resvg: Renderer = Resvg;
const pdfOptions = {
  PdfDocument,
  parse: (text: string) => new DOMParser().parseFromString(text, "image/svg+xml").documentElement,
  fonts: [...fonts, wider],
};
// To look at the gallery: FIGURES_OUT=<folder> npx vitest run packages/figures/test/rasterise.test.ts
const out = process.env["FIGURES_OUT"];

beforeAll(async () => {
  await initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
});

const read = (png: Uint8Array): readonly [number, number] => {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunk = Buffer.from(png).indexOf("pHYs") + 4;
  return [view.getUint32(16), view.getUint32(chunk)];
};

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

describe("rasterise", () => {
  test.each(Object.keys(gallery))("draws %s and keeps its metadata", async (name) => {
    const input = gallery[name]?.();
    if (input === undefined) throw new Error(name);
    const { svg } = renderFigure(input);
    const png = rasterise(svg, { resvg, fonts, dpi: out === undefined ? 96 : 192 });
    expect(readFigureMetadata(png)).toEqual(input.metadata);
    if (out === undefined) return;
    mkdirSync(out, { recursive: true });
    writeFileSync(`${out}/${name}.png`, png);
    writeFileSync(`${out}/${name}.svg`, svg);
    writeFileSync(`${out}/${name}.pdf`, await toPdf(svg, pdfOptions));
  });

  test("draws the same bytes every time", () => {
    const svg = renderFigure(inputFor({ kind: "histogram", x: "dead" }, sweep())).svg;
    expect(rasterise(svg, { resvg, fonts })).toEqual(rasterise(svg, { resvg, fonts }));
  });
});

test("a PNG figure is a valid file: every chunk has its checksum", () => {
  const input = gallery["line"]?.();
  const png = input === undefined ? new Uint8Array() : rasterise(renderFigure(input).svg, { resvg, fonts, dpi: 96 });
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

describe("the resolution of a PNG", () => {
  const { svg } = renderFigure(inputFor({ kind: "histogram", x: "dead" }, sweep()));

  test.each([
    [undefined, 1360, 7559],
    [300, 2125, 11_811],
    [48, 340, 1890],
  ])("of %s pixels an inch decides its width, and is in the file", (dpi, width, perMetre) => {
    const png = rasterise(svg, { resvg, fonts, ...(dpi === undefined ? {} : { dpi }) });
    expect(read(png)).toEqual([width, perMetre]);
  });

  test("that would take gigabytes is refused with a code", () => {
    const huge = svg.replace(/height="[\d.]+"/u, 'height="4000"').replace(/width="680"/u, 'width="4000"');
    expect(() => rasterise(huge, { resvg, fonts, dpi: 1200 })).toThrow(FiguresError);
  });
});

describe("a PDF figure", () => {
  const input = { ...inputFor({ kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth" }, sweep()) };
  const drawn = (title: string) => renderFigure({ ...input, figure: { ...input.figure, title } }).svg;

  test("is the same bytes every time, whatever the clock and chance say", async () => {
    const svg = drawn("a title");
    const first = await toPdf(svg, pdfOptions);
    vi.useFakeTimers({ now: 0, toFake: ["Date"] });
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    expect(await toPdf(svg, pdfOptions)).toEqual(first);
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  test("carries hash and experiment as the SVG does", async () => {
    expect(readFigureMetadata(await toPdf(drawn("a title"), pdfOptions))).toEqual(input.metadata);
  });

  test("has the size of the SVG in points, no compressed stream, and its fonts inside", async () => {
    const pdf = latin1(await toPdf(drawn("a title"), pdfOptions));
    expect(pdf).toMatch(/\/MediaBox \[0 0 510 /u);
    expect(pdf).not.toContain("FlateDecode");
    expect(pdf).toContain("Arimo");
    expect(pdf).not.toContain("NotoSansMath");
  });

  test("takes signs that Arimo lacks from the wider font", async () => {
    expect(latin1(await toPdf(drawn("∀ x ∈ ℝ"), pdfOptions))).toContain("NotoSansMath");
  });
});

describe("the fonts that are shipped", () => {
  const has = [...fonts, wider].map(charactersOf);

  test("have Greek, Cyrillic, and the signs of mathematics", () => {
    const text = "αβγδεζηθικλμνξοπρστυφχψω ΓΔΘΛΞΠΣΦΨΩ абвгдежзийклмнопрстуфхцчшщъыьэюя ЁЖ ∀∃∈∉∑∏∫√∞≈≠≤≥±⊂∪∩→⇒ ℝ𝔼𝒩 ✓★";
    expect(missingCharacters([text], has)).toEqual([]);
  });

  test("lack Chinese, Arabic, Hindi and emoji, each named once", () => {
    expect(missingCharacters(["特征 vs 特", "ميزة", "हि", "🎉👍🏽"], has).slice(0, 3)).toEqual(["特", "征", "ة"]);
    expect(missingCharacters(["हि🎉"], has)).toEqual(["ह", "ि", "🎉"]);
  });

  test("draw what a text has of mathematics, and no box", () => {
    const { svg } = renderFigure(inputFor({ kind: "histogram", x: "dead", title: "∀∈⇒" }, sweep()));
    const [boxes, drawn] = [fonts, [...fonts, wider]].map((all) => rasterise(svg, { resvg, fonts: all }));
    expect(drawn).not.toEqual(boxes);
  });
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
    expect([...used].filter((glyph) => !charactersOf(bytes)(glyph.codePointAt(0) ?? 0))).toEqual([]);
});
