import { didYouMean, type Span } from "@goldilocks/diagnostics";
import { settingMeant } from "./aliases.ts";
import { type SpecIssue } from "./error.ts";
import { type Axis } from "./experiment.ts";
import { type MetricName } from "./generated/settings.ts";
import { historyColumns, metricInfo } from "./metrics.ts";
import { settingSchemas } from "./setting-paths.ts";
import { show, showList } from "./show.ts";

/** The columns of the table of results: axes, settings, the metrics asked for, and `repeat`. */
export function tableColumns(axes: readonly Axis[], metrics: readonly MetricName[]): string[] {
  const measured = metrics.flatMap((name) => metricInfo[name].columns);
  return [...new Set([...axes.map(({ name }) => name), ...settingSchemas.keys(), ...measured, "repeat"])];
}

/** Finds columns that a figure names and the table will not have. */
export class ColumnCheck {
  readonly #columns: readonly string[];

  constructor(axes: readonly Axis[], metrics: readonly MetricName[]) {
    this.#columns = tableColumns(axes, metrics);
  }

  /** A column of the table. */
  table(column: string, span: Span): SpecIssue | undefined {
    if (this.#columns.includes(column)) return undefined;
    const owner = Object.entries(metricInfo).find(([, { columns }]) => columns.includes(column))?.[0];
    if (owner !== undefined) {
      const message = `the metric ${owner} is not asked for, so there is no column ${column}`;
      return { code: "SPEC_UNKNOWN_COLUMN", message, span, hint: `add ${owner} to metrics` };
    }
    return this.#unknown(column, span, this.#columns, "name an axis, a setting's path, a metric, or repeat");
  }

  /** What a history can follow (`y`), or have along x. */
  history(key: string, column: string, span: Span): SpecIssue | undefined {
    const known = key === "x" ? ["step"] : historyColumns;
    if (known.includes(column)) return undefined;
    return this.#unknown(column, span, known, `a history has for ${key}: ${showList(known)}`);
  }

  #unknown(column: string, span: Span, known: readonly string[], otherwise: string): SpecIssue {
    const meant = settingMeant(column);
    const alias = meant !== undefined && known.includes(meant) ? `did you mean ${meant}?` : undefined;
    const hint = alias ?? didYouMean(column, known) ?? otherwise;
    return {
      code: "SPEC_UNKNOWN_COLUMN",
      message: `there is no column ${show(column)}`,
      span,
      hint,
    };
  }
}
