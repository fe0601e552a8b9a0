import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type FigureSpec, rasterise, renderFigure } from "@goldilocks/figures";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { beforeAll, describe, expect, test } from "vitest";
import { histories, sweep } from "./fake-tables.ts";
import { inputFor } from "./gallery.ts";

const require = createRequire(import.meta.url);
beforeAll(() => initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm"))));

const zone = { kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth" } as const;
const figures: readonly (readonly [string, FigureSpec])[] = [
  ["a line", { ...zone, domain: [0.9999, 0.999_91] }],
  ["a band", { ...zone, domain: [-9, -8.999], interval: 0.9 }],
  ["lines along x", { ...zone, domains: { x: [1000, 1000.1] }, reference: ["chance", "zone", "deathLine"] }],
  ["boxes", { ...zone, domain: [0.9999, 0.999_91], spread: "box", reference: ["chance"] }],
  ["a histogram", { kind: "histogram", x: "mmcs.truth", domains: { x: [5, 5.0001] }, reference: ["chance"] }],
  ["a scatter", { kind: "scatter", x: "loss.reconstruction", y: "mmcs.truth", domains: { y: [5, 5.0001] } }],
  [
    "a heatmap",
    {
      kind: "heatmap",
      x: "sae.l1Coefficient",
      y: "sae.dictSize",
      fill: "mmcs.truth",
      domains: { x: [0.01, 0.0101] },
      reference: ["deathLine", "zone"],
    },
  ],
  ["a history", { kind: "history", y: "mmcs.truth", domain: [5, 5.0001] }],
];

describe("a figure whose bounds leave its marks far outside can be drawn:", () => {
  const table = sweep({ ratios: [1, 2], repeats: 3 });

  test.each(figures)("%s", (_, figure) => {
    const { svg } = renderFigure({
      ...inputFor(figure, table),
      ...(figure.kind === "history" && { histories: histories(table) }),
    });
    expect(() => rasterise(svg, { resvg: Resvg, fonts: [] })).not.toThrow();
    const clips = new Set([...svg.matchAll(/url\(#([^)]+)\)/gu)].map(([, id]) => id));
    const defined = [...svg.matchAll(/<clipPath id="([^"]+)"/gu)].map(([, id]) => id);
    expect(defined.filter((id) => !clips.has(id))).toEqual([]);
  });
});

test("lines that cross the frame are drawn as they were", () => {
  const figure: FigureSpec = { ...zone, where: { "sae.dictSize": 1 }, domain: [0.9, 1] };
  expect(renderFigure(inputFor(figure, sweep())).svg).toContain('aria-label="line" clip-path');
});
