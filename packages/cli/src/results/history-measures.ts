import type { Json } from "@goldilocks/digest";
import type { JsonRecord } from "../stored/json.ts";

/** What is measured on the way, under the names that metrics have, and how it is found in an entry of a history. */
export const historyMeasures: Readonly<Record<string, (entry: JsonRecord) => Json | undefined>> = {
  "loss.reconstruction": ({ reconstruction }) => reconstruction,
  "loss.total": ({ reconstruction, l1Penalty }) =>
    typeof reconstruction === "number" && typeof l1Penalty === "number" ? reconstruction + l1Penalty : null,
  "l1.norm": ({ l1Norm }) => l1Norm,
  "l1.penalty": ({ l1Penalty }) => l1Penalty,
  l0: ({ l0 }) => l0,
  dead: ({ dead }) => dead,
  "mmcs.truth": ({ mmcsTruth }) => mmcsTruth,
  movement: ({ movement }) => movement,
};
