import { getSetting, type Scalar, type Settings, settingSchemas } from "@goldilocks/spec";

import type { CaptionFacts } from "./kinds/figure.ts";

/** What a caption says about all cells together. */
export function captionFacts(
  all: readonly Settings[],
  repeats: number,
  shown: ReadonlySet<string> = new Set(),
): CaptionFacts {
  const settings = otherSettings(all, shown);
  const distinct = (of: (settings: Settings) => number): number[] =>
    [...new Set(all.map(of))].toSorted((a, b) => a - b);
  return {
    rows: all.length,
    repeats,
    activationDim: distinct(({ data }) => data.activationDim),
    nFeatures: distinct(({ data }) => data.nFeatures),
    batch: distinct(({ train }) => train.batch),
    steps: distinct(({ train }) => train.steps),
    ...(all.some(({ train }) => train.until === "converged") && { untilConverged: true as const }),
    ...(Object.keys(settings).length > 0 && { settings }),
    deadWindow: distinct(({ evaluate }) => evaluate.deadWindow),
    seeds: {
      features: distinct(({ seeds }) => seeds.features),
      data: distinct(({ seeds }) => seeds.data),
      init: distinct(({ seeds }) => seeds.init),
    },
  };
}

/** Settings that a caption names in any case. */
const NAMED = new Set(["data.activationDim", "data.nFeatures", "train.batch", "train.steps"]);

/** Settings that all rows share, that are not the language's defaults, and that nothing else under the figure names. */
function otherSettings(all: readonly Settings[], shown: ReadonlySet<string>): { readonly [path: string]: Scalar } {
  const others: { [path: string]: Scalar } = {};
  for (const [path, schema] of settingSchemas) {
    if (NAMED.has(path) || shown.has(path) || path.startsWith("seeds.")) continue;
    const values = new Set(all.map((settings) => getSetting(settings, path)));
    const [value] = values;
    if (values.size === 1 && isScalar(value) && value !== schema.default) others[path] = value;
  }
  return others;
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === "number" || typeof value === "string" || typeof value === "boolean";
