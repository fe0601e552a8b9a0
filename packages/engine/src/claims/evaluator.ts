import {
  arithmetic,
  type CellValue,
  cellValue,
  type ColumnOf,
  compareSides,
  isIn,
  literalSide,
} from "@goldilocks/plan";
import { type Expression, showClaim, walk } from "@goldilocks/spec";
import { bestRow } from "./best-row.ts";
import { missing, type Missing, numberWorth, sideOfWorth, type Worth } from "./worth.ts";
import { coversInterval, coversSpot, coversZone, liesWithin, type Spot, type Zone, zoneOf, zoneWidth } from "./zone.ts";

type Part<K extends Expression["kind"]> = Extract<Expression, { readonly kind: K }>;

const zoneAxis = "sae.l1Coefficient";

/** Finds what parts of a claim are worth in some rows, which are the cells of one repeat; remembers which it looked at. */
export class Evaluator {
  /** Rows that were looked at. */
  readonly seen: Set<number> = new Set();
  /** Those among them that had no value. */
  readonly absent: Set<number> = new Set();
  /** Those whose value is left open. */
  readonly open: Set<number> = new Set();
  readonly #columns: ColumnOf;

  constructor(columns: ColumnOf) {
    this.#columns = columns;
  }

  /** The rows that conditions keep; nothing of them is known where there are none, or a condition is left open. */
  narrow(rows: readonly number[], conditions: readonly Expression[]): readonly number[] | Missing {
    const { kept, open } = this.#split(rows, conditions);
    if (open.length > 0) return missing("a condition is open", true);
    return kept.length > 0 ? kept : missing(`no cell has ${conditions.map(showClaim).join(", ")}`);
  }

