import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "@goldilocks/digest";
import type { Prepared } from "../prepare.ts";
import { replaceBytes } from "../replace-file.ts";
import { keptResult } from "../run/kept-result.ts";
import { storedTable } from "../run/stored-table.ts";
import { isRecord, textIn } from "../stored/json.ts";

/** The data frames of a run as `provenance.json` remembers them. An alias, so that it is JSON. */
export type DataFiles = {
  /** Raised whenever the same results are to give other files. */
  readonly layout: number;
  /** Digest by name. */
  readonly digests: Readonly<Record<string, string>>;
  /** Rows of the cells that `history.parquet` lacks: their trainings are no longer in the store. */
  readonly withoutHistory: readonly number[];
};

const LAYOUT = 1;
const NAMES = ["cells.parquet", "history.parquet"] as const;

/** Names of the files, for a list of what a run left. */
export const dataFileNames: readonly string[] = NAMES;

/**
 * Writes `cells.parquet` and `history.parquet`, unless they are there as `before` says, which is what the last run left in
 * `provenance.json`. The table decides every byte of them.
 */
export async function writeDataFiles(prepared: Prepared, folder: string, before: Json): Promise<DataFiles> {
  const { plan, store } = prepared;
  const known = knownFiles(before, plan.table);
  if (known !== undefined && (await areThere(folder, known.digests))) return known;
  const table = await storedTable(store, await keptResult(store, plan.table), "cells.json");
  const { cellsFrame, historyFrame, parquetBytes } = await import("./frames.ts");
  const history = await historyFrame(plan, table, store);
  const frames = [cellsFrame(plan, table), history.columns];
  const digests: Record<string, string> = {};
  for (const [index, name] of NAMES.entries()) {
    const bytes = parquetBytes(frames[index] ?? [], plan.table);
    await replaceBytes(join(folder, name), bytes);
    digests[name] = digestOf(bytes);
  }
  return { layout: LAYOUT, digests, withoutHistory: history.absent };
}

const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function knownFiles(before: Json, table: string): DataFiles | undefined {
  if (!isRecord(before) || !isRecord(before["table"]) || before["table"]["key"] !== table) return undefined;
  const { data } = before;
  if (!isRecord(data) || data["layout"] !== LAYOUT) return undefined;
  // Trainings that were lost may be back.
  if (!Array.isArray(data["withoutHistory"]) || data["withoutHistory"].length > 0) return undefined;
  const digests = Object.fromEntries(NAMES.map((name) => [name, textIn(data["digests"], name)]));
  return { layout: LAYOUT, digests, withoutHistory: [] };
}

async function areThere(folder: string, digests: DataFiles["digests"]): Promise<boolean> {
  for (const [name, digest] of Object.entries(digests)) {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    if (bytes === undefined || digestOf(bytes) !== digest) return false;
  }
  return true;
}
