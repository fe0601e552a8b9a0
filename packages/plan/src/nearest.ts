import type { Json } from "@goldilocks/digest";

import { type Difference, explainDifference, type PreImageLookup } from "./explain.ts";
import { parsePreImage } from "./pre-image.ts";

/** A stored pre-image and what separates it from the one in question. */
export interface Nearest {
  readonly preImage: Json;
  readonly differences: readonly Difference[];
}

/**
 * The candidate of the same kind with the fewest differing fields; of equals the first. `undefined` without one.
 *
 * Answers "why did this run again?": the differences say what changed since the nearest stored result.
 * @throws {@link PlanError} `PLAN_BAD_PRE_IMAGE` if one of them is no pre-image.
 */
export function nearest(preImage: Json, candidates: Iterable<Json>, lookup?: PreImageLookup): Nearest | undefined {
  const { kind } = parsePreImage(preImage);
  let best: Nearest | undefined;
  for (const candidate of candidates) {
    if (parsePreImage(candidate).kind !== kind) continue;
    const differences = explainDifference(candidate, preImage, lookup);
    if (best === undefined || differences.length < best.differences.length) best = { preImage: candidate, differences };
  }
  return best;
}
