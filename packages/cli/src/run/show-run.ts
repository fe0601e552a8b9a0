import type { Arguments } from "../arguments.ts";
import type { Session } from "../command.ts";
import type { Prepared } from "../prepare.ts";
import { type Paint, paintFor } from "../text/paint.ts";
import { count, duration, whole } from "../text/quantities.ts";
import type { RunSummary } from "./report.ts";
import { isOfStore } from "./failures.ts";

/** What a run says when it has ended: how it ended on standard error, its results on standard output. */
export async function showRun(
  prepared: Prepared,
  summary: RunSummary,
  { flags }: Arguments,
  { out, err }: Session,
): Promise<void> {
  if (flags.has("json")) out.printJson(summary);
  if (summary.outcome !== "done" || !flags.has("quiet")) err.print(endLines(summary, err.color));
  if (flags.has("json") || summary.results === null) return;
  if (flags.has("quiet")) {
    for (const { key, files } of summary.results.figures) out.print(`${key}  ${Object.values(files).join(" ")}`);
    return;
  }
  const { printResults } = await import("./print-results.ts");
  await printResults(prepared, summary, out);
}

/** Results of the same name that are in the folder no more, since the file or the program has changed. */
function replacedLines({ results }: RunSummary): readonly string[] {
  if (results === null || results.replaced === null) return [];
  const hash = results.replaced.slice(0, 12);
  return [`  ${results.folder} held other results of that name: they are still in the store, as table ${hash}`];
}

function endLines(summary: RunSummary, color: boolean): readonly string[] {
  const { outcome, cells, made, failures, seconds, again } = summary;
  const paint = paintFor(color);
  const time = duration(seconds * 1000);
  const trained = made["point"] ?? 0;
  if (outcome === "done") {
    const results = Object.values(made).reduce((sum, n) => sum + n, 0);
    const what =
      results === 0
        ? "everything came from the store"
        : `${count(trained, "training")}, ${count(results, "result")} in all`;
    return [`  ${paint.green("done")} in ${time}: ${what}`, ...replacedLines(summary), ""];
  }
  const complete = cells.stored + trained;
  if (outcome === "stopped") {
    const state = `${whole(Math.min(complete, cells.total))} of ${count(cells.total, "cell")} trained`;
    return [`stopped after ${time}: ${state}, the others go on from where they were`, `go on with: ${again}`];
  }
  if (outcome === "partial") return partialLines(summary, paint);
  const failed =
    cells.failed > 0 ? `${count(cells.failed, "cell")} of ${whole(cells.total)}` : count(failures.length, "result");
  return [
    `${paint.red("failed")} after ${time}: ${failed}; what was computed is kept`,
    ...failedCells(failures),
    `try again with: ${again}`,
  ];
}

function partialLines({ cells, failures, seconds, again }: RunSummary, paint: Paint): readonly string[] {
  const failed = `${count(cells.failed, "cell")} of ${whole(cells.total)} failed`;
  return [
    `${paint.yellow("partial")} after ${duration(seconds * 1000)}: ${failed}; table and figures show the others`,
    ...namedCells(failures),
    "change what makes them fail, or leave them out with `exclude`; the same command computes only them again",
    `try again with: ${again}`,
    "",
  ];
}

const MOST_NAMED = 20;

/** Cells of failures by name, each once. */
function namedCells(failures: RunSummary["failures"]): readonly string[] {
  const names = [...new Set(failures.flatMap(({ cells }) => cells))];
  const more = names.length - MOST_NAMED;
  return [
    ...names.slice(0, MOST_NAMED).map((name) => `  ${name}`),
    ...(more > 0 ? [`  and ${count(more, "other")}`] : []),
  ];
}

/** Every cell that failed, once more at the end of a long run, and why there is neither table nor figure. */
function failedCells(failures: RunSummary["failures"]): readonly string[] {
  if (failures.every(({ issues }) => issues.every(isOfStore))) return []; // the issue's own hint says what to do
  const names = [...new Set(failures.flatMap(({ cells }) => cells))];
  if (failures.every(({ kind }) => kind === "figure"))
    return ["  every cell is computed, and the table: change the figure, and the same command only draws"];
  if (names.length === 0) return ["  every cell needs it, so that there is no table"];
  return [
    ...namedCells(failures),
    names.length === 1
      ? "there is no table without this cell: change what makes it fail, or leave it out with `exclude`"
      : "there is no table without these cells: change what makes them fail, or leave them out with `exclude`",
  ];
}
