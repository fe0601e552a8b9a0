import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PreparedKernels } from "@goldilocks/backend";
import type { Settings } from "@goldilocks/spec";
import { replaceText } from "../replace-file.ts";
import { cpuModel } from "./provenance.ts";

/** Rates by machine, then by size of a cell. */
type Rates = Readonly<Record<string, Readonly<Record<string, number>>>>;

const machineKey = (fusing: boolean): string =>
  `${process.versions.node} ${process.arch} ${cpuModel()} ${fusing ? 256 : 128}`;

const sizeKey = ({ data, sae, train }: Settings): string => `${data.activationDim}x${sae.dictSize}x${train.batch}`;

const fileIn = (store: string): string => join(store, "calibration.json");

async function readRates(store: string): Promise<Rates> {
  try {
    const rates: Rates | null = JSON.parse(await readFile(fileIn(store), "utf8"));
    return rates ?? {};
  } catch {
    return {};
  }
}

/** What one worker of this machine does a second on cells of this size, if it was ever measured. */
async function knownRate(store: string, settings: Settings, fusing: boolean): Promise<number | undefined> {
  const rate = (await readRates(store))[machineKey(fusing)]?.[sizeKey(settings)];
  return typeof rate === "number" && rate > 0 ? rate : undefined;
}

/**
 * What one worker of this machine does a second on cells of this size: from the store's folder, else measured in a quarter of a second
 * and kept there.
 */
export async function rateOf(store: string, settings: Settings, kernels: PreparedKernels): Promise<number> {
  const known = await knownRate(store, settings, kernels.fusing.on);
  if (known !== undefined) return known;
  const { measureRate } = await import("./calibrate.ts");
  const rate = Number(measureRate(kernels, settings).toPrecision(3));
  const rates = await readRates(store);
  const machine = machineKey(kernels.fusing.on);
  const updated = { ...rates, [machine]: { ...rates[machine], [sizeKey(settings)]: rate } };
  // A store that cannot be written is measured again next time.
  await replaceText(fileIn(store), `${JSON.stringify(updated, undefined, 2)}\n`).catch(() => {});
  return rate;
}
