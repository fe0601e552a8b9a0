import { distinctIssues, GoldilocksError, type Issue } from "@goldilocks/diagnostics";

/** Every code an issue of this package can have. */
export const specCodes = [
  "SPEC_ALIAS",
  "SPEC_AXIS_CONFLICT",
  "SPEC_CHARACTER",
  "SPEC_CLAIM",
  "SPEC_DIRECTIVE",
  "SPEC_DOES_NOT_FIT",
  "SPEC_DUPLICATE_KEY",
  "SPEC_DUPLICATE_VALUE",
  "SPEC_EMPTY",
  "SPEC_EMPTY_FILE",
  "SPEC_ENCODING",
  "SPEC_EXTENDS_CYCLE",
  "SPEC_EXTENDS_LIMIT",
  "SPEC_EXTENDS_URL",
  "SPEC_FILE_MISSING",
  "SPEC_FILE_TOO_LARGE",
  "SPEC_FILE_UNREADABLE",
  "SPEC_MERGE_KEY",
  "SPEC_MISSING_KEY",
  "SPEC_MORE_ISSUES",
  "SPEC_MULTIPLE_DOCUMENTS",
  "SPEC_NAME",
  "SPEC_NO_CELLS",
  "SPEC_NORMAL_FORM",
  "SPEC_NOT_FINITE",
  "SPEC_OCTAL",
  "SPEC_RANGE",
  "SPEC_RATIO",
  "SPEC_SET",
  "SPEC_TAG",
  "SPEC_TOO_DEEP",
  "SPEC_TOO_MANY_CELLS",
  "SPEC_TYPE",
  "SPEC_UNKNOWN_AXIS",
  "SPEC_UNKNOWN_COLUMN",
  "SPEC_UNKNOWN_KEY",
  "SPEC_UNKNOWN_PROFILE",
  "SPEC_VALUE",
  "SPEC_VERSION",
  "SPEC_YAML",
  "SPEC_ZIP_LENGTH",
] as const;

/** A code of this package. */
export type SpecCode = (typeof specCodes)[number];

/** An issue of this package. */
export interface SpecIssue extends Issue {
  readonly code: SpecCode;
}

/**
 * An experiment file (or one that it extends, or `--set`) is wrong. Holds every issue, in reading order, each once.
 *
 * `sources` has the texts that were read, for code frames.
 */
export class SpecError extends GoldilocksError {
  readonly sources: readonly { readonly file: string; readonly text: string }[];

  constructor(
    issues: readonly Issue[],
    sources: readonly { readonly file: string; readonly text: string }[] = [],
    options?: ErrorOptions,
  ) {
    super(firstOf(distinctIssues(issues)), options);
    this.sources = sources;
  }
}

/** Nobody reads more, and a hostile file could have a hundred thousand. */
const MOST_TOLD = 300;

/** The first issues, and how many more there are. */
function firstOf(issues: readonly Issue[]): readonly Issue[] {
  if (issues.length <= MOST_TOLD) return issues;
  const message = `${issues.length - MOST_TOLD} more issues are not shown`;
  const hint = "fix the first ones, then run the same command again";
  return [...issues.slice(0, MOST_TOLD), { code: "SPEC_MORE_ISSUES" satisfies SpecCode, message, hint }];
}
