import { parseClaim } from "./claims/parse-claim.ts";
import { type Expression, walk } from "./claims/expression.ts";
import { showClaim } from "./claims/show-claim.ts";
import { ClaimFault } from "./claims/tokens.ts";

/** The axis along which a zone lies where none is named. */
export const zoneAxis = "sae.l1Coefficient";

/** What a figure can draw of a zone: its ends, or how far apart they are. */
export type ZoneMeasure = "width" | "low" | "high";

/** A column of a figure that is computed from the zone of a condition along an axis. */
export interface ZoneColumn {
  readonly by: ZoneMeasure;
  /** What holds in the zone. Its offsets are those of the text that was parsed. */
  readonly condition: Expression;
  /** Name of the axis. */
  readonly along: string;
  /** The column's name: its text in normal form, which leaves out the axis that is meant anyway. */
  readonly name: string;
  /** The whole text as a tree. */
  readonly expression: Expression;
}

/** Whether a column is written as an expression: names of columns have no parentheses. */
export const isExpression = (column: string): boolean => column.includes("(");

const isMeasure = (by: string): by is ZoneMeasure => by === "width" || by === "low" || by === "high";

const hint = "write width(zone(mmcs.truth > 0.95)), low(zone(…)) or high(zone(…))";

/**
 * Parses a column of a figure that is written as an expression.
 *
 * @throws ClaimFault, and never anything else, where it is none: at its place in the text.
 */
export function parseZoneColumn(text: string): ZoneColumn {
  const expression = parseClaim(text);
  if (expression.kind !== "reduce" || !isMeasure(expression.by) || expression.of.kind !== "zone")
    throw new ClaimFault("a figure draws columns, and the width, low or high end of a zone", hint, expression);
  const { by, of: zone } = expression;
  const chosen = [...walk(zone.of)].find(({ kind }) => kind === "at");
  if (chosen !== undefined)
    throw new ClaimFault("a figure chooses its cells itself", "write the condition under the figure's where", chosen);
  const along = zone.along?.kind === "column" ? zone.along.name : zoneAxis;
  const { along: _, ...plain } = zone;
  const name = showClaim({ ...expression, of: along === zoneAxis ? plain : zone });
  return { by, condition: zone.of, along, name, expression };
}

/** The zone that a column of a figure is of; `undefined` for all other columns, and for what is wrong. */
export function zoneColumn(column: string): ZoneColumn | undefined {
  if (!isExpression(column)) return undefined;
  try {
    return parseZoneColumn(column);
  } catch (fault) {
    if (fault instanceof ClaimFault) return undefined;
    throw fault;
  }
}
