import { type Kernels, RandomStream, type StreamKey } from "@goldilocks/kernels";
import { type UnitRows, unitRowsOf } from "./best-in-blocks.ts";
import { directionRows } from "./directions.ts";
import type { Features } from "./stored-features.ts";

/** A dictionary that has learned nothing: independent unit rows, drawn as the features are. */
export function randomDictionary(
  kernels: Kernels,
  { activationDim, directions }: Features,
  stream: StreamKey,
  elements: number,
): UnitRows {
  const rows = directionRows(new RandomStream(kernels, stream), elements, activationDim, directions);
  return unitRowsOf(kernels, rows, activationDim, elements);
}
