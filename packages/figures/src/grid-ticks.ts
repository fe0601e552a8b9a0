import type { Scalar } from "./figure-spec.ts";
import { formatNumber } from "./format-number.ts";
import type { Column } from "./table.ts";
import type { Tick } from "./ticks.ts";

/** Ticks of an axis whose values somebody chose: they name those values and no others. */

const SETTING = /^(?:data|sae|train|evaluate|seeds)\./u;

/** Whether a column holds values that somebody chose (an axis of the grid, a setting, the repeat), not ones that were measured. */
export const isGridColumn = ({ name, labels }: Pick<Column, "name" | "labels">): boolean =>
  labels !== undefined || name === "repeat" || SETTING.test(name);

/**
 * A tick at each of those values. Where they are too many for their axis, those of the lowest `rank` stay: round numbers first.
 *
 * `names` says what a value is called (`½×`); a name that only writes the number is written as figures write numbers.
 */
export function gridTicks(
  values: readonly number[],
  names: ReadonlyMap<Scalar, string>,
  scale: "log" | "linear",
  at: (value: number) => number,
): Tick[] {
  const label = labelling(values, names);
  const rank = ranking(values, names, scale);
  return values.map((value) => ({ at: at(value), label: label(value), rank: rank(value) }));
}

/** Names where one says something else than its number, else numbers with as many digits as tell them apart. */
function labelling(values: readonly number[], names: ReadonlyMap<Scalar, string>): (value: number) => string {
  const isNamed = values.some((value) => {
    const name = names.get(value);
    return name !== undefined && name !== "" && numberIn(name) !== value && name !== formatNumber(value);
  });
  if (isNamed) return (value) => names.get(value) ?? formatNumber(value);
  const digits = [4, 6, 9, 12, 17].find((some) => {
    return new Set(values.map((value) => formatNumber(value, some))).size === new Set(values).size;
  });
  return (value) => formatNumber(value, digits);
}

const numberIn = (text: string): number => Number(text.replaceAll(",", "").replace("−", "-"));

const FRACTIONS: Readonly<Record<string, number>> = { "⅛": 0.125, "¼": 0.25, "½": 0.5, "¾": 0.75 };

/** What is round about a value: of a ratio, its ratio. */
function roundness(value: number, name: string | undefined): number {
  if (name?.endsWith("×") !== true) return value;
  const text = name.slice(0, -1);
  const ratio = FRACTIONS[text] ?? Number(text);
  return Number.isFinite(ratio) ? ratio : value;
}

/**
 * How early a tick is left out: logarithmic ones by their digits (powers of ten last), linear ones by the largest of 1, 5, 10, 50 … × 10^k
 * that they are a multiple of.
 */
function ranking(
  values: readonly number[],
  names: ReadonlyMap<Scalar, string>,
  scale: "log" | "linear",
): (value: number) => number {
  if (scale === "log") return (value) => logRank(roundness(value, names.get(value)));
  const exponents = values.filter((value) => value !== 0).map((value) => Number(value.toExponential().split("e")[1]));
  const top = Math.max(0, ...exponents);
  return (value) => linearRank(roundness(value, names.get(value)), top);
}

function logRank(value: number): number {
  if (value === 0) return 0;
  const digits = value.toExponential().split("e")[0]?.replace(/[-.]/gu, "") ?? "";
  if (digits === "1") return 0;
  return digits === "2" || digits === "5" ? 1 : Math.min(4, digits.length + 1);
}

/** Steps of 10^top, then 5, 1, 0.5 … × 10^(top − 1): the index of the first that divides the value. */
function linearRank(value: number, top: number): number {
  for (let step = 0; step < 12; step += 1) {
    const exponent = top - Math.ceil(step / 2);
    const divisor = Number(`${step % 2 === 1 ? 5 : 1}e${exponent}`);
    const times = value / divisor;
    if (Math.abs(times - Math.round(times)) < 1e-9) return step;
  }
  return 12;
}
