import { checkFigure, type FigureInput, FiguresError, type FigureSpec, renderFigure } from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { sweep } from "./fake-tables.ts";
import { inputFor } from "./gallery.ts";

const columns = [...sweep().columns, { name: "ssll", kind: "number", scale: "linear", belowZero: true } as const];
const codes = (figure: FigureSpec): string[] => checkFigure(figure, columns).map((issue) => issue.code);
const line: FigureSpec = { kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth" };
const ridge: FigureSpec = { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize", fill: "mmcs.truth" };

describe("checkFigure", () => {
  test.each<[string, FigureSpec, string[]]>([
    ["a figure that can be drawn", line, []],
    ["an unknown column", { ...line, series: "sae.dictsize" }, ["FIGURES_UNKNOWN_COLUMN"]],
    ["an unknown column in where", { ...line, where: { size: 1 } }, ["FIGURES_UNKNOWN_COLUMN"]],
    ["a missing channel", { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize" }, ["FIGURES_CHANNEL"]],
    ["a channel its kind does not take", { ...line, fill: "mmcs.truth" }, ["FIGURES_CHANNEL"]],
    ["names where numbers are measured", { ...line, y: "variant" }, ["FIGURES_NOT_NUMERIC"]],
    [
      "a logarithmic scale of what has values below 0",
      { ...line, y: "ssll", scales: { y: "log" } },
      ["FIGURES_NEGATIVE_ON_LOG"],
    ],
    ["an interval outside (0, 1)", { ...line, interval: 95 }, ["FIGURES_INTERVAL"]],
    ["an empty domain", { ...line, domain: [1, 1] }, ["FIGURES_DOMAIN"]],
    [
      "a domain from 0 on a logarithmic axis",
      { ...line, y: "loss.reconstruction", domain: [0, 1] },
      ["FIGURES_DOMAIN"],
    ],
    [
      "a domain from 0 of logarithmic colours",
      { ...ridge, fill: "loss.reconstruction", domain: [0, 1] },
      ["FIGURES_DOMAIN"],
    ],
    [
      "a domain that bounds counts, whatever is counted",
      { kind: "histogram", x: "loss.reconstruction", domain: [0, 9] },
      [],
    ],
    ["a domain of colours beside a logarithmic y axis", { ...ridge, fill: "dead", domain: [0, 100] }, []],
    ["a death line without its axis", { ...line, x: "sae.dictSize", reference: ["deathLine"] }, ["FIGURES_REFERENCE"]],
    ["chance of a column that has none", { ...line, y: "dead", reference: ["chance"] }, ["FIGURES_REFERENCE"]],
    [
      "several things at once",
      { kind: "line", y: "nothing", interval: 2 },
      ["FIGURES_CHANNEL", "FIGURES_UNKNOWN_COLUMN", "FIGURES_INTERVAL"],
    ],
  ])("finds %s", (_, figure, expected) => {
    expect(codes(figure)).toEqual(expected);
  });

  test("suggests the column that was meant", () => {
    expect(checkFigure({ ...line, series: "sae.dictsize" }, columns)[0]?.hint).toContain("sae.dictSize");
  });
});

const codeOf = (input: FigureInput): string | undefined => {
  try {
    renderFigure(input);
  } catch (error) {
    if (error instanceof FiguresError) return error.code;
    throw error;
  }
  return undefined;
};

describe("renderFigure", () => {
  test("throws every issue of the check at once", () => {
    expect(codeOf(inputFor({ ...line, series: "nothing" }, sweep()))).toBe("FIGURES_UNKNOWN_COLUMN");
  });

  test("throws where nothing is left to draw", () => {
    expect(codeOf(inputFor({ ...line, where: { variant: "noisy" } }, sweep()))).toBe("FIGURES_NO_VALUES");
    expect(codeOf(inputFor(line, sweep({ l1: [] })))).toBe("FIGURES_NO_VALUES");
  });

  test("throws where every value of a heatmap is missing", () => {
    const table = sweep({ missing: () => true });
    const bare = { ...table, columns: table.columns.filter(({ name }) => name !== "mmcs.truth.chance") };
    expect(codeOf(inputFor(ridge, bare))).toBe("FIGURES_NO_VALUES");
  });

  test("throws for text that XML cannot hold", () => {
    expect(codeOf(inputFor({ ...line, title: "a\u0000b" }, sweep()))).toBe("FIGURES_METADATA");
  });

  test("throws where a history names no row of the table", () => {
    const histories = {
      rows: 1,
      columns: ["row", "step", "mmcs.truth"].map((name) => ({
        name,
        label: name,
        kind: "number" as const,
        scale: "linear" as const,
        values: [99],
      })),
    };
    const input = inputFor({ kind: "history", y: "mmcs.truth" }, sweep({ ratios: [1] }));
    expect(codeOf({ ...input, histories })).toBe("FIGURES_NOT_NUMERIC");
  });
});
