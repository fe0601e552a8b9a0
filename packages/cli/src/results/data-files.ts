import { join } from "node:path";
import type { Json } from "@goldilocks/digest";
import { foundBytes } from "../found-file.ts";
import type { Prepared } from "../prepare.ts";
import { keptResult } from "../run/kept-result.ts";
import { storedTable } from "../run/stored-table.ts";
import { isRecord, textIn } from "../stored/json.ts";
import { digestOf } from "./listed-files.ts";

/** The data frames of a run as `provenance.json` remembers them. An alias, so that it is JSON. */
export type DataFiles = {
  /** Raised whenever the same results are to give other files. */
  readonly layout: number;
  /** Digest by name. */
  readonly digests: Readonly<Record<string, string>>;
  /** Rows of the cells that `history.parquet` lacks: their trainings are no longer in the store. */
  readonly withoutHistory: readonly number[];
};

const LAYOUT = 2;
const NAMES = ["cells.parquet", "history.parquet"] as const;

/** Names of the files, for a list of what a run left. */
export const dataFileNames: readonly string[] = NAMES;

/** The data frames of a run: their bytes by name, and what is remembered of them. */
interface DataFrames {
  readonly files: DataFiles;
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/**
 * Makes `cells.parquet` and `history.parquet`, unless they lie in the folder as `before` says, which is what the last run left in
 * `provenance.json`. The table decides every byte of them.
 */
export async function dataFrames(prepared: Prepared, folder: string, before: Json): Promise<DataFrames> {
  const { plan, store } = prepared;
  const known = knownFiles(before, plan.table);
  const kept = known === undefined ? undefined : await readAll(folder, known.digests);
  if (known !== undefined && kept !== undefined) return { files: known, contents: kept };
  const table = await storedTable(store, await keptResult(store, plan.table), "cells.json");
  const { cellsFrame, historyFrame, parquetBytes } = await import("./frames.ts");
  const history = await historyFrame(plan, table, store);
  const frames = [cellsFrame(plan, table), history.columns];
  const contents = new Map(NAMES.map((name, index) => [name, parquetBytes(frames[index] ?? [], plan.table)]));
  const digests = Object.fromEntries([...contents].map(([name, bytes]) => [name, digestOf(bytes)]));
  return { files: { layout: LAYOUT, digests, withoutHistory: history.absent }, contents };
}

function knownFiles(before: Json, table: string): DataFiles | undefined {
  if (!isRecord(before) || !isRecord(before["table"]) || before["table"]["key"] !== table) return undefined;
  const { data } = before;
  if (!isRecord(data) || data["layout"] !== LAYOUT) return undefined;
  // Trainings that were lost may be back.
  if (!Array.isArray(data["withoutHistory"]) || data["withoutHistory"].length > 0) return undefined;
  const digests = Object.fromEntries(NAMES.map((name) => [name, textIn(data["digests"], name)]));
  return { layout: LAYOUT, digests, withoutHistory: [] };
}

/** The files of a folder with these digests; `undefined` where one is another or not there. */
async function readAll(folder: string, digests: DataFiles["digests"]): Promise<DataFrames["contents"] | undefined> {
  const contents = new Map<string, Uint8Array>();
  for (const [name, digest] of Object.entries(digests)) {
    const bytes = await foundBytes(join(folder, name));
    if (bytes === undefined || digestOf(bytes) !== digest) return undefined;
    contents.set(name, bytes);
  }
  return contents;
}
