type Value = number | string | boolean | null;

/** A metric on both sides: a value for each matched pair of cells, in their order. */
export interface PairedColumn {
  readonly name: string;
  readonly label: string;
  readonly a: readonly Value[];
  readonly b: readonly Value[];
}

/** How a value of one pair changed. */
export interface Change {
  /** Index of the pair. */
  readonly pair: number;
  readonly a: Value;
  readonly b: Value;
  /** b − a; null where one of them is no number. */
  readonly change: number | null;
  /** b − a as a share of |a|; null where there is none. */
  readonly relative: number | null;
}

/** What became of a metric from one experiment to another. */
export interface ColumnDifference {
  readonly name: string;
  readonly label: string;
  /** Pairs with a value on both sides; of these, those with the same bits. */
  readonly both: number;
  readonly equal: number;
  /** Pairs with a value on one side alone. */
  readonly onlyA: number;
  readonly onlyB: number;
  /** Over the pairs with a number on both sides; null without one. */
  readonly meanA: number | null;
  readonly meanB: number | null;
  readonly meanChange: number | null;
  /** Null where no number changed. Of equals the first. */
  readonly largest: Change | null;
  readonly largestRelative: Change | null;
  /** The pairs that differ, the largest change first; those without numbers come last. */
  readonly changes: readonly Change[];
}

/** Compares a metric over matched cells. Sums go in the order of the pairs; 0 and −0 have different bits. */
export function diffColumn({ name, label, a, b }: PairedColumn): ColumnDifference {
  const pairs = a.map((value, pair) => changeOf(pair, value, b[pair] ?? null));
  const both = pairs.filter((one) => one.a !== null && one.b !== null);
  const numbers = both.filter(({ change }) => change !== null);
  const changes = pairs.filter((one) => !Object.is(one.a, one.b)).toSorted(bySize);
  const relative = changes.filter((one) => one.relative !== null);
  return {
    name,
    label,
    both: both.length,
    equal: both.filter((one) => Object.is(one.a, one.b)).length,
    onlyA: pairs.filter((one) => one.a !== null && one.b === null).length,
    onlyB: pairs.filter((one) => one.a === null && one.b !== null).length,
    meanA: mean(numbers.map((one) => Number(one.a))),
    meanB: mean(numbers.map((one) => Number(one.b))),
    meanChange: mean(numbers.map(({ change }) => Number(change))),
    largest: changes.find(({ change }) => change !== null) ?? null,
    largestRelative: relative.toSorted((x, y) => size(y.relative) - size(x.relative) || x.pair - y.pair)[0] ?? null,
    changes,
  };
}

function changeOf(pair: number, a: Value, b: Value): Change {
  if (typeof a !== "number" || typeof b !== "number") return { pair, a, b, change: null, relative: null };
  const change = b - a;
  return { pair, a, b, change, relative: a === 0 ? null : change / Math.abs(a) };
}

const size = (value: number | null): number => (value === null ? -1 : Math.abs(value));
const bySize = (x: Change, y: Change): number => size(y.change) - size(x.change) || x.pair - y.pair;

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((total, value) => total + value, 0) / values.length;
