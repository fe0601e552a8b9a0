import { type Span } from "@goldilocks/diagnostics";
import { type SpecIssue } from "./error.ts";
import { type Assignment } from "./experiment.ts";
import { ratioLabel } from "./labels.ts";
import { linearRange } from "./linear-range.ts";
import { log10Range } from "./log10-range.ts";
import { settingSchemas } from "./setting-paths.ts";
import { show } from "./show.ts";
import { type MapTree, type ScalarTree, type Tree } from "./tree.ts";

/** One value that an axis gives a setting. */
export interface AxisValue {
  readonly label: string;
  readonly value: number | string | boolean;
  readonly set: Assignment;
  readonly span: Span;
}

type Scalar = AxisValue["value"];

const plain = (path: string, value: Scalar, span: Span): AxisValue => ({
  label: String(value),
  value,
  set: { path, value },
  span,
});

const scalars = (tree: Tree | undefined): ScalarTree[] =>
  tree?.kind === "list" ? tree.items.filter((item) => item.kind === "scalar") : [];

const scalarOf = (tree: ScalarTree): Scalar => tree.value ?? "";

const numberAt = (tree: MapTree, key: string): number | undefined => {
  const value = tree.entries.get(key)?.value;
  return value?.kind === "scalar" ? Number(value.value) : undefined;
};

const boundsOf = (tree: MapTree, key: string): readonly number[] =>
  scalars(tree.entries.get(key)?.value).map(({ value }) => Number(value));

/** Whole numbers above 0 where the setting needs them. With `zero` the values begin at 0. */
function logarithmic(path: string, tree: MapTree): readonly number[] {
  const [low = 1, high = 1] = boundsOf(tree, "log10");
  const values = log10Range(low, high, numberAt(tree, "perDecade") ?? 1);
  const rounded = isWhole(path) ? values.map(Math.trunc).filter((value) => value > 0) : values;
  const zero = tree.entries.get("zero")?.value;
  return rounded.length > 0 && zero?.kind === "scalar" && zero.value === true ? [0, ...rounded] : rounded;
}

const isWhole = (path: string): boolean => settingSchemas.get(path)?.type === "integer";

function linear(path: string, tree: MapTree): readonly number[] {
  const [low = 0, high = 0] = boundsOf(tree, "linear");
  return linearRange(low, high, numberAt(tree, "n") ?? 2, isWhole(path));
}

/** The values of a range, written out. */
function range(path: string, tree: MapTree): AxisValue[] {
  const values = tree.entries.has("linear") ? linear(path, tree) : logarithmic(path, tree);
  return values.map((value) => plain(path, value, tree.span));
}

function ratios(path: string, tree: MapTree): AxisValue[] {
  const of = tree.entries.get("ratioOf")?.value;
  const base = of?.kind === "scalar" ? String(of.value) : "";
  return scalars(tree.entries.get("values")?.value).map(({ value, span }) => {
    const ratio = Number(value);
    return { label: ratioLabel(ratio), value: ratio, set: { path, ratio, of: base }, span };
  });
}

function repeated(values: readonly AxisValue[], path: string): SpecIssue[] {
  const seen = new Set<Scalar>();
  return values.flatMap(({ value, span }) => {
    const twice = seen.has(value);
    seen.add(value);
    const message = `the axis ${path} holds ${show(value)} twice`;
    return twice ? [{ code: "SPEC_DUPLICATE_VALUE", message, span, hint: "keep one of the two" }] : [];
  });
}

/** A range whose values are no longer different once they are rounded. */
function roundedEqual(values: readonly AxisValue[], path: string): SpecIssue[] {
  const distinct = [...new Set(values.map(({ value }) => value))];
  const second = values.find(({ value }, index) => values[index - 1]?.value === value);
  if (second === undefined) return [];
  const message = `rounded, the range gives ${path} the value ${show(second.value)} twice`;
  const list = distinct.length > mostListed ? `${distinct.slice(0, mostListed).join(", ")}, …` : distinct.join(", ");
  const hint = `ask for fewer values, or list them: [${list}]`;
  return [{ code: "SPEC_DUPLICATE_VALUE", message, span: second.span, hint }];
}

const mostListed = 12;

function outOfBounds(values: readonly AxisValue[], path: string): SpecIssue[] {
  const {
    minimum = -Infinity,
    maximum = Infinity,
    exclusiveMinimum: above = -Infinity,
    exclusiveMaximum: below = Infinity,
  } = settingSchemas.get(path) ?? {};
  const wrong = values.find(({ value }) => {
    const isInside = Number(value) >= minimum && Number(value) <= maximum;
    return typeof value === "number" && !(isInside && value > above && value < below);
  });
  if (wrong === undefined) return [];
  const low = above >= minimum ? `above ${above}` : `at least ${minimum}`;
  const high = below <= maximum ? `below ${below}` : `at most ${maximum}`;
  const wanted = [low, high].filter((bound) => !bound.includes("Infinity")).join(" and ");
  const message = `the range gives ${path} the value ${show(wrong.value)}, which must be ${wanted}`;
  return [{ code: "SPEC_RANGE", message, span: wrong.span, hint: "narrow the range" }];
}

/** The values an axis gives one setting, in the order written; ranges are written out. Issues go to `issues`. */
export function axisValues(path: string, tree: Tree, issues: SpecIssue[]): AxisValue[] {
  if (tree.kind === "scalar") return [];
  if (tree.kind === "list") {
    const values = scalars(tree).map((item) => plain(path, scalarOf(item), item.span));
    issues.push(...repeated(values, path));
    return values;
  }
  const isRange = tree.entries.has("log10") || tree.entries.has("linear");
  const values = isRange ? range(path, tree) : ratios(path, tree);
  if (isRange) issues.push(...outOfBounds(values, path), ...roundedEqual(values, path));
  else issues.push(...repeated(values, path));
  if (values.length === 0) {
    const message = `no value of ${path} lies in the range`;
    issues.push({
      code: "SPEC_EMPTY",
      message,
      span: tree.span,
      hint: "write [low, high] with low below high",
    });
  }
  return values;
}
