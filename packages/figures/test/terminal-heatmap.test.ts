import { type FigureSpec, type Table, terminalHeatmap, type TerminalOptions } from "@goldilocks/figures";
import { expect, test } from "vitest";
import { sweep } from "./fake-tables.ts";

const figure: FigureSpec = { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize", fill: "mmcs.truth" };
const table = sweep({ missing: (cell) => cell.l1 === 10 && cell.ratio > 2 });

const drawnOn = (on: Table, spec: FigureSpec, options: TerminalOptions): string =>
  `${terminalHeatmap(on, spec, options).join("\n")}\n`;

const ansi = (sgr: string, text: string): string => `\u001B[${sgr}m${text}\u001B[0m`;

test("a heatmap in a plain terminal has shades and numbers", () => {
  expect(drawnOn(table, figure, { columns: 80 })).toMatchInlineSnapshot(`
    "dictionary size J / features G by L1 coefficient α
    8× ░.41 ░.42 ░.44 ▒.54 ▓.82 █.89 █.91 █.92 █.92 █.92 █.91 █.88   ·
    4× ░.41 ░.43 ░.47 ▓.71 █.86 █.90 █.91 █.92 █.91 █.90 █.87 ▒.67   ·
    2× ░.39 ░.42 ▒.52 ▓.82 █.88 █.90 █.91 █.91 █.90 █.85 ▒.56 ░.42  .32
    1× ░.38 ░.44 ▓.73 █.86 █.89 █.90 █.90 █.89 ▓.83 ░.49 ░.40  .30  .30
    ½× ░.38 ░.48 ▓.70 ▓.75 ▓.76 ▓.76 ▓.75 ▒.68 ░.41 ░.36  .28  .28  .28
    ¼× ░.39 ▒.59 ▒.66 ▓.68 ▓.68 ▒.67 ▒.58 ░.37  .27  .27  .27  .27  .27
       0.01                0.1                 1                   10

    MMCS to truth: 0.27    ░░░▒▒▒▒▓▓▓▓██ 0.923, chance 0.29–0.37
    "
  `);
});

test("a narrow terminal has shades only", () => {
  expect(drawnOn(table, figure, { columns: 40 })).toMatchInlineSnapshot(`
    "dictionary size J / features G by L1 coefficient α
    8× ░░░░░░▒▒▓▓██████████████·
    4× ░░░░░░▓▓██████████████▒▒·
    2× ░░░░▒▒▓▓████████████▒▒░░
    1× ░░░░▓▓██████████▓▓░░░░
    ½× ░░░░▓▓▓▓▓▓▓▓▓▓▒▒░░░░
    ¼× ░░▒▒▒▒▓▓▓▓▒▒▒▒░░
       0.01    0.1     1       10

    MMCS to truth: 0.27    ░░░▒▒▒▒▓▓▓▓██ 0.923, chance 0.29–0.37
    "
  `);
});

test("a domain bounds the shades and the key, not the numbers", () => {
  const text = drawnOn(table, { ...figure, domain: [0.5, 0.8] }, { columns: 80 });
  const lines = text.split("\n");
  expect(lines[1]).toContain("█.92");
  expect(lines[6]).toContain(".27");
  expect(text.trimEnd().split("\n").at(-1)).toMatch(/≤ 0\.5 .* ≥ 0\.8, chance/u);
});

test.each([20, 30, 40, 60, 80, 200])("the rows of a heatmap are no wider than %i columns", (columns) => {
  const rows = drawnOn(table, figure, { columns }).split("\n").slice(1, 8);
  for (const row of rows) expect(Array.from(row).length).toBeLessThanOrEqual(columns);
});

test("without colour there is no escape sequence; with colour the text is the same but for shades", () => {
  const plain = drawnOn(table, figure, { columns: 80 });
  const coloured = drawnOn(table, figure, { columns: 80, style: ansi });
  expect(plain).not.toContain("\u001B");
  // eslint-disable-next-line no-control-regex -- escape sequences are what is removed
  const stripped = coloured.replaceAll(/\u001B\[[\d;]*m/g, "");
  expect(withoutShades(stripped)).toEqual(withoutShades(plain));
});

test("a facet is a block of its own", () => {
  const text = drawnOn(sweep({ variants: ["clean", "jitter"] }), { ...figure, facet: "variant" }, { columns: 80 });
  expect(text.match(/\(variant: (clean|jitter)\)/gu)).toEqual(["(variant: clean)", "(variant: jitter)"]);
});

function withoutShades(text: string): string[] {
  return text
    .replaceAll(/[░▒▓█]/gu, " ")
    .split("\n")
    .map((line) => line.trimEnd());
}
