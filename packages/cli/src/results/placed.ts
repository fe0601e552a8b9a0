import { resolve } from "node:path";
import { type Arguments, type OptionTable, valueOf } from "../arguments.ts";
import type { Prepared } from "../prepare.ts";

/** The option that chooses the folder of a run's results. */
export const placeOption: OptionTable = {
  out: {
    value: "DIR",
    summary: "leave the results in this folder (default: a folder of the experiment's name in results)",
  },
};

/** What was prepared, with its results in the folder that `--out` names, if it names one. */
export function placed(prepared: Prepared, given: Arguments): Prepared {
  const out = valueOf(given, "out");
  if (out === undefined) return prepared;
  return { ...prepared, folder: resolve(prepared.workspace.base, out), isPlaced: true };
}
