export { commands } from "./commands.ts";
export type { Command, Session } from "./command.ts";
export { exitCodes, type ExitCode } from "./exit-codes.ts";
export { program } from "./program.ts";
export type { Terminal } from "./text/terminal.ts";
