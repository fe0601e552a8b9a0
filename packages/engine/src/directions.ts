import type { RandomStream } from "@goldilocks/kernels";
import type { FeaturesParameters } from "@goldilocks/plan";
import { sphereRows } from "./sae/initial-weights.ts";

/** Independent unit rows `[count, width]`: uniform on the sphere, or on its positive part, by absolute values of the same rows. */
export function directionRows(
  stream: RandomStream,
  count: number,
  width: number,
  directions: FeaturesParameters["directions"],
): Float32Array {
  const rows = sphereRows(stream, count, width);
  return directions === "positive" ? rows.map(Math.abs) : rows;
}
