import { type Issue, isWarning, type Span } from "./issue.ts";

/** What {@link formatIssue} needs besides the issue. */
export interface FormatOptions {
  /** The text of the span's file; without it there is no code frame. */
  readonly source?: string;
  /** ANSI colours. @default false */
  readonly color?: boolean;
}

type Paint = (text: string) => string;

const width = 120;

const painter =
  (color: boolean) =>
  (sgr: number): Paint =>
  (text) =>
    color ? `\u001B[${sgr}m${text}\u001B[0m` : text;

/** One column for each character: a file must not be able to move the cursor or recolour the terminal. */
const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (mark) => (mark === "\t" ? " " : "\uFFFD"));

const lineAt = (source: string, line: number): string | undefined => source.split(/\r\n|\r|\n/u, line)[line - 1];

/** The offending line, cut to a window around the span, and carets below it. */
function frame(span: Span, source: string, dim: Paint, mark: Paint): string[] {
  const text = lineAt(source, span.start.line);
  if (text === undefined) return [];
  const column = Math.min(span.start.column - 1, text.length);
  const from = Math.max(0, Math.min(column - width / 2, text.length - width));
  const shown = text.slice(from, from + width);
  const until = span.end.line === span.start.line ? span.end.column - 1 : text.length;
  const carets = Math.max(1, Math.min(until, from + width) - column);
  const number = String(span.start.line);
  return [
    `  ${dim(`${number} |`)} ${printable(shown)}`,
    `  ${dim(`${" ".repeat(number.length)} |`)} ${" ".repeat(column - from)}${mark("^".repeat(carets))}`,
  ];
}

/**
 * An issue as a person reads it: `file:line:column CODE message`, the line with a caret below, and the hint. A warning has the word
 * before its code.
 *
 * Control characters of the file or the message are shown as U+FFFD. No newline at the end.
 */
export function formatIssue(issue: Issue, options: FormatOptions = {}): string {
  const paint = painter(options.color ?? false);
  const { span } = issue;
  const mark = paint(isWarning(issue) ? 33 : 31);
  const word = isWarning(issue) ? "warning " : "";
  const place = span === undefined ? "" : `${printable(span.file)}:${span.start.line}:${span.start.column} `;
  const lines = [`${paint(1)(place)}${mark(`${word}${issue.code}`)} ${printable(issue.message)}`];
  if (span !== undefined && options.source !== undefined) {
    lines.push(...frame(span, options.source, paint(2), mark));
  }
  if (issue.hint !== undefined) lines.push(`  ${paint(36)("hint:")} ${printable(issue.hint)}`);
  return lines.join("\n");
}
