import { type Arguments, oneOf, type OptionTable, valueOf } from "../arguments.ts";
import { UsageError } from "../error.ts";
import { type Listed, type ListedKind, listedKinds } from "./listing.ts";
import { timeOf } from "./when.ts";

const sorts = ["newest", "oldest", "name"] as const;
const outcomes = ["done", "partial", "failed", "stopped", "unfinished", "stored", "missing"] as const;

/** Which lines are listed, in which order, and how many of each kind. */
export interface ListFilter {
  readonly kind: ListedKind | undefined;
  readonly fits: (line: Listed) => boolean;
  readonly compare: (a: Listed, b: Listed) => number;
  readonly limit: number | undefined;
  /** Whether anything is asked for at all. */
  readonly narrow: boolean;
}

/** Options of {@link listFilter}. */
export const filterOptions: OptionTable = {
  kind: { value: listedKinds.join("|"), summary: "only these; trained dictionaries are listed only so" },
  experiment: { value: "NAME", summary: "only of the experiment with exactly this name" },
  since: { value: "TIME", summary: "only what was made, or began, since: 12h, 7d, 2w or a date such as 2026-01-31" },
  until: { value: "TIME", summary: "only what was made, or began, until then; a day to its end" },
  outcome: { value: outcomes.join("|"), summary: "only what ended so, or is in the store or not" },
  sort: { value: sorts.join("|"), summary: "order of each kind (default: newest)" },
  limit: { value: "N", summary: "at most N lines of each kind" },
};

/** What a person asks to be listed. @throws {@link UsageError} `CLI_BAD_VALUE`. */
export function listFilter(given: Arguments, name: string, now: number): ListFilter {
  const kind = oneOf(given, "kind", listedKinds);
  const outcome = oneOf(given, "outcome", outcomes);
  const experiment = valueOf(given, "experiment");
  const since = timeOf(given, "since", now, false) ?? Number.NEGATIVE_INFINITY;
  const until = timeOf(given, "until", now, true) ?? Number.POSITIVE_INFINITY;
  const timed = given.values.has("since") || given.values.has("until");
  const fits = (line: Listed): boolean => {
    const when = Date.parse(line.when);
    return (
      (kind === undefined || line.kind === kind) &&
      line.name.includes(name) &&
      (experiment === undefined || line.experiment === experiment) &&
      (outcome === undefined || line.outcome === outcome) &&
      // What does not say when it was made is in no span.
      (!timed || (when >= since && when < until))
    );
  };
  const narrow = name !== "" || given.values.size > 0;
  return { kind, fits, compare: compareBy(oneOf(given, "sort", sorts) ?? "newest"), limit: limitOf(given), narrow };
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareBy(sort: (typeof sorts)[number]): ListFilter["compare"] {
  if (sort === "name") return (a, b) => compareText(a.name, b.name) || compareText(b.when, a.when);
  return sort === "oldest" ? (a, b) => compareText(a.when, b.when) : (a, b) => compareText(b.when, a.when);
}

function limitOf(given: Arguments): number | undefined {
  const text = valueOf(given, "limit");
  if (text === undefined || /^[1-9]\d{0,5}$/u.test(text)) return text === undefined ? undefined : Number(text);
  const message = `--limit ${text} is no whole number from 1 to 999999`;
  throw new UsageError({ code: "CLI_BAD_VALUE", message, hint: "for example: --limit 5" });
}
