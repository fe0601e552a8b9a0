import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Store } from "@goldilocks/engine";
import { openOutbox } from "../tracking/outbox.ts";

/** Digests of the objects that MLflow is still to get: figures, tables, dictionaries of runs that wait in the outbox. */
export async function neededByOutbox(folder: string, store: Store): Promise<ReadonlySet<string>> {
  if (!existsSync(join(folder, "tracking"))) return new Set();
  const { tracking, close } = await openOutbox({ store: folder }, store, undefined, {});
  const needed = await tracking.needed();
  await close();
  return needed;
}
