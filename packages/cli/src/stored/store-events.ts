import type { StoreOptions } from "@goldilocks/store";
import { issuesLines } from "../text/report-error.ts";
import type { Lines, Terminal } from "../text/terminal.ts";

/** What a store tells of while it is used. */
export type StoreEvents = Required<Pick<StoreOptions, "onDamage" | "onMigrate">>;

/**
 * Tells a person of damage that is found, and of a store of an older version that is brought to this program's.
 *
 * @param say - Prints; @default on the terminal itself.
 */
export const storeEvents = (terminal: Terminal, say: (lines: Lines) => void = terminal.print): StoreEvents => ({
  onDamage: (report) => say(issuesLines([report], terminal)),
  onMigrate: ({ directory, from, to }) => say(`store ${directory}: brought from version ${from} to ${to}, once`),
});