  /** The rows that conditions keep, and those that they may keep. */
  #split(
    rows: readonly number[],
    conditions: readonly Expression[],
  ): { readonly kept: readonly number[]; readonly open: readonly number[] } {
    const [kept, open]: [number[], number[]] = [[], []];
    const measured = conditions.flatMap((one) => [...walk(one)]).some((part) => this.#isMeasured(part));
    if (measured) for (const row of rows) this.seen.add(row);
    for (const row of rows) {
      const values = conditions.map((one) => cellValue(one, row, this.#columns));
      if (values.includes(false)) continue;
      if (values.includes(undefined)) {
        open.push(row);
        this.open.add(row);
      } else if (values.every((value) => value === true)) kept.push(row);
    }
    return { kept, open };
  }

  #isMeasured(part: Expression): boolean {
    return part.kind === "column" && this.#columns(part.name)?.measured === true;
  }

  /** What a part is worth in all these rows together. */
  worth(part: Expression, rows: readonly number[]): Worth {
    switch (part.kind) {
      case "number":
      case "ratio": {
        const side = literalSide(part);
        return { is: "number", value: part.value, discrete: true, side, label: showClaim(part) };
      }
      case "text":
        return { is: "text", value: part.value };
      case "truth":
        return { is: "truth", value: part.value };
      case "interval":
      case "set":
        return { is: "whole", part };
      case "column":
        return this.#column(part, rows);
      case "reduce":
        return this.#reduce(part, rows);
      case "arg":
        return this.#arg(part, rows);
      case "zone":
        return this.#zone(part, rows);
      case "at": {
        const kept = this.narrow(rows, part.conditions);
        return "is" in kept ? kept : this.worth(part.of, kept);
      }
      case "compare":
        return this.#compare(part, rows);
      case "and":
      case "or":
      case "not":
      case "arithmetic":
      case "minus":
      default:
        return this.#operation(part, rows);
    }
  }

  #operation(part: Part<"and" | "or" | "not" | "arithmetic" | "minus">, rows: readonly number[]): Worth {
    const parts = "of" in part ? [part.of] : [part.left, part.right];
    const worths = parts.map((one) => this.worth(one, rows));
    const [a, b] = worths;
    if (part.kind === "and" || part.kind === "or") {
      const deciding = worths.find((one) => one.is === "truth" && one.value === (part.kind === "or"));
      return deciding ?? worths.find(({ is }) => is === "missing") ?? a ?? missing("nothing to join");
    }
    const gone = worths.find((one) => one.is === "missing");
    if (gone !== undefined) return gone;
    if (part.kind === "not") return a?.is === "truth" ? { is: "truth", value: !a.value } : missing("no condition");
    if (a?.is !== "number") return missing("no number");
    if (part.kind === "minus") {
      const { value } = a;
      return {
        ...a,
        value: -value,
        side: { ...a.side, value: -value },
        ...(a.label !== undefined && { label: `-${a.label}` }),
      };
    }
    if (part.kind !== "arithmetic" || b?.is !== "number") return missing("no number");
    const made = arithmetic(part.by, a.value, b.value);
    return made === null ? missing(`${showClaim(part)} has no value`) : numberWorth(made, a.discrete && b.discrete);
  }

  #column(part: Part<"column">, rows: readonly number[]): Worth {
    const column = this.#columns(part.name);
    if (column === undefined) return { is: "text", value: part.name };
    const same = !column.measured && new Set(rows.map((row) => column.values[row])).size === 1;
    const [row] = rows;
    if (row === undefined) return missing("no cell is left");
    if (rows.length > 1 && !same) return missing(`${part.name} has ${rows.length} values, where one is needed`);
    return this.#inRow(part, row);
  }

  /** What a column, or an expression, is worth in one row. */
  #inRow(part: Expression, row: number): Worth {
    this.seen.add(row);
    const value = cellValue(part, row, this.#columns);
    if (value === undefined) {
      this.open.add(row);
      return missing(`${showClaim(part)} is open`, true);
    }
    if (value === null) {
      this.absent.add(row);
      return missing(`${showClaim(part)} has no value`);
    }
    if (typeof value === "string") return { is: "text", value };
    if (typeof value === "boolean") return { is: "truth", value };
    const column = part.kind === "column" ? this.#columns(part.name) : undefined;
    if (column === undefined || column.measured) return numberWorth(value);
    const side = { value, ratio: column.written?.[row] ?? null, place: true };
    return { is: "number", value, discrete: true, side, label: column.labels?.[row] ?? String(value) };
  }

  /** The argument of a reduction, cell by cell: its rows, and what it is worth in each. */
  #argument(
    part: Expression,
    rows: readonly number[],
  ): { readonly of: Expression; readonly rows: readonly number[]; readonly values: readonly CellValue[] } | Missing {
    if (part.kind === "at") {
      const kept = this.narrow(rows, part.conditions);
      return "is" in kept ? kept : this.#argument(part.of, kept);
    }
    const values = rows.map((row) => cellValue(part, row, this.#columns));
    for (const [index, row] of rows.entries()) {
      this.seen.add(row);
      if (values[index] === null) this.absent.add(row);
      if (values[index] === undefined) this.open.add(row);
    }
    return { of: part, rows, values };
  }

  #reduce(part: Part<"reduce">, rows: readonly number[]): Worth {
    const { by, of } = part;
    if (by === "low" || by === "high" || by === "width") return this.#end(part, rows);
    const settled = of.kind === "at" && (by === "min" || by === "max") ? this.#settled(of, rows, by) : rows;
    const argument = this.#argument(of, settled);
    if ("is" in argument) return argument;
    const { values } = argument;
    if (by === "all" || by === "any") return allOrAny(by, values, showClaim(of));
    if (values.includes(undefined)) return missing(`${showClaim(of)} is open in some cells`, true);
    if (by === "count" || by === "share") {
      const known = values.filter((value) => value !== null).length;
      const holding = values.filter((value) => value === true).length;
      if (by === "count") return numberWorth(holding);
      return known === 0 ? missing(`${showClaim(of)} has no value in any cell`) : numberWorth(holding / known);
    }
    const numbers = values.filter((value) => typeof value === "number");
    if (numbers.length === 0) return missing(`${showClaim(of)} has no value in any cell`);
    if (by === "mean") return meanWorth(numbers, showClaim(part));
    return this.#best(argument.of, argument, by);
  }

  /** The rows without those that conditions leave open, where none of these could be the least or greatest. */
  #settled(part: Part<"at">, rows: readonly number[], by: "min" | "max"): readonly number[] {
    const { kept, open } = this.#split(rows, part.conditions);
    const valueOf = (row: number): CellValue => cellValue(part.of, row, this.#columns);
    const best = bestRow(kept, kept.map(valueOf), by === "max");
    const bound = best === undefined ? undefined : valueOf(best);
    const harmless = open.map(valueOf).every((value) => {
      if (typeof value !== "number" || typeof bound !== "number") return false;
      return by === "max" ? value <= bound : value >= bound;
    });
    return harmless && open.length > 0 ? kept : rows;
  }

  /** The least or greatest value, as the grid writes it where it is of the grid. */
  #best(
    of: Expression,
    { rows, values }: { rows: readonly number[]; values: readonly CellValue[] },
    by: "min" | "max",
  ): Worth {
    const row = bestRow(rows, values, by === "max");
    return row === undefined ? missing(`${showClaim(of)} has no value in any cell`) : this.#inRow(of, row);
  }

  #arg({ by, of, column }: Part<"arg">, rows: readonly number[]): Worth {
    const argument = this.#argument(of, rows);
    if ("is" in argument) return argument;
    if (argument.values.includes(undefined)) return missing(`${showClaim(of)} is open in some cells`, true);
    const row = bestRow(argument.rows, argument.values, by === "argmax");
    return row === undefined ? missing(`${showClaim(of)} has no value in any cell`) : this.#inRow(column, row);
  }

  #zone({ of, along }: Part<"zone">, rows: readonly number[]): Worth {
    const axis = along?.kind === "column" ? along.name : zoneAxis;
    const column = this.#columns(axis);
    const argument = this.#argument(of, rows);
    if ("is" in argument) return argument;
    const spots = argument.rows.map((row, index): Spot => {
      const [value, holds] = [column?.values[row] ?? null, argument.values[index]];
      const side = { value, ratio: column?.written?.[row] ?? null, place: true };
      const label = column?.labels?.[row] ?? String(value);
      return { side, label, holds: typeof holds === "boolean" || holds === undefined ? holds : null };
    });
    if (spots.length === 0) return missing("no cell is left");
    if (new Set(spots.map(({ side }) => side.value)).size < spots.length)
      return missing(`several cells have the same ${axis}`);
    const ascending = spots.toSorted((a, b) => Number(a.side.value) - Number(b.side.value));
    return { is: "zone", zone: zoneOf(axis, ascending) };
  }

  #end({ by, of }: Part<"reduce">, rows: readonly number[]): Worth {
    const worth = this.worth(of, rows);
    if (worth.is !== "zone") return worth;
    const { spots, stretches } = worth.zone;
    if (spots.some(({ holds }) => holds === undefined)) return missing("a zone is open in some cells", true);
    const [longest] = stretches;
    if (by === "width") return this.#width(worth.zone);
    const spot = by === "low" ? longest?.[0] : longest?.at(-1);
    const value = spot?.side.value;
    if (spot === undefined || typeof value !== "number") return missing("the zone is empty");
    return { is: "number", value, discrete: true, side: spot.side, label: spot.label };
  }

  /** How far apart the ends of the longest stretch are: a ratio on a logarithmic axis, else a difference. */
  #width({ axis, stretches: [longest] }: Zone): Worth {
    const [low, high] = [longest?.[0], longest?.at(-1)].map((spot) => spot?.side.value);
    if (typeof low !== "number" || typeof high !== "number") return missing("the zone is empty");
    const width = zoneWidth(low, high, this.#columns(axis)?.scale);
    return width === null
      ? missing(`the zone begins at ${low}, so that no ratio says how wide it is`)
      : numberWorth(width, true);
  }

  #compare(part: Part<"compare">, rows: readonly number[]): Worth {
    const [left, right] = [this.worth(part.left, rows), this.worth(part.right, rows)];
    return compareWorths(part.by, left, right);
  }
}

