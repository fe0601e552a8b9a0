import type { Table } from "@goldilocks/figures";
import type { ClaimsParameters, ColumnOf, KnownColumn, StatedClaim } from "@goldilocks/plan";
import { parseClaim } from "@goldilocks/spec";
import { type CellsBehind, cellsBehind } from "./cells-behind.ts";
import { claimColumns, failureReasons, unconvergedRows } from "./claim-columns.ts";
import { Evaluator } from "./evaluator.ts";
import { type Comparison, Judge, type Verdict } from "./verdict.ts";

/** What became of one claim in one reading; aliases, so that they are JSON. */
export type Finding = {
  /** Label by reading axis; empty where there are no readings. */
  readonly reading: { readonly [axis: string]: string };
  readonly verdict: Verdict;
  /** Why it is undecided. */
  readonly why: string | null;
  readonly repeats: number;
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

/** A reading and the rows of each of its repeats. */
interface Reading {
  readonly labels: { readonly [axis: string]: string };
  readonly repeats: readonly (readonly number[])[];
}

const labelAt = (columns: ColumnOf, name: string, row: number): string =>
  columns(name)?.labels?.[row] ?? String(columns(name)?.values[row]);

function readingsOf(rows: number, names: readonly string[], columns: ColumnOf): readonly Reading[] {
  const found = new Map<string, { labels: Reading["labels"]; repeats: Map<unknown, number[]> }>();
  for (let row = 0; row < rows; row++) {
    const labels = Object.fromEntries(names.map((name) => [name, labelAt(columns, name, row)]));
    const key = JSON.stringify(labels);
    const reading = found.get(key) ?? { labels, repeats: new Map<unknown, number[]>() };
    found.set(key, reading);
    const repeat = columns("repeat")?.values[row];
    const own = reading.repeats.get(repeat) ?? [];
    reading.repeats.set(repeat, own);
    own.push(row);
  }
  return [...found.values()].map(({ labels, repeats }) => ({ labels, repeats: [...repeats.values()] }));
}

/**
 * Decides every claim in every reading, over the repeats of its cells.
 *
 * @param known - The columns of the table that were set; of these the axes come first, up to `repeat`.
 */
export function reportClaims(
  table: Table,
  known: readonly KnownColumn[],
  { claims, readings: names }: ClaimsParameters,
): ClaimsReport {
  const columns = claimColumns(table, known);
  const unconverged = unconvergedRows(table);
  const open = claimColumns(table, known, unconverged);
  const reasons = failureReasons(table);
  const readings = readingsOf(table.rows, names, columns);
  const axes = known
    .slice(
      0,
      known.findIndex(({ name }) => name === "repeat"),
    )
    .flatMap(({ name }) => (names.includes(name) ? [] : [name]));
  const find = (claim: StatedClaim, reading: Reading): Finding =>
    finding(claim, reading, { columns, open, unconverged, axes, reasons });
  return {
    scale: Object.fromEntries(SCALE.map((name) => [name, distinct(columns, name)])),
    axes: names,
    readings: readings.map(({ labels }) => labels),
    claims: claims.map((claim) => ({ ...claim, findings: readings.map((reading) => find(claim, reading)) })),
  };
}

function distinct(columns: ColumnOf, name: string): readonly (number | string | boolean)[] {
  const values = columns(name)?.values.filter((value) => value !== null && value !== undefined) ?? [];
  return [...new Set(values)].toSorted((a, b) => Number(a) - Number(b));
}

interface Seen {
  readonly columns: ColumnOf;
  /** The same columns with what has not converged left open. */
  readonly open: ColumnOf;
  readonly unconverged: ReadonlySet<number>;
  readonly axes: readonly string[];
  /** Why values of a row are missing that a failure took. */
  readonly reasons: (row: number) => readonly string[];
}

function finding(claim: StatedClaim, { labels, repeats }: Reading, seen: Seen): Finding {
  const expression = parseClaim(claim.claim);
  const evaluator = new Evaluator(seen.columns);
  const judge = new Judge(evaluator, claim.interval);
  const decided = judge.decide(expression, repeats);
  const cells = cellsBehind(evaluator, seen.unconverged, seen.axes, seen.columns, seen.reasons);
  const common = { reading: labels, repeats: repeats.length, comparisons: judge.comparisons, cells };
  if (decided.verdict === "undecided" && cells.failed !== undefined) {
    const why = `${cells.failed} of the ${cells.looked} cells behind it failed: ${cells.failures ?? ""}`;
    return { ...common, verdict: "undecided", why };
  }
  const doubted = decided.verdict === "fails" && claim.unconverged === "undecided" && cells.unconverged > 0;
  if (!doubted) return { ...common, ...decided };
  // What still fails with these cells left open fails because of others.
  const without = new Judge(new Evaluator(seen.open), claim.interval).decide(expression, repeats);
  if (without.verdict === "fails") return { ...common, ...decided };
  const why = `it does not hold, but ${cells.unconverged} of the ${cells.looked} cells behind it have not converged`;
  return { ...common, verdict: "undecided", why };
}
