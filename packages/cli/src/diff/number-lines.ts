import { align } from "../text/align.ts";
import type { Paint } from "../text/paint.ts";
import { count } from "../text/quantities.ts";
import { short } from "../run/stored-table.ts";
import type { CellName, MetricDifference, NumbersDifference, PlacedChange } from "./compare-numbers.ts";

const MOST_CELLS = 4;
const DIGITS = 6;

/** How the numbers of two tables differ, as lines; `top`: how many changes of each metric. */
export function numberLines(numbers: NumbersDifference | null, top: number, paint: Paint): readonly string[] {
  if (numbers === null) return [];
  const { metrics, by } = numbers;
  const parting = metrics.filter(({ changes }) => changes.length > 0);
  const same = metrics.filter(({ changes }) => changes.length === 0).map(({ name }) => name);
  const matched = by.length === 0 ? "" : `, matched by ${by.join(", ")} and repeat`;
  const words = [
    ...(parting.length > 0 || metrics.length === 0 || numbers.cells === 0
      ? []
      : ["every number the same, bit for bit"]),
    `${count(numbers.cells, "cell")} in both${matched}`,
  ];
  return [
    `${paint.bold("numbers")}: ${words.join("; ")}`,
    ...onlyLine("A", numbers.onlyA),
    ...onlyLine("B", numbers.onlyB),
    ...metricsLine("A", numbers.metricsOnlyA),
    ...metricsLine("B", numbers.metricsOnlyB),
    ...(parting.length > 0 ? [...meanLines(parting), ...changeLines(parting, top)] : []),
    ...(parting.length > 0 && same.length > 0 ? [`  the same, bit for bit: ${same.join(", ")}`] : []),
  ];
}

function onlyLine(side: string, cells: readonly CellName[]): readonly string[] {
  if (cells.length === 0) return [];
  const more = cells.length - MOST_CELLS;
  const listed = cells.slice(0, MOST_CELLS).map(({ label }) => `    ${label}`);
  return [`  ${count(cells.length, "cell")} only in ${side}`, ...listed, ...(more > 0 ? [`    and ${more} more`] : [])];
}

const metricsLine = (side: string, names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`  only in ${side}: ${names.join(", ")}`];

function meanLines(metrics: readonly MetricDifference[]): readonly string[] {
  const rows = metrics.map(({ name, both, equal, onlyA, onlyB, meanA, meanB, meanChange }) => [
    name,
    `${equal} of ${both}`,
    number(meanA),
    number(meanB),
    signed(meanChange),
    // A value that one side lacks is in no mean.
    [...(onlyA > 0 ? [`${onlyA} missing in B`] : []), ...(onlyB > 0 ? [`${onlyB} missing in A`] : [])].join(", "),
  ]);
  const head = ["metric", "equal", "mean of A", "mean of B", "change", ""];
  return align([head, ...rows], ["left", "right", "right", "right", "right", "left"]).map((line) => `  ${line}`);
}

function changeLines(metrics: readonly MetricDifference[], top: number): readonly string[] {
  const rows = metrics.flatMap((metric) =>
    chosen(metric, top).map(({ cell, a, b, change, relative }) => [
      metric.name,
      number(a),
      number(b),
      signed(change),
      relative === null ? "" : `${signed(relative * 100)} %`,
      cell.label,
    ]),
  );
  const head = [top === 1 ? "largest" : `largest ${top}`, "A", "B", "change", "of A", "in the cell"];
  return [
    "",
    ...align([head, ...rows], ["left", "right", "right", "right", "right", "left"]).map((line) => `  ${line}`),
  ];
}

/** The largest changes, and the largest by its share of A where that is not among them. */
function chosen({ changes, largestRelative }: MetricDifference, top: number): readonly PlacedChange[] {
  const first = changes.slice(0, top);
  const isIn = first.some(({ cell }) => cell === largestRelative?.cell);
  return largestRelative === null || isIn ? first : [...first, largestRelative];
}

function number(value: PlacedChange["a"]): string {
  if (value === null) return "–";
  if (typeof value !== "number") return String(value);
  const rounded = Number(value.toPrecision(DIGITS));
  const size = Math.abs(rounded);
  return (size >= 1e9 || (size !== 0 && size < 1e-5) ? rounded.toExponential() : String(rounded)).replace(/^-/u, "−");
}

/** To three digits, with its sign. */
const signed = (value: number | null): string =>
  value === null ? "" : `${value > 0 ? "+" : ""}${short(value).replace(/^-/u, "−")}`;
