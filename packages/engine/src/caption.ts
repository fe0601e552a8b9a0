import type { CaptionFacts as Written } from "@goldilocks/figures";
import type { CaptionFacts } from "@goldilocks/plan";

/** The facts of a figure as a person reads them under it. */
export function writtenFacts(facts: CaptionFacts, key: string): Written {
  const { seeds } = facts;
  return {
    scale: `h ${range(facts.activationDim)}, G ${range(facts.nFeatures)}`,
    steps: `${facts.untilConverged === true ? "up to " : ""}${range(facts.steps)} steps of ${range(facts.batch)}`,
    seeds: `features ${range(seeds.features)}, data ${range(seeds.data)}, init ${range(seeds.init)}`,
    ...(facts.settings !== undefined && { settings: settingsText(facts.settings) }),
    hash: key,
  };
}

/** `optimizer.learningRate 0.003, active 3`: settings by their paths without the section, which are shorter than their titles. */
function settingsText(settings: NonNullable<CaptionFacts["settings"]>): string {
  return Object.entries(settings)
    .map(([path, value]) => `${path.replace(/^[a-z]+\./u, "")} ${String(value)}`)
    .join(", ");
}

/** One number, or the least and the largest of several. */
function range(numbers: readonly number[]): string {
  const [first = 0] = numbers;
  const last = numbers.at(-1) ?? first;
  return first === last ? grouped(first) : `${grouped(first)}–${grouped(last)}`;
}

/** A whole number with its thousands apart: 20,000. */
function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/gu, ",");
}
