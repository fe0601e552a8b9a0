import type { StoreOptions } from "@goldilocks/store";
import { issueLines } from "../run/failures.ts";
import type { Terminal } from "../text/terminal.ts";

/** What a store tells of while it is used. */
export type StoreEvents = Required<Pick<StoreOptions, "onDamage" | "onMigrate">>;

/**
 * Tells a person of damage that is found, and of a store of an older version that is brought to this program's.
 *
 * @param say - Prints; @default on the terminal itself.
 */
export const storeEvents = (terminal: Terminal, say: (text: string) => void = terminal.write): StoreEvents => ({
  onDamage: (report) => say(issueLines([report], terminal)),
  onMigrate: ({ directory, from, to }) => say(`store ${directory}: brought from version ${from} to ${to}, once\n`),
});
