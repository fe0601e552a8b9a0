/** Where a part of a claim stands in its text: offsets, the end exclusive. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** How two values are compared. */
export type Comparator = "<" | "<=" | ">" | ">=" | "=" | "!=" | "in" | "covers" | "within";

/** What makes one value of many cells. `low` and `high` are the ends of a zone, `width` how far apart these are. */
export type Reduction = "mean" | "min" | "max" | "count" | "share" | "all" | "any" | "low" | "high" | "width";

/** A value that stands in the text itself. A ratio is a size as a grid writes it (`½×`). */
export type Literal = Place &
  (
    | { readonly kind: "number"; readonly value: number; readonly digits: number }
    | { readonly kind: "ratio"; readonly value: number }
    | { readonly kind: "text"; readonly value: string }
    | { readonly kind: "truth"; readonly value: boolean }
  );

/**
 * A claim, or a part of one, as a tree.
 *
 * `digits` counts the significant digits of a number as written. A `column` may also be a name that a column of names holds: which of
 * both, the columns of the experiment tell. `at` has its conditions on known columns, and stands for `where` too.
 */
export type Expression =
  | Literal
  | (Place & { readonly kind: "column"; readonly name: string })
  | (Place & { readonly kind: "interval"; readonly low: Expression; readonly high: Expression })
  | (Place & { readonly kind: "set"; readonly items: readonly Expression[] })
  | (Place & { readonly kind: "reduce"; readonly by: Reduction; readonly of: Expression })
  | (Place & {
      readonly kind: "arg";
      readonly by: "argmax" | "argmin";
      readonly of: Expression;
      readonly column: Expression;
    })
  | (Place & { readonly kind: "zone"; readonly of: Expression; readonly along?: Expression })
  | (Place & { readonly kind: "at"; readonly of: Expression; readonly conditions: readonly Expression[] })
  | (Place & {
      readonly kind: "compare";
      readonly by: Comparator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Place & {
      readonly kind: "arithmetic";
      readonly by: "+" | "-" | "*" | "/";
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Place & { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression })
  | (Place & { readonly kind: "not" | "minus"; readonly of: Expression });

/** The parts that an expression is made of, in the order written. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "interval":
      return [expression.low, expression.high];
    case "set":
      return expression.items;
    case "arg":
      return [expression.of, expression.column];
    case "zone":
      return expression.along === undefined ? [expression.of] : [expression.of, expression.along];
    case "at":
      return [expression.of, ...expression.conditions];
    case "compare":
    case "arithmetic":
    case "and":
    case "or":
      return [expression.left, expression.right];
    case "reduce":
    case "not":
    case "minus":
      return [expression.of];
    case "number":
    case "ratio":
    case "text":
    case "truth":
    case "column":
    default:
      return [];
  }
}

/** An expression and all its parts, and theirs. */
export function* walk(expression: Expression): Generator<Expression> {
  yield expression;
  for (const part of partsOf(expression)) yield* walk(part);
}
