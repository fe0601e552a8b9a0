import type { Migration } from "./migration.ts";

/** Every change of the layout since version 1, in order: to add one, add a file with its record and a line here. None so far. */
export const migrations: readonly Migration[] = [];
