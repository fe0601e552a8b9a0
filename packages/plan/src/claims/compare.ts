import type { Comparator, Scalar } from "@goldilocks/spec";
import type { CellValue } from "./columns.ts";

/** One side of a comparison. */
export interface Side {
  readonly value: CellValue;
  /** What the grid writes in its place, where that is a ratio. */
  readonly ratio?: CellValue;
  /** Whether it is a value of the grid, which a rounded number can name. */
  readonly place?: boolean;
  /** Of a number in the text: its significant digits. */
  readonly digits?: number;
  /** Whether it is a ratio in the text, which stands for what the grid writes so. */
  readonly isRatio?: boolean;
}

/** True or false; null where a side has no value, undefined where one is left open. */
export type Truth = boolean | null | undefined;

/** From as many digits on, a number names the value of the grid that rounds to it: 0.316 is 0.316228. */
const FEWEST_DIGITS = 3;

const rounds = (place: Side, value: number, { digits, value: text }: Side): boolean =>
  place.place === true && digits !== undefined && digits >= FEWEST_DIGITS && Number(value.toPrecision(digits)) === text;

/** Compares by an order, where both are numbers, or else by being the same. */
export function compareSides(by: Comparator, left: Side, right: Side): Truth {
  const ratios = left.isRatio === true || right.isRatio === true;
  const [a, b] = [left, right].map((side) => (ratios && side.isRatio !== true ? (side.ratio ?? null) : side.value));
  if (a === undefined || b === undefined) return undefined;
  if (a === null || b === null) return null;
  if (typeof a !== "number" || typeof b !== "number") return sameOrNot(by, a, b);
  const same = a === b || rounds(left, a, right) || rounds(right, b, left);
  if (by === "=") return same;
  if (by === "!=") return !same;
  if (by === "<" || by === ">") return !same && (by === "<" ? a < b : a > b);
  return same || (by === "<=" ? a < b : a > b);
}

function sameOrNot(by: Comparator, a: Scalar, b: Scalar): Truth {
  if (by === "=") return a === b;
  return by === "!=" ? a !== b : null;
}

/** Both hold; what is not known counts only where it decides. */
export function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  if (a === undefined || b === undefined) return undefined;
  return a === null || b === null ? null : true;
}

/** The opposite of what is known. */
export const opposite = (truth: Truth): Truth => (typeof truth === "boolean" ? !truth : truth);

/** One of both holds. */
export const either = (a: Truth, b: Truth): Truth => opposite(both(opposite(a), opposite(b)));
