import { existsSync } from "node:fs";
import { openUpkeep, type Upkeep } from "@goldilocks/store";
import type { Session } from "../command.ts";
import { CliError } from "../error.ts";
import { storeEvents } from "../stored/store-events.ts";
import { findWorkspace } from "../workspace.ts";

/** Opens the store of this place for its upkeep. @throws {@link CliError} `CLI_NO_STORE` where there is none yet. */
export async function openForUpkeep({ env, err }: Session): Promise<Upkeep> {
  const { store } = findWorkspace(env, process.cwd());
  if (existsSync(store)) return openUpkeep(store, storeEvents(err));
  const hint = "run an experiment first, or name the store with GOLDILOCKS_STORE";
  throw new CliError({ code: "CLI_NO_STORE", message: `there is no store ${store}`, hint });
}
