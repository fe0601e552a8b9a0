import { type Span } from "@goldilocks/diagnostics";
import { axisValues, type AxisValue } from "./axis-values.ts";
import { type SpecIssue } from "./error.ts";
import { zipPrefix } from "./expand.ts";
import { type Assignment, type Axis, type AxisPoint, type Scale } from "./experiment.ts";
import { flatten } from "./flatten.ts";
import { settingSchemas } from "./setting-paths.ts";
import { show } from "./show.ts";
import { type MapTree, type Tree } from "./tree.ts";

/** An axis and where it and each of its points were written. */
export interface PlacedAxis {
  readonly axis: Axis;
  readonly span: Span;
  readonly pointSpans: readonly Span[];
}

/** A 0 beside at least two positive values leaves an axis logarithmic: figures give it a band of its own. */
function scaleOf(path: string, values: readonly AxisValue[]): Scale {
  if (values.some(({ value }) => typeof value !== "number")) return "ordinal";
  const positive = values.filter(({ value }) => Number(value) > 0).length;
  const logarithmic = positive === values.length || (positive >= 2 && values.every(({ value }) => Number(value) >= 0));
  return logarithmic && settingSchemas.get(path)?.scale === "log" ? "log" : "linear";
}

function valueAxis(path: string, tree: Tree, issues: SpecIssue[]): PlacedAxis {
  const values = axisValues(path, tree, issues);
  const first = values[0]?.set;
  const title = settingSchemas.get(path)?.title ?? path;
  const label = first !== undefined && "ratio" in first ? `${title} (× ${first.of})` : title;
  const points = values.map(({ label: text, value, set }) => ({ label: text, value, set: [set] }));
  const axis = { name: path, label, scale: scaleOf(path, values), points };
  return { axis, span: tree.span, pointSpans: values.map(({ span }) => span) };
}

const settingOrder = [...settingSchemas.keys()];

/** The order in which a person writes what one point sets says nothing. */
const inSettingOrder = <T>(settings: readonly [string, T][]): [string, T][] =>
  settings.toSorted(([a], [b]) => settingOrder.indexOf(a) - settingOrder.indexOf(b));

function variantAxis(name: string, tree: MapTree): PlacedAxis {
  const points = [...tree.entries].map(([variant, { value }]): AxisPoint => {
    const set = inSettingOrder([...flatten(value)]).map(([path, leaf]): Assignment => ({
      path,
      value: leaf.value,
    }));
    return { label: variant, value: variant, set };
  });
  const pointSpans = [...tree.entries.values()].map(({ keySpan }) => keySpan);
  return { axis: { name, label: name, scale: "ordinal", points }, span: tree.span, pointSpans };
}

function unequal(name: string, columns: readonly { path: string; count: number; span: Span }[]): SpecIssue[] {
  const [first, ...others] = columns;
  return others
    .filter(({ count }) => count !== first?.count)
    .map(({ path, count, span }) => ({
      code: "SPEC_ZIP_LENGTH",
      message: `${path} has ${count} values where ${first?.path} has ${first?.count}, and ${name} couples them`,
      span,
      hint: "give both lists the same length",
    }));
}

function repeatedLabels(name: string, points: readonly AxisPoint[], span: Span): SpecIssue[] {
  const labels = points.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) < index);
  if (twice === undefined) return [];
  const message = `${name} holds ${show(twice)} twice`;
  return [{ code: "SPEC_DUPLICATE_VALUE", message, span, hint: "keep one of the two" }];
}

function zipAxis(name: string, tree: MapTree, issues: SpecIssue[]): PlacedAxis {
  const columns = inSettingOrder([...tree.entries]).map(([path, { value }]) => ({
    path,
    span: value.span,
    values: coupled(path, value, issues),
  }));
  issues.push(
    ...unequal(
      name,
      columns.map(({ path, span, values }) => ({ path, span, count: values.length })),
    ),
  );
  const count = columns.length === 0 ? 0 : Math.min(...columns.map(({ values }) => values.length));
  const rows = Array.from({ length: count }, (_, row) =>
    columns.map(({ values }) => values[row]).filter((one) => one !== undefined),
  );
  const points = rows.map((row): AxisPoint => {
    const label = row.map((one) => one.label).join(", ");
    return { label, value: label, set: row.map(({ set }) => set) };
  });
  issues.push(...repeatedLabels(name, points, tree.span));
  const pointSpans = rows.map((row) => row[0]?.span ?? tree.span);
  return { axis: { name, label: name, scale: "ordinal", points }, span: tree.span, pointSpans };
}

/** In a coupled axis one column may repeat a value; only whole points must differ. */
function coupled(path: string, tree: Tree, issues: SpecIssue[]): AxisValue[] {
  const found: SpecIssue[] = [];
  const values = axisValues(path, tree, found);
  issues.push(...found.filter(({ code }) => code !== "SPEC_DUPLICATE_VALUE"));
  return values;
}

function placed(name: string, tree: Tree, issues: SpecIssue[]): PlacedAxis | undefined {
  if (tree.kind === "scalar") return undefined; // `null`: an inherited axis that is left out.
  if (settingSchemas.has(name)) return valueAxis(name, tree, issues);
  if (tree.kind !== "map") return undefined;
  return name.startsWith(zipPrefix) ? zipAxis(name.slice(zipPrefix.length), tree, issues) : variantAxis(name, tree);
}

/** The axes of an expanded, merged grid, in the order written. Issues go to `issues`. */
export function readAxes(grid: Tree | undefined, issues: SpecIssue[]): PlacedAxis[] {
  if (grid?.kind !== "map") return [];
  return [...grid.entries].map(([name, { value }]) => placed(name, value, issues)).filter((one) => one !== undefined);
}
