import { sep } from "node:path";
import { terminalHeatmap } from "@goldilocks/figures/text";
import { figureNodes } from "../nodes.ts";
import type { Prepared } from "../prepare.ts";
import { align } from "../text/align.ts";
import { apart } from "../text/apart.ts";
import { styled } from "../text/own-codes.ts";
import { type Paint, paintFor } from "../text/paint.ts";
import type { Terminal } from "../text/terminal.ts";
import type { Best } from "./best-cells.ts";
import { claimLines } from "./claim-lines.ts";
import { drawnLines } from "./drawn-lines.ts";
import { estimateLines } from "./estimates.ts";
import type { RunSummary } from "./report.ts";
import type { FinishedFigure, ResultFiles } from "./result-files.ts";
import { short, storedTable } from "./stored-table.ts";

/** What a finished run shows: its first figure in characters, the best cells, the files, the hash, the command. */
export async function printResults(prepared: Prepared, summary: RunSummary, out: Terminal): Promise<void> {
  const paint = paintFor(out.color);
  const picture = await drawing(prepared, summary, out);
  const best = summary.best === null ? [] : bestLines(prepared, summary.best, paint);
  const estimates = estimateLines(summary.estimates ?? [], paint);
  const claims = summary.claims === null ? [] : claimLines(summary.claims, paint, out.columns());
  const files = summary.results === null ? [] : fileLines(summary.results, paint);
  const blocks = [picture, best, estimates, claims, files, [`${paint.dim("again:")} ${summary.again}`]];
  out.print(apart(blocks));
}

/** The first heatmap that was drawn, else the first line or history figure, as characters. */
async function drawing(
  { plan, store, experiment }: Prepared,
  { results }: RunSummary,
  out: Terminal,
): Promise<readonly string[]> {
  const drawn = new Set(results?.figures.map(({ key }) => key));
  const figures = figureNodes(plan).filter(({ key }) => drawn.has(key));
  const heatmap = figures.find(({ parameters }) => parameters.spec.kind === "heatmap" && parameters.vectors === null);
  const table = await store.result(plan.table);
  if (heatmap !== undefined && table !== undefined) {
    const cells = await storedTable(store, table, "cells.json");
    const options = { columns: out.columns(), ...(out.trueColor && { style: styled }) };
    return terminalHeatmap(cells, heatmap.parameters.spec, options);
  }
  const line = figures.find(({ parameters: { spec } }) => spec.kind === "line" || spec.kind === "history");
  const result = line === undefined ? undefined : await store.result(line.key);
  const spec = experiment.figures.find(({ name }) => name === line?.name);
  if (result === undefined || spec === undefined) return [];
  return drawnLines(await storedTable(store, result, "figure.json"), spec, out.columns());
}

function bestLines({ experiment }: Prepared, { label, cells }: Best, paint: Paint): readonly string[] {
  // Axes that only set seeds are replicates: no place has one of their points.
  const axes = experiment.axes.filter(({ name }) => cells.some(({ at }) => name in at));
  if (cells.length === 0 || axes.length === 0) return [];
  const chance = cells.some(({ aboveChance }) => aboveChance !== null);
  const repeated = cells.some(({ repeats }) => repeats > 1);
  const head = [
    ...axes.map(({ name }) => name),
    repeated ? `${label} (mean)` : label,
    ...(chance ? ["above chance"] : []),
  ];
  const rows = cells.map(({ at, mean, aboveChance }) => [
    ...axes.map(({ name }) => at[name] ?? ""),
    short(mean),
    ...(chance ? [aboveChance === null ? "" : short(aboveChance)] : []),
  ]);
  const [first = "", ...lines] = align(
    [head, ...rows],
    head.map(() => "right" as const),
  );
  return [paint.bold("best cells"), `  ${paint.dim(first)}`, ...lines.map((line) => `  ${line}`)];
}

const KINDS = ["svg", "png", "pdf", "csv", "json", "md"];

/** One path with every kind of file after it: `results/x/heatmap.svg .png .csv .json`. */
function filesLine({ files }: FinishedFigure): string {
  const [first = "", ...others] = KINDS.flatMap((kind) => files[kind] ?? []);
  return `  ${[first, ...others.map((path) => path.slice(path.lastIndexOf(".")))].join(" ")}`;
}

function fileLines({ folder, figures, table, estimates, claims, data }: ResultFiles, paint: Paint): readonly string[] {
  const others = [estimates, claims].filter((one) => one !== null);
  const hashes = align(
    [...figures, ...others].map(({ name, key }) => [name, key]),
    ["left", "left"],
  );
  const partly = table.partialOf === undefined ? "" : ", of what there is: cells have failed";
  return [
    paint.bold("files"),
    ...[...figures, table, ...others].map(filesLine),
    `  ${folder}${sep}${[...data, "spec.normal.yaml", "provenance.json"].join(", ")}`,
    ...(hashes.length === 0 ? [] : hashLines(`${titleOf(figures.length, others.length)}${partly}`, hashes, paint)),
  ];
}

const titleOf = (figures: number, others: number): string =>
  others > 0 ? "hashes" : figures === 1 ? "the figure's hash" : "the figures' hashes";

function hashLines(title: string, hashes: readonly string[], paint: Paint): readonly string[] {
  return ["", paint.bold(title), ...hashes.map((line) => `  ${paint.cyan(line)}`)];
}
