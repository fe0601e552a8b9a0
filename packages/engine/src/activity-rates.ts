/** Of each feature, in how many samples it was active, its matched element was, and both were. */
export interface ActivityCounts {
  readonly feature: Uint32Array;
  readonly element: Uint32Array;
  readonly both: Uint32Array;
}

/** Nothing was active yet. */
export const noActivity = (nFeatures: number): ActivityCounts => ({
  feature: new Uint32Array(nFeatures),
  element: new Uint32Array(nFeatures),
  both: new Uint32Array(nFeatures),
});

const RATES = ["precision", "recall", "f1"] as const;
type Rates = Readonly<Record<(typeof RATES)[number], number | null>>;

/** The rates of one feature; null what has no denominator, and everything of a feature that was never active. */
function rates(feature: number, element: number, both: number): Rates {
  if (feature === 0) return { precision: null, recall: null, f1: null };
  return {
    precision: element === 0 ? null : both / element,
    recall: both / feature,
    f1: (2 * both) / (feature + element),
  };
}

/** Means over features of precision, recall and F1; and the same of samples in which feature and element would both be active by chance. */
export function activityRates(
  { feature, element, both }: ActivityCounts,
  samples: number,
): Readonly<Record<string, number | null>> {
  const of = (hits: (g: number) => number): readonly Rates[] =>
    Array.from(feature, (count, g) => rates(count, element[g] ?? 0, hits(g)));
  const found = of((g) => both[g] ?? 0);
  const chance = of((g) => ((feature[g] ?? 0) * (element[g] ?? 0)) / samples);
  const values: Record<string, number | null> = {};
  for (const name of RATES) {
    values[`activity.${name}`] = meanOf(found, name);
    values[`activity.${name}.chance`] = meanOf(chance, name);
  }
  return values;
}

function meanOf(all: readonly Rates[], name: keyof Rates): number | null {
  const found = all.map((one) => one[name]).filter((rate) => rate !== null);
  return found.length === 0 ? null : found.reduce((sum, rate) => sum + rate, 0) / found.length;
}
