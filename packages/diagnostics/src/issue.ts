/** A place in a text. `line` and `column` count from 1, `offset` from 0; columns and offsets are UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A stretch of a file, `end` exclusive. `file` is the name to show, as the person wrote it. */
export interface Span {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/**
 * One thing that is wrong, as data.
 *
 * `code` begins with its package (`SPEC_…`) and never changes; `message` is lower case and names the value and the bound;
 * `hint` is an action.
 */
export interface Issue {
  readonly code: string;
  readonly message: string;
  readonly span?: Span;
  readonly hint?: string;
  /** A warning stops nothing: it is printed, and the work goes on. Absent: an error. */
  readonly severity?: "warning";
}

/** An issue at a place, where that is known. */
export const issueAt = (issue: Issue, span: Span | undefined): Issue =>
  span === undefined ? issue : { ...issue, span };

/** An issue as one that stops nothing. */
export const asWarning = (issue: Issue): Issue => ({ ...issue, severity: "warning" });

/** Whether an issue stops nothing. */
export const isWarning = ({ severity }: Issue): boolean => severity === "warning";

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compare = (a: Issue, b: Issue): number =>
  before(a.span?.file ?? "", b.span?.file ?? "") ||
  (a.span?.start.line ?? 0) - (b.span?.start.line ?? 0) ||
  (a.span?.start.column ?? 0) - (b.span?.start.column ?? 0) ||
  before(a.code, b.code) ||
  before(a.message, b.message);

const samePlace = (a: Issue, b: Issue): boolean =>
  a.code === b.code &&
  a.message === b.message &&
  a.span?.file === b.span?.file &&
  a.span?.start.offset === b.span?.start.offset;

/** The issues in reading order, each once: of those with the same code, message and place, the first. */
export function distinctIssues(issues: readonly Issue[]): Issue[] {
  const sorted = sortIssues(issues);
  return sorted.filter((issue, index) => {
    const last = sorted[index - 1];
    return last === undefined || !samePlace(last, issue);
  });
}

/** The issues in reading order: by file, line, column, then code. Those without a place come first; nothing is dropped. */
export function sortIssues(issues: readonly Issue[]): Issue[] {
  return issues.toSorted(compare);
}
