import { formatIssue, type Issue } from "@goldilocks/diagnostics";
import { must, type Outcome, Wrong } from "./outcome.ts";

/** Marks that move a terminal's cursor or change its look; a newline and a tab do not. */
// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/u;

/** A text for a terminal has no marks that a terminal takes for commands. */
export function mustBePlain(text: string, what: string): void {
  must(!control.test(text), () => `${what} has control characters: ${JSON.stringify(text.slice(0, 400))}`);
}

const isIssues = (value: unknown): value is readonly Issue[] => Array.isArray(value) && value.length > 0;

/** The issues of an error that was thrown on purpose. @throws the error itself where it was not. */
function issuesOf(error: unknown): readonly Issue[] {
  if (error instanceof Error && "issues" in error && isIssues(error.issues)) return error.issues;
  throw error;
}

/**
 * An error as an outcome, if it is one that a person can use: it has a code, a message and a hint, and a place that is there.
 *
 * @throws {@link Wrong} otherwise.
 */
export function refusal(error: unknown): Outcome {
  const issues = issuesOf(error);
  for (const issue of issues) {
    const { code, message, hint, span } = issue;
    if (/INTERNAL/u.test(code)) throw new Wrong("internal", `${code} ${message}`);
    const text = formatIssue(issue);
    must(/^[A-Z]+(?:_[A-Z0-9]+)+$/u.test(code), () => `a code is ${JSON.stringify(code)}`);
    must(message.length > 0 && hint !== undefined && hint.length > 0, () => `no message or no hint: ${text}`);
    must(
      !/undefined|\[object |\bNaN\b/u.test(text) || /undefined|NaN/u.test(text),
      () => `a message has no words: ${text}`,
    );
    must(span === undefined || (span.start.line > 0 && span.start.column > 0), () => `no such place: ${text}`);
    mustBePlain(text, "an issue");
  }
  return { accepted: false, code: issues[0]?.code ?? "" };
}

/** What trying something came to. @throws as {@link refusal} does. */
export async function outcomeOf(attempt: () => Promise<void>): Promise<Outcome> {
  try {
    await attempt();
    return { accepted: true };
  } catch (error) {
    if (error instanceof Wrong) throw error;
    return refusal(error);
  }
}
