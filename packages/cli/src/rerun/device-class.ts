import { exactDevice, type RequiredNode } from "@goldilocks/plan";
import { CliError } from "../error.ts";
import { readPreImage } from "../stored/node-words.ts";
import type { Target } from "./target.ts";

/** The class of device that trained what a target was made from, as its plan recorded it; the exact one where none is known. */
export function deviceOf({ nodes }: Pick<Target, "nodes">): string {
  for (const preImage of nodes.values()) {
    const read = readPreImage(preImage);
    if (read?.kind === "trajectory" && read.device !== null) return read.device;
  }
  return exactDevice;
}

/**
 * Refuses to train for a class of device that this program does not have. What is stored, and what is computed exactly from it, it can
 * still give.
 *
 * @throws {@link CliError} `CLI_CANNOT_RUN_HERE`.
 */
export function refuseForeign(target: Target, missing: readonly RequiredNode[]): void {
  const device = deviceOf(target);
  const trainings = missing.filter(({ node }) => node.kind === "point").length;
  if (device === exactDevice || trainings === 0) return;
  const message = `it was trained on the device class ${JSON.stringify(device)}, which this program does not have; ${trainings} of its trainings are not stored`;
  const hint = `--device ${exactDevice} derives it anew, under a hash of its own, and compares every metric`;
  throw new CliError({ code: "CLI_CANNOT_RUN_HERE", message, hint });
}
