import type { Comparator, Expression } from "@goldilocks/spec";
import type { CellValue, ColumnOf } from "./columns.ts";
import { both, compareSides, either, opposite, type Side, type Truth } from "./compare.ts";

/** The numbers of an operation; null for what has no result, as a division by 0. */
export function arithmetic(by: "+" | "-" | "*" | "/", a: number, b: number): number | null {
  const made = by === "+" ? a + b : by === "-" ? a - b : by === "*" ? a * b : a / b;
  return Number.isFinite(made) ? made : null;
}

const asTruth = (value: CellValue): Truth => (typeof value === "boolean" || value === undefined ? value : null);

/** What an expression is worth in one row of the table. A name that is no column stands for itself. */
export function cellValue(expression: Expression, row: number, columns: ColumnOf): CellValue {
  switch (expression.kind) {
    case "compare":
      return cellComparison(expression.by, expression.left, expression.right, row, columns);
    case "and":
    case "or": {
      const sides = [expression.left, expression.right].map((side) => asTruth(cellValue(side, row, columns)));
      return expression.kind === "and" ? both(sides[0], sides[1]) : either(sides[0], sides[1]);
    }
    case "not":
      return opposite(asTruth(cellValue(expression.of, row, columns)));
    case "arithmetic": {
      const [a, b] = [expression.left, expression.right].map((side) => cellValue(side, row, columns));
      if (a === undefined || b === undefined) return undefined;
      return typeof a === "number" && typeof b === "number" ? arithmetic(expression.by, a, b) : null;
    }
    case "minus": {
      const value = cellValue(expression.of, row, columns);
      return typeof value === "number" ? -value : value === undefined ? undefined : null;
    }
    case "number":
    case "ratio":
    case "text":
    case "truth":
    case "column":
    case "interval":
    case "set":
    case "reduce":
    case "arg":
    case "zone":
    case "at":
    default:
      return sideOf(expression, row, columns).value;
  }
}

function sideOf(expression: Expression, row: number, columns: ColumnOf): Side {
  switch (expression.kind) {
    case "number":
      return { value: expression.value, digits: expression.digits };
    case "ratio":
      return { value: expression.value, isRatio: true };
    case "text":
    case "truth":
      return { value: expression.value };
    case "column": {
      const column = columns(expression.name);
      if (column === undefined) return { value: expression.name };
      const value = column.values[row];
      return { value, ratio: column.written?.[row] ?? null, place: !column.measured };
    }
    case "compare":
    case "and":
    case "or":
    case "not":
    case "arithmetic":
    case "minus":
      return { value: cellValue(expression, row, columns) };
    case "interval":
    case "set":
    case "reduce":
    case "arg":
    case "zone":
    case "at":
    default:
      return { value: null };
  }
}

/** A number, ratio or text in a claim as one side of a comparison. */
export const literalSide = (expression: Expression): Side => {
  if (expression.kind !== "minus") return sideOf(expression, 0, () => undefined);
  const { value, ...rest } = literalSide(expression.of);
  return { ...rest, value: typeof value === "number" ? -value : null };
};

function cellComparison(by: Comparator, left: Expression, right: Expression, row: number, columns: ColumnOf): Truth {
  const side = sideOf(left, row, columns);
  return by === "in" ? isIn(side, right) : compareSides(by, side, sideOf(right, row, columns));
}

/** Whether a value is among those of a set, or between the bounds of an interval. */
export function isIn(side: Side, whole: Expression): Truth {
  if (whole.kind === "interval")
    return both(compareSides(">=", side, literalSide(whole.low)), compareSides("<=", side, literalSide(whole.high)));
  if (whole.kind !== "set") return null;
  return whole.items.map((item) => compareSides("=", side, literalSide(item))).reduce<Truth>(either, false);
}
