import { didYouMean, type Span } from "@goldilocks/diagnostics";
import { settingMeant } from "./aliases.ts";
import { placesIn } from "./claims/read-claims.ts";
import { ClaimFault } from "./claims/tokens.ts";
import { type SpecIssue } from "./error.ts";
import { type Axis, type Source } from "./experiment.ts";
import { type MetricName } from "./generated/settings.ts";
import { historyColumns, metricInfo, metricNames } from "./metrics.ts";
import { settingSchemas } from "./setting-paths.ts";
import { show, showList } from "./show.ts";
import { type ScalarTree } from "./tree.ts";
import { isExpression, parseZoneColumn, type ZoneColumn } from "./zone-column.ts";

/** The columns of the table of results: axes, settings, the metrics asked for, and `repeat`. */
export function tableColumns(axes: readonly Axis[], metrics: readonly MetricName[]): string[] {
  const measured = metrics.flatMap((name) => metricInfo[name].columns);
  return [...new Set([...axes.map(({ name }) => name), ...settingSchemas.keys(), ...measured, "repeat"])];
}

/** Finds columns that a figure names and the table will not have. A metric that a figure names is measured for it. */
export class ColumnCheck {
  readonly #axes: readonly Axis[];
  readonly #columns: readonly string[];
  readonly #sources: readonly Source[];

  /** @param sources - Where a fault inside a column that is an expression is looked for. */
  constructor(axes: readonly Axis[], sources: readonly Source[]) {
    this.#axes = axes;
    this.#columns = tableColumns(axes, metricNames);
    this.#sources = sources;
  }

  /** A column of the table. */
  table(column: string, span: Span): SpecIssue | undefined {
    if (this.#columns.includes(column)) return undefined;
    return this.#unknown(column, span, this.#columns, "name an axis, a setting's path, a metric, or repeat");
  }

  /** What a figure draws: a column of the table, or something of a zone. */
  drawn(scalar: ScalarTree): SpecIssue | undefined {
    const text = String(scalar.value);
    if (!isExpression(text)) return this.table(text, scalar.span);
    const place = placesIn(scalar, this.#sources);
    try {
      return this.#zone(parseZoneColumn(text), place);
    } catch (fault) {
      if (!(fault instanceof ClaimFault)) throw fault;
      const { code, message, hint, start, end } = fault;
      return { code, message, hint, span: place(start, end) };
    }
  }

  #zone({ along, expression }: ZoneColumn, place: (start: number, end: number) => Span): SpecIssue | undefined {
    const axis = this.#axes.find(({ name }) => name === along);
    if (axis?.points.every(({ value }) => typeof value === "number") === true) return undefined;
    const numbers = this.#axes.filter(({ points }) => points.every(({ value }) => typeof value === "number"));
    const others = numbers.map(({ name }) => `along ${name}`).join(" or ");
    return {
      code: "SPEC_UNKNOWN_AXIS",
      message: `the zone lies along ${along}, which is no axis of numbers in this grid`,
      span: place(expression.start, expression.end),
      hint: others === "" ? `make ${along} an axis` : `make ${along} an axis, or write zone(…) ${others}`,
    };
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
