import type { KindCount, NodeDifference, NodesDifference } from "@goldilocks/plan";
import { align } from "../text/align.ts";
import type { Paint } from "../text/paint.ts";
import { count, whole } from "../text/quantities.ts";
import { columnChanges, columnLines } from "../why/column-changes.ts";
import { brief } from "../why/reason-text.ts";

const MOST_DIFFERENCES = 12;

/** How many nodes two plans share, and where they part, as lines. */
export function nodesLines({ counts, differences }: NodesDifference, paint: Paint): readonly string[] {
  const sum = (of: (one: KindCount) => number): number => counts.reduce((total, one) => total + of(one), 0);
  const [shared, onlyA, onlyB] = [sum((one) => one.shared), sum((one) => one.onlyA), sum((one) => one.onlyB)];
  const head = `${paint.bold("nodes")}: ${whole(shared)} shared`;
  if (onlyA + onlyB === 0) return [head];
  const rows = counts.map((one) => [
    one.kind,
    ...[one.shared, one.onlyA, one.onlyB].map((n) => (n === 0 ? "·" : whole(n))),
  ]);
  const table = align([["", "shared", "only A", "only B"], ...rows], ["left", "right", "right", "right"]);
  return [
    `${head}, ${whole(onlyA)} only in A, ${whole(onlyB)} only in B`,
    ...table.map((line) => `  ${line}`),
    ...partingLines(differences),
  ];
}

/** What a table and a figure take from the experiment is told with its fields. */
const isTold = ({ kind, path }: NodeDifference): boolean =>
  kind === "figure" && /^parameters\.(?:normal|facts|spec|title)(?:\.|$)/u.test(path);

function partingLines(differences: readonly NodeDifference[]): readonly string[] {
  const columns = columnChanges(differences);
  const others = differences.filter((one) => columns.others.includes(one) && !isTold(one));
  const lines = [...grouped(others).map(fieldText), ...columnLines(columns).map((line) => `table: ${line}`)];
  if (lines.length === 0) return [];
  const more = lines.length - MOST_DIFFERENCES;
  const shown = lines.slice(0, MOST_DIFFERENCES).map((line) => `    ${line}`);
  return ["  they part at", ...shown, ...(more > 0 ? [`    and ${more} more: --json lists them`] : [])];
}

/** Differences of one field, whatever its values. */
function grouped(differences: readonly NodeDifference[]): readonly (readonly NodeDifference[])[] {
  const groups = new Map<string, NodeDifference[]>();
  for (const one of differences) {
    const field = `${one.kind} ${one.path}`;
    groups.set(field, [...(groups.get(field) ?? []), one]);
  }
  return [...groups.values()];
}

const MOST_VALUES = 3;

function fieldText(all: readonly NodeDifference[]): string {
  const [first] = all;
  if (first === undefined) return "";
  const values = all.slice(0, MOST_VALUES).map(({ before, after }) => `${brief(before)} → ${brief(after)}`);
  const more = all.length > MOST_VALUES ? [`${all.length - MOST_VALUES} others`] : [];
  const nodes = all.reduce((total, one) => total + one.nodes, 0);
  const path = first.path.replace(/^parameters\./u, "");
  return `${first.kind} ${path}: ${[...values, ...more].join(", ")} (${count(nodes, "node")})`;
}
