import { type Finding, findingClasses, type FindingClass } from "./outcome.ts";

/** What became of one mutation, as a child tells it. */
export interface Told {
  readonly accepted?: boolean;
  readonly code?: string;
  readonly found?: { readonly class: FindingClass; readonly what: string };
}

/** What became of all mutations of one kind. */
export interface Counts {
  tried: number;
  accepted: number;
  refused: number;
  readonly found: Record<FindingClass, number>;
  /** How many were refused with each code. */
  readonly codes: Map<string, number>;
}

/** Findings, and counts by kind. */
export interface Fuzzed {
  readonly findings: readonly Finding[];
  readonly counts: ReadonlyMap<string, Counts>;
}

const none = (): Counts => ({
  tried: 0,
  accepted: 0,
  refused: 0,
  found: { exception: 0, internal: 0, slow: 0, memory: 0, crash: 0, nonsense: 0 },
  codes: new Map(),
});

/** Adds what became of one mutation. */
export function addTo(counts: Map<string, Counts>, kind: string, { accepted, code, found }: Told): void {
  const row = counts.get(kind) ?? none();
  counts.set(kind, row);
  row.tried++;
  if (found !== undefined) row.found[found.class]++;
  else if (accepted === true) row.accepted++;
  else row.refused++;
  if (code !== undefined) row.codes.set(code, (row.codes.get(code) ?? 0) + 1);
}

/** The command that repeats one mutation. */
const repeatOf = ({ kind, seed, index }: Finding): string => `pnpm run fuzz ${kind} --seed ${seed} --index ${index}`;

/** A finding, with the command that repeats it. */
export const findingText = (finding: Finding): string =>
  `${finding.kind} ${finding.index}: ${finding.class}: ${finding.what}\n  ${repeatOf(finding)}`;

/** The codes that mutations were refused with, the most frequent first. */
function codesText(codes: ReadonlyMap<string, number>): string {
  const all = [...codes].toSorted(([, a], [, b]) => b - a);
  const first = all.slice(0, 12).map(([code, count]) => `${code} ${count}`);
  return `${all.length} codes: ${first.join(", ")}`;
}

const numbersOf = (kind: string, { tried, accepted, refused, found }: Counts): readonly string[] =>
  [kind, tried, accepted, refused, ...findingClasses.map((name) => found[name])].map(String);

/** A table of counts, the codes of each kind, and each finding with the command that repeats it. */
export function reportOf({ findings, counts }: Fuzzed): string {
  const head = ["kind", "tried", "accepted", "refused", ...findingClasses];
  const rows = [...counts]
    .map(([kind, row]) => numbersOf(kind, row))
    .toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const table = all.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  "));
  const codes = [...counts].map(([kind, row]) => `${kind}: ${codesText(row.codes)}`);
  return [...table, ...codes, ...findings.map(findingText)].join("\n");
}
