export { didYouMean, suggestAll } from "./did-you-mean.ts";
export { GoldilocksError } from "./error.ts";
export { formatIssue, type FormatOptions, issueLines, type IssuePaint } from "./format.ts";
export {
  asWarning,
  distinctIssues,
  issueAt,
  isWarning,
  sortIssues,
  type Issue,
  type Position,
  type Span,
} from "./issue.ts";
export { suggest } from "./suggest.ts";
export { visible, visibleJson } from "./visible.ts";
