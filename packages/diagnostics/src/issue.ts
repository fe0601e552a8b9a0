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
}

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compare = (a: Issue, b: Issue): number =>
  before(a.span?.file ?? "", b.span?.file ?? "") ||
  (a.span?.start.line ?? 0) - (b.span?.start.line ?? 0) ||
  (a.span?.start.column ?? 0) - (b.span?.start.column ?? 0) ||
  before(a.code, b.code) ||
  before(a.message, b.message);

/** The issues in reading order: by file, line, column, then code. Those without a place come first; nothing is dropped. */
export function sortIssues(issues: readonly Issue[]): Issue[] {
  return issues.toSorted(compare);
}
