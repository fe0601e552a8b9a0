import { type Column, QUANTITY, type Table, VALUE } from "@goldilocks/figures/text";
import type { FigureSpec } from "@goldilocks/spec";
import { align } from "../text/align.ts";
import { columnOf, labelIn, short } from "./stored-table.ts";

const MOST_ROWS = 40;

/** The data of a line or history figure as a small table: a row for each x, a column for each line. Empty where there is none. */
export function drawnLines(drawn: Table, spec: FigureSpec, columns: number): readonly string[] {
  const x = columnOf(drawn, spec.x ?? "step");
  const several = typeof spec.y === "object";
  const y = columnOf(drawn, typeof spec.y === "object" ? VALUE : (spec.y ?? ""));
  if (x === undefined || y === undefined) return [];
  const parts = [spec.facet, several ? QUANTITY : spec.series].flatMap((name) => columnOf(drawn, name ?? "") ?? []);
  const names = distinct(drawn, (row) => parts.map((part) => labelIn(part, row)).join(", "));
  const places = distinct(drawn, (row) => labelIn(x, row));
  const cells = new Map<string, string>();
  for (let row = 0; row < drawn.rows; row++) {
    const name = parts.map((part) => labelIn(part, row)).join(", ");
    cells.set(JSON.stringify([labelIn(x, row), name]), valueIn(y, row));
  }
  const head = [x.label, ...names.map((name) => (name === "" ? y.label : name))];
  const rows = places.map((place) =>
    [place].concat(names.map((name) => cells.get(JSON.stringify([place, name])) ?? "")),
  );
  const lines = align(
    [head, ...rows.slice(0, MOST_ROWS)],
    head.map(() => "right" as const),
  );
  const by = parts.map(({ label }) => label).filter((label) => label !== "");
  const title = by.length === 0 ? [] : [`${y.label} by ${by.join(", ")}`];
  const more = rows.length > MOST_ROWS ? [`… and ${rows.length - MOST_ROWS} more rows`] : [];
  return [...title, ...lines.map((line) => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line)), ...more];
}

function valueIn(y: Column, row: number): string {
  const value = y.values[row];
  return typeof value === "number" ? short(value) : "·";
}

const distinct = (table: Table, of: (row: number) => string): readonly string[] => [
  ...new Set(Array.from({ length: table.rows }, (_, row) => of(row))),
];