/** Whether two worths compare so. */
export function compareWorths(by: Part<"compare">["by"], left: Worth, right: Worth): Worth {
  if (left.is === "missing") return left;
  if (right.is === "missing") return right;
  if (by === "covers" || by === "within") return inside(by === "covers" ? [left, right] : [right, left]);
  if (by === "in" && right.is === "zone") return coversSpot(right.zone, sideOfWorth(left));
  const truth =
    by === "in" && right.is === "whole"
      ? isIn(sideOfWorth(left), right.part)
      : compareSides(by, sideOfWorth(left), sideOfWorth(right));
  return typeof truth === "boolean" ? { is: "truth", value: truth } : missing("these cannot be compared");
}

function meanWorth(numbers: readonly number[], text: string): Worth {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return Number.isFinite(mean) ? numberWorth(mean) : missing(`${text} is beyond all numbers`);
}

function inside([outer, inner]: readonly [Worth, Worth]): Worth {
  if (outer.is === "zone" && inner.is === "whole" && inner.part.kind === "interval")
    return coversInterval(outer.zone, inner.part, [literalSide(inner.part.low), literalSide(inner.part.high)]);
  if (outer.is === "zone" && inner.is === "zone") return coversZone(outer.zone, inner.zone);
  if (outer.is === "zone") return coversSpot(outer.zone, sideOfWorth(inner));
  return outer.is === "whole" && inner.is === "zone" ? liesWithin(inner.zone, outer.part) : missing("no zone");
}

function allOrAny(by: "all" | "any", values: readonly CellValue[], text: string): Worth {
  const holding = values.filter((value) => value === true).length;
  const known = values.filter((value) => typeof value === "boolean").length;
  const count = `${holding} of ${known} cells`;
  const decided = by === "all" ? holding < known : holding > 0;
  if (decided) return { is: "truth", value: by === "any", count };
  if (values.includes(undefined)) return missing(`${text} is open in some cells`, true);
  if (known === 0) return missing(`${text} has no value in any cell`);
  return { is: "truth", value: by === "all", count };
}
