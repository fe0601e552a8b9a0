import type { Table } from "@goldilocks/figures";
import { MOST_REPEATS } from "@goldilocks/figures/text";
import {
  type ClaimsParameters,
  type ColumnOf,
  type KnownColumn,
  replicateAxes,
  type StatedClaim,
} from "@goldilocks/plan";
import { type Expression, parseClaim, walk } from "@goldilocks/spec";
import { type CellsBehind, cellsBehind } from "./cells-behind.ts";
import { claimColumns, earlyRows, failureReasons, unconvergedRows } from "./claim-columns.ts";
import { Evaluator } from "./evaluator.ts";
import { type Reading, readingsOf } from "./readings.ts";
import { type Comparison, type Decision, Judge, type Verdict } from "./verdict.ts";

/** What became of one claim in one reading; aliases, so that they are JSON. */
export type Finding = {
  /** Label by reading axis; empty where there are no readings. */
  readonly reading: { readonly [axis: string]: string };
  readonly verdict: Verdict;
  /** What it is if the cells that are not known to have converged stay as they are; left out where no verdict rests on these. */
  readonly soFar?: "holds" | "fails";
  /** Why it is undecided. */
  readonly why: string | null;
  /** How many distinct trainings every cell has, by repeats or by axes that only set seeds. */
  readonly repeats: number;
  /**
   * Undecided because of spread: how many more repeats would decide at the spread seen; null where no number up to {@link MOST_REPEATS} would.
   * Left out for any other verdict.
   */
  readonly moreRepeats?: number | null;
  readonly comparisons: readonly Comparison[];
  readonly cells: CellsBehind;
};

/** A claim and its findings, one a reading. */
export type ClaimReport = StatedClaim & { readonly findings: readonly Finding[] };

/** Everything that the claims of an experiment came to. */
export type ClaimsReport = {
  /** Values in the table of the settings that say at what scale this is. */
  readonly scale: { readonly [setting: string]: readonly (number | string | boolean)[] };
  /** Names of the reading axes, in order. */
  readonly axes: readonly string[];
  readonly readings: readonly { readonly [axis: string]: string }[];
  readonly claims: readonly ClaimReport[];
};

const SCALE = [
  "data.activationDim",
  "data.nFeatures",
  "data.active",
  "train.steps",
  "train.batch",
  "train.optimizer.learningRate",
  "evaluate.deadWindow",
  "seeds.features",
  "seeds.data",
  "seeds.init",
];

/**
 * Decides every claim in every reading, over the repeats of its cells.
 *
 * @param known - The columns of the table that were set; of these the axes come first, up to `repeat`.
 */
export function reportClaims(
  table: Table,
  known: readonly KnownColumn[],
  { claims, readings: names, seedAxes = [] }: ClaimsParameters,
): ClaimsReport {
  const columns = claimColumns(table, known);
  const [unconverged, early] = [unconvergedRows(table), earlyRows(table)];
  const open = claimColumns(table, known, unconverged);
  const reasons = failureReasons(table);
  const axes = known
    .slice(
      0,
      known.findIndex(({ name }) => name === "repeat"),
    )
    .flatMap(({ name }) => (names.includes(name) ? [] : [name]));
  const byReplicates = new Map<string, readonly Reading[]>();
  const readingsBy = (replicates: readonly string[]): readonly Reading[] => {
    const key = replicates.join("\n");
    const made = byReplicates.get(key) ?? readingsOf(table.rows, names, replicates, { columns, known });
    byReplicates.set(key, made);
    return made;
  };
  const findings = (claim: StatedClaim): readonly Finding[] => {
    const expression = parseClaim(claim.claim);
    const replicates = replicateAxes(seedAxes, namesIn(expression), names);
    const own = axes.filter((name) => !replicates.includes(name));
    const seen = { columns, open, unconverged, early, axes: own, reasons };
    return readingsBy(replicates).map((reading) => finding(claim, expression, reading, seen));
  };
  return {
    scale: Object.fromEntries(SCALE.map((name) => [name, distinct(columns, name)])),
    axes: names,
    readings: readingsBy([]).map(({ labels }) => labels),
    claims: claims.map((claim) => ({ ...claim, findings: findings(claim) })),
  };
}

const namesIn = (expression: Expression): ReadonlySet<string> =>
  new Set([...walk(expression)].flatMap((part) => (part.kind === "column" ? [part.name] : [])));

function distinct(columns: ColumnOf, name: string): readonly (number | string | boolean)[] {
  const values = columns(name)?.values.filter((value) => value !== null && value !== undefined) ?? [];
  return [...new Set(values)].toSorted((a, b) => Number(a) - Number(b));
}

interface Seen {
  readonly columns: ColumnOf;
  /** The same columns with what has not converged left open. */
  readonly open: ColumnOf;
  readonly unconverged: ReadonlySet<number>;
  readonly early: ReadonlySet<number>;
  readonly axes: readonly string[];
  /** Why values of a row are missing that a failure took. */
  readonly reasons: (row: number) => readonly string[];
}

function finding(claim: StatedClaim, expression: Expression, { labels, repeats }: Reading, seen: Seen): Finding {
  const evaluator = new Evaluator(seen.columns);
  const judge = new Judge(evaluator, claim.interval);
  const decided = judge.decide(expression, repeats);
  const cells = cellsBehind(evaluator, seen, seen.axes, seen.columns, seen.reasons);
  const common = { reading: labels, repeats: repeats.length, comparisons: judge.comparisons, cells };
  const { verdict } = decided;
  if (verdict === "undecided" && cells.failed !== undefined) {
    const why = `${cells.failed} of the ${cells.looked} cells behind it failed: ${cells.failures ?? ""}`;
    return { ...common, verdict, why };
  }
  if (verdict === "undecided") return { ...common, ...spread(decided) };
  if (claim.unconverged === "count" || cells.unconverged === 0) return { ...common, verdict, why: null };
  // A verdict that stands with these cells left open rests on others.
  const without = new Judge(new Evaluator(seen.open), claim.interval).decide(expression, repeats);
  if (without.verdict === verdict) return { ...common, verdict, why: null };
  return { ...common, verdict: "undecided", soFar: verdict, why: notYet(verdict, cells) };
}

function notYet(soFar: "holds" | "fails", { looked, unconverged, early = 0 }: CellsBehind): string {
  const all = `${unconverged} of the ${looked} cells behind it`;
  const open = early === 0 ? "have not converged" : "are not known to have converged";
  return `it ${soFar} so far, but ${all} ${open}`;
}

/** Why a claim is undecided; where that is the spread, with the number of repeats that would decide it. */
function spread({ why, more }: Decision): Pick<Finding, "verdict" | "why" | "moreRepeats"> {
  if (more === undefined) return { verdict: "undecided", why };
  const enough = more === null ? `even ${MOST_REPEATS} repeats would not` : `${more} more would`;
  return { verdict: "undecided", why: `${why ?? ""}; at this spread, ${enough} decide`, moreRepeats: more };
}
