import { type SpecIssue } from "./error.ts";
import { ColumnCheck } from "./columns.ts";
import { scalarsOf } from "./exclude.ts";
import { channels } from "./figure-columns.ts";
import { type FigureKind, type FigureSpec, type Reduction, type Reference, type Scalar } from "./figure.ts";
import { figureOptions, lengthIssues, pairOf } from "./figure-options.ts";
import { folded } from "./reserved-names.ts";
import { show } from "./show.ts";
import { type MapTree, type ScalarTree, type Tree } from "./tree.ts";
import { zoneColumn } from "./zone-column.ts";

type Writable<T> = { -readonly [key in keyof T]: T[key] };
type Where = NonNullable<FigureSpec["where"]>;

const texts = ["title", "caption"] as const;
const single = ["x", "fill", "series", "facet"] as const;
const references: readonly Reference[] = ["deathLine", "chance", "zone"];
const kinds: readonly FigureKind[] = ["line", "heatmap", "scatter", "history", "histogram"];
const reductions: readonly Reduction[] = ["mean", "median", "min", "max"];

const textOf = (tree: MapTree, key: string): string | undefined => {
  const value = tree.entries.get(key)?.value;
  return value?.kind === "scalar" && typeof value.value === "string" ? value.value : undefined;
};

const ascending = (a: Scalar, b: Scalar): number => {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
};

/** Values to keep, each once; their order says nothing, so it is fixed. */
function whereOf(tree: Tree | undefined): Where | undefined {
  if (tree?.kind !== "map") return undefined;
  const where: { [column: string]: readonly Scalar[] } = {};
  for (const [column, { value }] of tree.entries) {
    const values = new Set(scalarsOf(value).map((item): Scalar => item.value ?? ""));
    where[column] = [...values].toSorted(ascending);
  }
  return where;
}

/** Each column that a key names, with the tree that names it. */
function columnsAt(tree: MapTree, key: string): { readonly column: string; readonly tree: ScalarTree }[] {
  const value = tree.entries.get(key)?.value;
  const named = value?.kind === "list" ? value.items : value === undefined ? [] : [value];
  return named.flatMap((one) =>
    one.kind === "scalar" && typeof one.value === "string" ? [{ column: one.value, tree: one }] : [],
  );
}

/** A column by the name that the table has it under: what is drawn of a zone in its normal form. */
const columnNamed = (text: string): string => zoneColumn(text)?.name ?? text;

/** One column, or several; a list of one is that one. */
function yOf(tree: MapTree): FigureSpec["y"] {
  const columns = columnsAt(tree, "y").map(({ column }) => columnNamed(column));
  return columns.length > 1 ? columns : columns[0];
}

function reduceOf(tree: MapTree): Reduction {
  const value = tree.entries.get("reduce")?.value;
  const at = value?.kind === "map" ? value.entries.get("at")?.value : undefined;
  if (at?.kind === "scalar" && typeof at.value === "number") return { at: at.value };
  const word = textOf(tree, "reduce");
  return reductions.find((one) => one === word) ?? "mean";
}

/** Whether `marks` turns the mark of what has not converged off; the default says nothing in the normal form. */
function leavesOutConverged(tree: MapTree): boolean {
  const marks = tree.entries.get("marks")?.value;
  if (marks?.kind !== "map") return false;
  const converged = marks.entries.get("converged")?.value;
  return converged?.kind === "scalar" && converged.value === false;
}

function figureOf(tree: MapTree, name: string): FigureSpec {
  const kind = textOf(tree, "kind");
  const marks = new Set(scalarsOf(tree.entries.get("reference")?.value ?? tree).map(({ value }) => value));
  const interval = tree.entries.get("interval")?.value;
  const where = whereOf(tree.entries.get("where")?.value);
  const domain = pairOf(tree.entries.get("domain")?.value);
  const y = yOf(tree);
  const figure: Writable<FigureSpec> = {
    kind: kinds.find((one) => one === kind) ?? "line",
    name,
    reduce: reduceOf(tree),
    reference: references.filter((mark) => marks.has(mark)),
    ...figureOptions(tree),
  };
  for (const key of texts) {
    const text = textOf(tree, key);
    if (text !== undefined) figure[key] = text;
  }
  for (const key of single) {
    const text = textOf(tree, key);
    if (text !== undefined) figure[key] = columnNamed(text);
  }
  if (y !== undefined) figure.y = y;
  if (where !== undefined) figure.where = where;
  if (interval?.kind === "scalar") figure.interval = Number(interval.value);
  if (domain !== undefined) figure.domain = domain;
  if (leavesOutConverged(tree)) figure.marks = { converged: false };
  return figure;
}

function checkColumns(tree: MapTree, check: ColumnCheck): SpecIssue[] {
  const issues: SpecIssue[] = [];
  const kind = textOf(tree, "kind");
  const stepped = tree.entries.get("reduce")?.value.kind === "map";
  for (const key of channels) {
    for (const { column, tree: named } of columnsAt(tree, key)) {
      const history = kind === "history" && (key === "x" || key === "y");
      const issue = history ? check.history(key, column, named.span) : check.drawn(named);
      // What only a history has may be drawn of one step; whether that step has it, the plan checks.
      const recorded = stepped && check.history("y", column, named.span) === undefined;
      if (issue !== undefined && !recorded) issues.push(issue);
    }
  }
  const where = tree.entries.get("where")?.value;
  if (where?.kind === "map") {
    for (const [column, { keySpan }] of where.entries) {
      const issue = check.table(column, keySpan);
      if (issue !== undefined) issues.push(issue);
    }
  }
  return issues;
}

/** A name that no figure before has, in small letters or capitals: the kind, numbered where it repeats. */
function freeName(kind: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? kind : `${kind}-${number}`;
    if (!taken.has(folded(name))) return name;
  }
}

/**
 * The figures, each with a name, and with columns that the table will have. Issues go to `issues`.
 *
 * @param check - Absent where the grid is wrong, so that nothing follows from a column they lack.
 */
export function readFigures(tree: Tree | undefined, check: ColumnCheck | undefined, issues: SpecIssue[]): FigureSpec[] {
  const figures = tree?.kind === "list" ? tree.items.filter((item) => item.kind === "map") : [];
  const taken = new Set<string>();
  for (const [index, figure] of figures.entries()) {
    issues.push(...lengthIssues(figure, ["figures", index]));
    const name = textOf(figure, "name");
    const span = figure.entries.get("name")?.value.span;
    if (name !== undefined && span !== undefined && taken.has(folded(name))) {
      const message = `two figures have the name ${show(name)}, capitals or not`;
      issues.push({
        code: "SPEC_DUPLICATE_VALUE",
        message,
        span,
        hint: "give one of them another name",
      });
    }
    if (name !== undefined) taken.add(folded(name));
    if (check !== undefined) issues.push(...checkColumns(figure, check));
  }
  return figures.map((figure) => {
    const name = textOf(figure, "name") ?? freeName(textOf(figure, "kind") ?? "figure", taken);
    taken.add(folded(name));
    return figureOf(figure, name);
  });
}
