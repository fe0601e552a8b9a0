import { renderFigure } from "@goldilocks/figures";
import { expect, test } from "vitest";
import { sweep } from "./fake-tables.ts";
import { inputFor } from "./gallery.ts";

const table = sweep({ l1: [0.1, 1], ratios: [1] });
const both = { kind: "line", x: "sae.l1Coefficient", y: ["mmcs.truth", "mmcs.truth.chance"] } as const;

test("several columns along y are one series each, called as their axis would be", () => {
  const { svg, data } = renderFigure(inputFor(both, table));
  const of = (name: string) => data.columns.find((column) => column.name === name);
  expect(of("quantity")?.values).toEqual(["mmcs.truth", "mmcs.truth", "mmcs.truth.chance", "mmcs.truth.chance"]);
  const column = (name: string) => table.columns.find((one) => one.name === name)?.values ?? [];
  expect(of("value")?.values).toEqual([...column("mmcs.truth"), ...column("mmcs.truth.chance")]);
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</gu)].map(([, text]) => text);
  const label = table.columns.find(({ name }) => name === "mmcs.truth")?.label;
  expect(texts).toContain(label);
});

test("a label of y stands on their axis", () => {
  const { svg } = renderFigure(inputFor({ ...both, labels: { y: "cosine" } }, table));
  expect(svg).toMatch(/>cosine<\/text>/u);
});
