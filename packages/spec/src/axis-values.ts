import { type Span } from "@goldilocks/diagnostics";
import { type SpecIssue } from "./error.ts";
import { type Assignment } from "./experiment.ts";
import { ratioLabel } from "./labels.ts";
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

/** Whole numbers where the setting needs them; ranges then hold each once. With `zero` they begin at 0. */
function range(path: string, tree: MapTree): AxisValue[] {
  const [low = 1, high = 1] = scalars(tree.entries.get("log10")?.value).map((item) => Number(item.value));
  const per = tree.entries.get("perDecade")?.value;
  const values = log10Range(low, high, per?.kind === "scalar" ? Number(per.value) : 1);
  const whole = settingSchemas.get(path)?.type === "integer";
  const rounded = whole ? values.map(Math.trunc).filter((value) => value > 0) : values;
  const zero = tree.entries.get("zero")?.value;
  const first = rounded.length > 0 && zero?.kind === "scalar" && zero.value === true ? [0] : [];
  return [...first, ...new Set(rounded)].map((value) => plain(path, value, tree.span));
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

function outOfBounds(values: readonly AxisValue[], path: string): SpecIssue[] {
  const { minimum = -Infinity, maximum = Infinity } = settingSchemas.get(path) ?? {};
  const wrong = values.find(({ value }) => typeof value === "number" && (value < minimum || value > maximum));
  if (wrong === undefined) return [];
  const message = `the range gives ${path} the value ${show(wrong.value)}, outside ${minimum} to ${maximum}`;
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
  const isRange = tree.entries.has("log10");
  const values = isRange ? range(path, tree) : ratios(path, tree);
  issues.push(...(isRange ? outOfBounds(values, path) : repeated(values, path)));
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
