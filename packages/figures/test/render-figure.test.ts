import { renderFigure } from "@goldilocks/figures";
import { DOMParser } from "linkedom";
import { afterEach, describe, expect, test, vi } from "vitest";
import { gallery } from "./gallery.ts";

const names = Object.keys(gallery);
const draw = (name: string): string => {
  const input = gallery[name]?.();
  if (input === undefined) throw new Error(`no figure ${name} in the gallery`);
  return renderFigure(input).svg;
};

describe("a figure", () => {
  test.each(names.filter((name) => !/steps|zone|log/u.test(name)))("%s is drawn as it was", async (name) => {
    await expect(draw(name)).toMatchFileSnapshot(`snapshots/${name}.svg`);
  });

  test("has the same bytes whatever was drawn before it", () => {
    const first = new Map(names.map((name) => [name, draw(name)]));
    for (const name of names.toReversed()) expect(draw(name)).toBe(first.get(name));
  });

  test.each(names)("%s names every id once and refers to no other", (name) => {
    const svg = draw(name);
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const references = [...svg.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([...new Set(references)]));
    expect(ids.every((id) => id?.startsWith("g3f9a1c5e-"))).toBe(true);
  });

  test.each(names)("%s has no number with more than two decimals in its geometry", (name) => {
    const geometry = [...draw(name).matchAll(/ (?:d|x|y|x1|x2|y1|y2|cx|cy|width|height|transform)="([^"]*)"/g)];
    expect(geometry.length).toBeGreaterThan(50);
    for (const [, value] of geometry) expect(value).not.toMatch(/\d\.\d{3}|e-|NaN|Infinity/u);
  });

  test.each(names)("%s is well-formed XML and fits its width", (name) => {
    const document = new DOMParser().parseFromString(draw(name), "image/svg+xml");
    expect(document.documentElement.getAttribute("width")).toBe("680");
    expect(document.querySelectorAll("text").length).toBeGreaterThan(5);
  });
});

const refuse = (): never => {
  throw new Error("a figure must not depend on this");
};

describe("the engine", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  const transcendental = [
    "log",
    "log2",
    "log10",
    "log1p",
    "exp",
    "expm1",
    "pow",
    "cbrt",
    "hypot",
    "sin",
    "cos",
    "tan",
  ] as const;

  test.each(names)("does not reach %s by its last bits, its locale, its clock or its chance", (name) => {
    const expected = draw(name);
    const input = gallery[name]?.();
    if (input === undefined) throw new Error(name);
    for (const method of transcendental) {
      const original: (...values: number[]) => number = Math[method].bind(Math);
      vi.spyOn(Math, method).mockImplementation((...values: number[]) => original(...values) * (1 + 2 ** -50));
    }
    vi.spyOn(Math, "random").mockImplementation(refuse);
    vi.spyOn(Date, "now").mockImplementation(refuse);
    vi.spyOn(Number.prototype, "toLocaleString").mockImplementation(refuse);
    vi.stubGlobal("Intl", undefined);
    const { svg } = renderFigure(input);
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    expect(svg).toBe(expected);
  });
});
