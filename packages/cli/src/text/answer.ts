import type { Arguments } from "../arguments.ts";
import type { Lines, Terminal } from "./terminal.ts";

/** Prints what a command found: as JSON where that was asked for, else as lines for a person. */
export function answer({ flags }: Pick<Arguments, "flags">, out: Terminal, facts: unknown, lines: Lines): void {
  if (flags.has("json")) out.printJson(facts);
  else out.print(lines);
}
