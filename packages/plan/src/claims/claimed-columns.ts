import { type Experiment, walk } from "@goldilocks/spec";

/** Every name in a claim that may be one of a column: a metric named so is measured, whether asked for or not. */
export function claimedColumns({ claims }: Experiment): ReadonlySet<string> {
  const parts = claims.flatMap(({ expression }) => [...walk(expression)]);
  return new Set(parts.flatMap((part) => (part.kind === "column" ? [part.name] : [])));
}
