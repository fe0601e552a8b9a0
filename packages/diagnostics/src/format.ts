import { type Issue, isWarning, type Span } from "./issue.ts";
import { visible } from "./visible.ts";

/** Styles of an issue; without them it is plain. */
export interface IssuePaint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** What {@link issueLines} needs besides the issue. */
export interface FormatOptions {
  /** The text of the span's file; without it there is no code frame. */
  readonly source?: string;
  /** @default none */
  readonly paint?: IssuePaint;
}

const same = (text: string): string => text;
const PLAIN: IssuePaint = { bold: same, dim: same, red: same, yellow: same, cyan: same };

const width = 120;

/** A line of a file; a tab is as wide as one blank, so that carets are where they belong. */
const lineOf = (text: string): string => visible(text.replaceAll("\t", " "));

let known: { readonly source: string; readonly lines: readonly string[] } = { source: "", lines: [""] };

/** A line of a text, by its number. The lines of the last text are kept, since a text may have many issues. */
function lineAt(source: string, line: number): string | undefined {
  if (known.source !== source) known = { source, lines: source.split(/\r\n|\r|\n/u) };
  return known.lines[line - 1];
}

/** The offending line, cut to a window around the span, and carets below it. */
function frame(span: Span, source: string, dim: IssuePaint["dim"], mark: IssuePaint["red"]): string[] {
  const text = lineAt(source, span.start.line);
  if (text === undefined) return [];
  const column = Math.min(span.start.column - 1, text.length);
  const from = Math.max(0, Math.min(column - width / 2, text.length - width));
  const until = span.end.line === span.start.line ? span.end.column - 1 : text.length;
  const last = Math.max(column + 1, Math.min(until, from + width));
  const before = lineOf(text.slice(from, column));
  const marked = lineOf(text.slice(column, last));
  const number = String(span.start.line);
  return [
    `  ${dim(`${number} |`)} ${before}${marked}${lineOf(text.slice(last, from + width))}`,
    `  ${dim(`${" ".repeat(number.length)} |`)} ${" ".repeat(before.length)}${mark("^".repeat(Math.max(1, marked.length)))}`,
  ];
}

/**
 * An issue as lines that a person reads: `file:line:column CODE message`, the line with a caret below, and the hint. A warning has the
 * word before its code. Everything quoted is {@link visible}.
 */
export function issueLines(issue: Issue, { source, paint = PLAIN }: FormatOptions = {}): readonly string[] {
  const { span } = issue;
  const mark = isWarning(issue) ? paint.yellow : paint.red;
  const word = isWarning(issue) ? "warning " : "";
  const place = span === undefined ? "" : `${visible(span.file)}:${span.start.line}:${span.start.column} `;
  return [
    `${paint.bold(place)}${mark(`${word}${visible(issue.code)}`)} ${visible(issue.message)}`,
    ...(span === undefined || source === undefined ? [] : frame(span, source, paint.dim, mark)),
    ...(issue.hint === undefined ? [] : [`  ${paint.cyan("hint:")} ${visible(issue.hint)}`]),
  ];
}

/** {@link issueLines} as one text, without a newline at the end. */
export const formatIssue = (issue: Issue, options: FormatOptions = {}): string => issueLines(issue, options).join("\n");
