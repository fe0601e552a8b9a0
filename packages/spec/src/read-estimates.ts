import { canonicalJson, type Json } from "@goldilocks/digest";
import { type SpecIssue } from "./error.ts";
import { type EstimateSpec } from "./estimate.ts";
import { neededColumns } from "./figure-columns.ts";
import { type FigureSpec } from "./figure.ts";
import { type MetricName } from "./generated/settings.ts";
import { isMap } from "./json-map.ts";
import { metricInfo, metricNames } from "./metrics.ts";
import { alternatives, definition, resolved, type SchemaNode } from "./schema-node.ts";
import { allows } from "./setting-paths.ts";
import { toJson, type Tree } from "./tree.ts";

/** Every method by the alternative of the schema that has its options. */
const byMethod: readonly SchemaNode[] = alternatives(definition("Estimate")).filter(
  ({ properties }) => properties !== undefined,
);

/** What was written with every option that was not; `undefined` for what is wrong, which was told before. */
function estimateOf(tree: Tree): EstimateSpec | undefined {
  const written = toJson(tree);
  const given = isMap(written) ? written : { method: written };
  const branch = byMethod.find(({ properties }) => allows(properties?.["method"], given["method"]));
  if (branch === undefined) return undefined;
  const options = Object.entries(branch.properties ?? {}).map(([name, node]): [string, Json] => [
    name,
    given[name] ?? resolved(node).default ?? null,
  ]);
  // The schema has held what was written to these types.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(options) as unknown as EstimateSpec;
}

/** The estimates asked for, each with all its options and in the order written. Issues go to `issues`. */
export function readEstimates(tree: Tree | undefined, issues: SpecIssue[]): EstimateSpec[] {
  const found = new Map<string, EstimateSpec>();
  for (const item of tree?.kind === "list" ? tree.items : []) {
    const estimate = estimateOf(item);
    if (estimate === undefined) continue;
    const text = canonicalJson(estimate);
    if (found.has(text)) {
      const message = `the estimate by ${estimate.method} is asked for twice with the same options`;
      issues.push({ code: "SPEC_DUPLICATE_VALUE", message, span: item.span, hint: "keep one of the two" });
    }
    found.set(text, estimate);
  }
  return [...found.values()];
}

/** The metrics that are measured: those asked for, and those that a figure draws or an estimate looks at, in the language's order. */
export function measuredNames({
  metrics,
  estimates,
  figures,
}: {
  readonly metrics: readonly MetricName[];
  readonly estimates: readonly EstimateSpec[];
  readonly figures: readonly FigureSpec[];
}): readonly MetricName[] {
  const asked = new Set<MetricName>([...metrics, ...estimates.map(({ method }) => method)]);
  const drawn = new Set(figures.flatMap(neededColumns));
  const isDrawn = (name: MetricName): boolean => metricInfo[name].columns.some((column) => drawn.has(column));
  return metricNames.filter((name) => asked.has(name) || isDrawn(name));
}
