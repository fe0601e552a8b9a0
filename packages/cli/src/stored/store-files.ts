import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { Store } from "@goldilocks/engine";
import { openStore } from "@goldilocks/store";
import type { Session } from "../command.ts";
import { findWorkspace, type Workspace } from "../workspace.ts";
import { storeEvents } from "./store-events.ts";

/** The store of this place, and where that is. */
export interface Opened {
  readonly workspace: Workspace;
  /** Undefined while there is none: looking makes no store. */
  readonly store: Store | undefined;
}

/** Opens the store for looking into it. Damage that is found is told on standard error. */
export async function openForReading({ env, err }: Session): Promise<Opened> {
  const workspace = findWorkspace(env, process.cwd());
  if (!existsSync(workspace.store)) return { workspace, store: undefined };
  const store = await openStore(workspace.store, storeEvents(err));
  return { workspace, store };
}

/** Where the bytes of a digest lie, from where the person stands. */
export const objectPath = ({ base, store }: Workspace, digest: string): string =>
  relative(base, join(store, "objects", digest.slice(0, 2), digest));
