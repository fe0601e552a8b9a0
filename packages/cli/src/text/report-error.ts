import { GoldilocksError, type Issue, issueLines } from "@goldilocks/diagnostics";
import { SpecError } from "@goldilocks/spec";
import { type CliCode, SourcedError } from "../error.ts";
import { paintFor } from "./paint.ts";
import { systemIssue } from "./system-issue.ts";
import type { Terminal } from "./terminal.ts";

type Sources = readonly { readonly file: string; readonly text: string }[];

const sourcesOf = (error: unknown): Sources =>
  error instanceof SpecError || error instanceof SourcedError ? error.sources : [];

/** Whether the system gave no memory. By its name: of an error that comes from a worker thread, the class is lost. */
const isOfMemory = (name: string, message: string): boolean =>
  name === "KernelMemoryError" ||
  (name === "RangeError" && /WebAssembly\.\w+\(\).*memory|Array buffer allocation failed/iu.test(message));

/** What is wrong, as issues: those of an error thrown on purpose, one for any other. */
export function issuesOf(error: unknown): readonly Issue[] {
  if (error instanceof GoldilocksError) return error.issues;
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  const refused = error instanceof Error ? systemIssue(error) : undefined;
  if (refused !== undefined) return [refused];
  if (isOfMemory(name, message)) {
    const hint = "run the same command again with fewer --workers, or raise the limit on memory (ulimit -v)";
    return [{ code: "CLI_TOO_LITTLE_MEMORY" satisfies CliCode, message, hint }];
  }
  const hint = "this is a fault of the program: GOLDILOCKS_DEBUG=1 shows where it happened";
  return [{ code: "CLI_INTERNAL", message: `${name}: ${message}`, hint }];
}

/** Issues as lines for a terminal, each with the line of its file where its text is among the sources. */
export function issuesLines(
  issues: readonly Issue[],
  { color }: Pick<Terminal, "color">,
  sources: Sources = [],
): readonly string[] {
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  const paint = paintFor(color);
  return issues.flatMap((issue) => {
    const source = issue.span === undefined ? undefined : texts.get(issue.span.file);
    return issueLines(issue, { paint, ...(source === undefined ? {} : { source }) });
  });
}

/** Why standard output has not got everything. */
export const lostOutput = ({ code, message }: NodeJS.ErrnoException): Issue => ({
  code: "CLI_CANNOT_WRITE" satisfies CliCode,
  message: `standard output is not whole: ${code ?? message}`,
  hint: "free some space, or send it elsewhere; what was computed is in the store, and the same command shows it",
});

/** An error as lines for a terminal: every issue, and the stack of an unexpected one when `debug` is set. */
export function errorLines(error: unknown, terminal: Terminal, debug: boolean): readonly string[] {
  const issues = issuesLines(issuesOf(error), terminal, sourcesOf(error));
  return debug ? [...issues, ...stackLines(error)] : issues;
}

/** Where an error happened, a call a line; its message, which may hold any text, is one line. */
export function stackLines(error: unknown): readonly string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  const told = error.stack.indexOf(error.message);
  const after = told < 0 ? error.stack : error.stack.slice(told + error.message.length);
  const calls = after.split("\n").filter((line) => line.startsWith("    at "));
  return [`${error.name}: ${error.message}`, ...calls];
}
