import { renderFigure } from "@goldilocks/figures";
import { expect, test } from "vitest";
import { takeRows } from "../src/join-histories.ts";
import { histories, sweep } from "./fake-tables.ts";
import { inputFor } from "./gallery.ts";

const line = { kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth" } as const;

test("a figure of one step draws the trainings that end there", () => {
  const table = sweep({ l1: [0.1, 1], ratios: [1], steps: [1000, 5000] });
  const { svg, data } = renderFigure(inputFor({ ...line, reduce: { at: 1000 } }, table));
  const only = renderFigure(inputFor({ ...line, where: { "train.steps": 1000 } }, table)).data;
  expect(data).toEqual(only);
  expect(svg).toContain("At 1,000 training steps.");
});

test("where none ends there it draws what their histories recorded, whose convergence nobody knows", () => {
  const table = sweep({ l1: [0.1, 1], ratios: [1] });
  const long = histories(table);
  const recorded = long.columns.find(({ name }) => name === "mmcs.truth")?.values ?? [];
  const steps = long.columns.find(({ name }) => name === "step")?.values ?? [];
  const { data } = renderFigure({ ...inputFor({ ...line, reduce: { at: 100 } }, table), histories: long });
  const drawn = data.columns.find(({ name }) => name === "mmcs.truth")?.values;
  expect(drawn).toEqual(recorded.filter((_, row) => steps[row] === 100));
  expect(data.columns.map(({ name }) => name)).not.toContain("converged");
});

test("trainings whose histories have no entry at that step are counted in the caption", () => {
  const table = sweep({ l1: [0.1, 1], ratios: [1] });
  const long = histories(table);
  const steps = long.columns.find(({ name }) => name === "step")?.values ?? [];
  const rows = long.columns.find(({ name }) => name === "row")?.values ?? [];
  const kept = steps.flatMap((step, row) => (rows[row] === 0 && step === 100 ? [] : [row]));
  const thinner = { rows: kept.length, columns: long.columns.map((column) => takeRows(column, kept)) };
  const figure = { ...line, reduce: { at: 100 } };
  expect(renderFigure({ ...inputFor(figure, table), histories: thinner }).svg).toContain("1 training has no entry");
  expect(renderFigure({ ...inputFor(figure, table), histories: long }).svg).not.toContain("no entry");
  const other = { ...inputFor({ ...figure, where: { "sae.l1Coefficient": 1 } }, table), histories: thinner };
  expect(renderFigure(other).svg).not.toContain("no entry");
});
