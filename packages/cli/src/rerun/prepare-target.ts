import { join } from "node:path";
import { openStore } from "@goldilocks/store";
import type { Prepared } from "../prepare.ts";
import type { StoreEvents } from "../stored/store-events.ts";
import type { Workspace } from "../workspace.ts";
import type { Target } from "./target.ts";
import { planOfTarget } from "./target-plan.ts";

/** Digits of a hash in the name of a folder. */
const DIGITS = 12;

/** A target compiled, and the store it is made in. What the run before knew of its files stays known. @throws as `planOfTarget` does; StoreError. */
export async function prepareTarget(target: Target, workspace: Workspace, events: StoreEvents): Promise<Prepared> {
  const plan = await planOfTarget(target);
  const { run } = target;
  const { profile = null, set = [], command = null, sources = [] } = run ?? {};
  const experiment = sources.length === 0 ? plan.experiment : { ...plan.experiment, sources };
  const store = await openStore(workspace.store, events);
  const folder = join(workspace.results, `${experiment.name}@${(target.key ?? plan.table).slice(0, DIGITS)}`);
  const changes = { profile, set };
  return { workspace, experiment, plan, store, warnings: [], changes, command, file: null, folder, isPlaced: false };
}
