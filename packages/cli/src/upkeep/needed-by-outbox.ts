import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Store } from "@goldilocks/engine";
import { openOutbox } from "../tracking/outbox.ts";

/** Digests of the objects that MLflow is still to get: figures, tables, dictionaries of runs that wait in the outbox. */
export async function neededByOutbox(folder: string, store: Store): Promise<ReadonlySet<string>> {
  const outbox = join(folder, "tracking");
  if (lstatSync(outbox, { throwIfNoEntry: false }) === undefined) return new Set();
  readdirSync(outbox); // what leads nowhere, or may not be looked into, is no empty outbox
  const { tracking, close } = await openOutbox({ store: folder }, store, undefined, {});
  const needed = await tracking.needed();
  await close();
  return needed;
}
