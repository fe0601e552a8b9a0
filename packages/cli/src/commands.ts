import type { Command } from "./command.ts";
import { helpFor } from "./commands/help.ts";
import { plan } from "./commands/plan.ts";
import { run } from "./commands/run.ts";

const working: readonly Command[] = [run, plan];

/** Every command, in the order help lists them. */
export const commands: readonly Command[] = [...working, helpFor(working)];
