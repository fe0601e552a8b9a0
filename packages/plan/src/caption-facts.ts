import type { Settings } from "@goldilocks/spec";

import type { CaptionFacts } from "./kinds/figure.ts";

/** What a caption says about all cells together. */
export function captionFacts(all: readonly Settings[], repeats: number): CaptionFacts {
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
    deadWindow: distinct(({ evaluate }) => evaluate.deadWindow),
    seeds: {
      features: distinct(({ seeds }) => seeds.features),
      data: distinct(({ seeds }) => seeds.data),
      init: distinct(({ seeds }) => seeds.init),
    },
  };
}
