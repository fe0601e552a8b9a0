import { join } from "node:path";
import type { PreparedKernels } from "@goldilocks/backend";
import type { Json } from "@goldilocks/digest";
import { noisesIn } from "@goldilocks/plan";
import type { Settings } from "@goldilocks/spec";
import { foundText } from "../found-file.ts";
import { replaceText, sweepLeftovers } from "../replace-file.ts";
import type { StepTimes } from "./calibrate.ts";
import { isRecord, type JsonRecord, parsedJson } from "../stored/json.ts";
import { cpuModel } from "./provenance.ts";

/** Times by machine, then by size of a cell, as far as the file holds any. */
type Known = JsonRecord;

const machineKey = (fusing: boolean): string =>
  `${process.versions.node} ${process.arch} ${cpuModel()} ${fusing ? 256 : 128}`;

/** What a step's time depends on. */
export function sizeOf(settings: Settings): string {
  const { data, sae, train } = settings;
  const noises = noisesIn(settings);
  return `${data.activationDim}x${sae.dictSize}x${train.batch}${noises > 0 ? `, ${noises} noises` : ""}`;
}

const fileIn = (store: string): string => join(store, "calibration.json");

async function readKnown(store: string): Promise<Known> {
  const known = parsedJson((await foundText(fileIn(store))) ?? "");
  return isRecord(known) ? known : {};
}

function timesIn(machine: Json | undefined, size: string): StepTimes | undefined {
  const times = isRecord(machine) ? machine[size] : undefined;
  const { sparse, perCode } = isRecord(times) ? times : {};
  if (typeof sparse !== "number" || typeof perCode !== "number") return undefined;
  // JSON has numbers beyond all numbers: 1e999 is read as infinity.
  return sparse > 0 && perCode >= 0 && Number.isFinite(sparse + perCode) ? { sparse, perCode } : undefined;
}

/**
 * Times of steps of several sizes: from the store's folder, else measured in a moment each and kept there; `undefined` for a size that
 * this machine has no memory for.
 */
export async function stepTimes(
  store: string,
  cells: readonly Settings[],
  kernels: PreparedKernels,
): Promise<readonly (StepTimes | undefined)[]> {
  const machine = machineKey(kernels.fusing.on);
  const known = await readKnown(store);
  const fresh: Record<string, StepTimes> = {};
  const { measureSteps } = await import("./calibrate.ts");
  const times = cells.map((settings) => {
    const size = sizeOf(settings);
    const before = timesIn(known[machine], size);
    if (before !== undefined) return before;
    const measured = fresh[size] ?? tolerant(() => rounded(measureSteps(kernels, settings)));
    if (measured !== undefined) fresh[size] = measured;
    return measured;
  });
  if (Object.keys(fresh).length > 0) {
    const own = known[machine];
    const updated = { ...known, [machine]: { ...(isRecord(own) && own), ...fresh } };
    await sweepLeftovers(store);
    // A store that cannot be written is measured again next time.
    await replaceText(fileIn(store), `${JSON.stringify(updated, undefined, 2)}\n`).catch(() => {});
  }
  return times;
}

/** An estimate is a courtesy: what cannot be measured is left out of it. */
function tolerant<T>(measure: () => T): T | undefined {
  try {
    return measure();
  } catch {
    return undefined;
  }
}

const rounded = ({ sparse, perCode }: StepTimes): StepTimes => ({
  sparse: Number(sparse.toPrecision(3)),
  perCode: Number(perCode.toPrecision(3)),
});
