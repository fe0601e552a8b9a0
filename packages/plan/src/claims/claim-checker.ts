import { didYouMean } from "@goldilocks/diagnostics";
import { type Comparator, type Expression, settingMeant, showClaim, walk } from "@goldilocks/spec";

import type { ColumnKind } from "../column-kinds.ts";
import type { Doubtful } from "../doubtful.ts";
import { cellValue, literalSide } from "./cell-value.ts";
import { type ClaimType, typeWords } from "./claim-type.ts";
import type { GridCells } from "./grid-cells.ts";
import { missingValue } from "./missing-value.ts";
import { noValue } from "./no-value.ts";

/** A code that a claim can bring. */
export type ClaimFaultCode = "PLAN_CLAIM_COLUMN" | "PLAN_CLAIM_TYPE" | "PLAN_CLAIM_VALUE" | "PLAN_CLAIM_CELLS";

/** What a claim is checked against, and where its faults go. */
export interface ClaimContext {
  readonly kinds: readonly ColumnKind[];
  readonly cells: GridCells;
  readonly readings: readonly string[];
  readonly say: (code: ClaimFaultCode, part: Expression, message: string, hint: string) => void;
  /** Is told of each column that exists, and of the rows that it is read in; `undefined` where results decide which. */
  readonly read?: (part: Part<"column">, rows: readonly number[] | undefined) => void;
  readonly doubtful: Doubtful;
  /** What was suggested for names that are none, since looking takes long. @default nothing is kept */
  readonly hints?: Map<string, string>;
}

/** Cells that a part looks at: rows, or `undefined` where results decide which; `each` while it is taken in every cell by itself. */
interface Scope {
  readonly rows: readonly number[] | undefined;
  readonly each: boolean;
}

type Part<K extends Expression["kind"]> = Extract<Expression, { readonly kind: K }>;

const zoneAxis = "sae.l1Coefficient";
const orders: ReadonlySet<Comparator> = new Set(["<", "<=", ">", ">="]);

/** Finds the type of every part of a claim; `undefined` stands for a part in which something is wrong already. */
export class ClaimChecker {
  readonly #context: ClaimContext;

  constructor(context: ClaimContext) {
    this.#context = context;
  }

  /** Checks a whole claim. */
  check(claim: Expression): void {
    this.#expect(claim, "truth", { rows: this.#context.cells.rows, each: false });
  }

  /** Checks an expression that is a number, whatever cells it is then taken of. */
  checkNumber(expression: Expression): void {
    this.#expect(expression, "number", { rows: undefined, each: false });
  }

  #fail(code: ClaimFaultCode, part: Expression, message: string, hint: string): undefined {
    this.#context.say(code, part, message, hint);
    return undefined;
  }

  #expect(part: Expression, is: ClaimType["is"], scope: Scope): ClaimType | undefined {
    const type = this.#type(part, scope);
    if (type === undefined || type.is === is) return type;
    const message = `${showClaim(part)} is ${typeWords[type.is]}, where ${typeWords[is]} is needed`;
    const hint = is === "truth" ? "compare it with something" : `write ${typeWords[is]} here`;
    return this.#fail("PLAN_CLAIM_TYPE", part, message, hint);
  }

  #type(part: Expression, scope: Scope): ClaimType | undefined {
    switch (part.kind) {
      case "number":
      case "ratio":
      case "text":
      case "truth":
        return { is: part.kind };
      case "column":
        return this.#column(part, scope);
      case "reduce":
        return this.#reduction(part, scope);
      case "arg":
        return this.#arg(part, scope);
      case "zone":
        return this.#zone(part, scope);
      case "at":
        return this.#at(part, scope);
      case "compare":
        return this.#comparison(part, scope);
      case "interval":
      case "set":
        return this.#whole(part);
      case "and":
      case "or":
      case "not":
      case "arithmetic":
      case "minus":
      default:
        return this.#operation(part, scope);
    }
  }

  #operation(part: Part<"and" | "or" | "not" | "arithmetic" | "minus">, scope: Scope): ClaimType | undefined {
    const parts = "of" in part ? [part.of] : [part.left, part.right];
    const is = part.kind === "arithmetic" || part.kind === "minus" ? "number" : "truth";
    const types = parts.map((one) => this.#expect(one, is, scope));
    if (types.includes(undefined)) return undefined;
    const fault = part.kind === "arithmetic" ? this.#noValue(part, scope) : undefined;
    return fault === undefined ? { is } : this.#fail("PLAN_CLAIM_VALUE", part, fault.message, fault.hint);
  }

  /** Why a calculation can have no value; nothing is known of columns in which something is wrong. */
  #noValue(part: Part<"arithmetic">, { rows }: Scope): ReturnType<typeof noValue> {
    const { cells, doubtful } = this.#context;
    return noValue(part, { rows, columns: (name) => (doubtful(name) ? undefined : cells.columns(name)) });
  }

  #column(part: Part<"column">, { rows, each }: Scope): ClaimType | undefined {
    const { name } = part;
    const type = this.#named(part);
    if (type !== undefined) this.#context.read?.(part, rows);
    if (type === undefined || each || rows === undefined || rows.length <= 1) return type;
    const known = this.#context.cells.columns(name);
    if (known !== undefined && new Set(rows.map((row) => known.values[row])).size === 1) return type;
    const message = `${name} has ${rows.length} values here, one for each cell`;
    const hint = `say which: ${name} at ${this.#varying(rows)}, or take the mean, min or max`;
    return this.#fail("PLAN_CLAIM_CELLS", part, message, hint);
  }

  /** What tells the cells apart, as conditions. */
  #varying(rows: readonly number[]): string {
    const { cells, kinds } = this.#context;
    const axes = kinds.filter(({ name }) => {
      const values = cells.columns(name)?.values;
      return values !== undefined && new Set(rows.map((row) => values[row])).size > 1;
    });
    return axes.map(({ name }) => `${name} = …`).join(", ");
  }

  /** The type of a column, whatever cells it is of. */
  #named(part: Part<"column">): ClaimType | undefined {
    const { name } = part;
    const { kinds, readings, cells } = this.#context;
    if (readings.includes(name)) {
      const message = `${name} is a reading, and claims are decided for each reading by itself`;
      return this.#fail("PLAN_CLAIM_COLUMN", part, message, "make it an axis of the grid to compare its values");
    }
    const column = kinds.find((one) => one.name === name);
    if (column === undefined) {
      const hint = this.#context.hints?.get(name) ?? this.#columnHint(name);
      this.#context.hints?.set(name, hint);
      return this.#fail("PLAN_CLAIM_COLUMN", part, `there is no column ${name}`, hint);
    }
    const known = cells.columns(name) !== undefined;
    if (column.kind === "boolean") return { is: "truth" };
    const is = column.kind === "number" ? "number" : "text";
    return known ? { is, place: name } : { is };
  }

  /** What a name may have been meant to be that is no column. */
  #columnHint(name: string): string {
    const { kinds, readings } = this.#context;
    const names = kinds.map((one) => one.name).filter((one) => !readings.includes(one));
    const meant = settingMeant(name);
    return (
      (meant !== undefined && names.includes(meant) ? `did you mean ${meant}?` : didYouMean(name, names)) ??
      "name an axis, a setting's path or a metric; put a variant's name in quotes"
    );
  }

  /** The cells that a whole argument looks at: `at` narrows them for all of it. */
  #argument(part: Expression, is: ClaimType["is"], { rows }: Scope): ClaimType | undefined {
    if (part.kind !== "at") return this.#expect(part, is, { rows, each: true });
    const narrowed = this.#narrow(part, rows);
    return narrowed === null ? undefined : this.#argument(part.of, is, { rows: narrowed, each: true });
  }

  #reduction(part: Part<"reduce">, scope: Scope): ClaimType | undefined {
    const { by, of } = part;
    if (scope.each) return this.#nested(part);
    if (by === "low" || by === "high") {
      if (this.#expect(of, "zone", scope) === undefined) return undefined;
      return { is: "number", place: placeOfZone(of) };
    }
    if (by === "width") return this.#expect(of, "zone", scope) === undefined ? undefined : { is: "number" };
    const isCondition = by === "count" || by === "share" || by === "all" || by === "any";
    const type = this.#argument(of, isCondition ? "truth" : "number", scope);
    if (type === undefined) return undefined;
    if (by === "all" || by === "any") return { is: "truth" };
    const place = "place" in type && (by === "min" || by === "max") ? type.place : undefined;
    return place === undefined ? { is: "number" } : { is: "number", place };
  }

  #nested(part: Expression): undefined {
    const message = `${showClaim(part)} is of several cells, and stands inside something that is taken cell by cell`;
    return this.#fail("PLAN_CLAIM_TYPE", part, message, "take it outside");
  }

  #arg(part: Part<"arg">, scope: Scope): ClaimType | undefined {
    if (scope.each) return this.#nested(part);
    const measure = this.#argument(part.of, "number", scope);
    const column = part.column.kind === "column" ? this.#named(part.column) : undefined;
    if (measure === undefined || column === undefined) return undefined;
    if ("place" in column && column.place !== undefined) return column;
    const message = `${part.by} gives a value of the grid, and ${showClaim(part.column)} is none`;
    return this.#fail("PLAN_CLAIM_TYPE", part.column, message, "name an axis or a setting");
  }

  #zone(part: Part<"zone">, scope: Scope): ClaimType | undefined {
    if (scope.each) return this.#nested(part);
    const along: Part<"column"> =
      part.along?.kind === "column" ? part.along : { kind: "column", name: zoneAxis, start: part.start, end: part.end };
    const condition = this.#argument(part.of, "truth", scope);
    const axis = this.#named(along);
    if (condition === undefined || axis === undefined) return undefined;
    const { columns } = this.#context.cells;
    const places = columns(along.name);
    if (axis.is !== "number" || places === undefined) {
      const message = `a zone lies along numbers that the grid sets, and ${along.name} are none`;
      return this.#fail("PLAN_CLAIM_TYPE", along, message, "name an axis of numbers");
    }
    const rows = rowsWithin(part.of) ? undefined : scope.rows;
    const found = (rows ?? []).map((row) => places.values[row]);
    if (rows === undefined || new Set(found).size === found.length) return { is: "zone" };
    const message = `several cells have the same ${along.name}, so that a zone along it means none of them`;
    const others = this.#varying(rows)
      .split(", ")
      .filter((one) => one !== `${along.name} = …`);
    return this.#fail("PLAN_CLAIM_CELLS", part, message, `say which: … where ${others.join(", ")}`);
  }

  #at(part: Part<"at">, { rows, each }: Scope): ClaimType | undefined {
    if (each) {
      const message = "at chooses cells for all of mean(…), all(…) and the like, not for a part of it";
      return this.#fail("PLAN_CLAIM_TYPE", part, message, "put it after the parentheses, or write where at their end");
    }
    const narrowed = this.#narrow(part, rows);
    return narrowed === null ? undefined : this.#type(part.of, { rows: narrowed, each });
  }

  /** The rows that the conditions keep, none perhaps; `undefined` where results decide it, null where something is wrong. */
  #narrow({ conditions }: Part<"at">, rows: readonly number[] | undefined): readonly number[] | undefined | null {
    const types = conditions.map((one) => this.#expect(one, "truth", { rows, each: true }));
    if (types.includes(undefined)) return null;
    const { columns } = this.#context.cells;
    const isKnown = (one: Expression): boolean =>
      [...walk(one)].every((part) => part.kind !== "column" || columns(part.name) !== undefined || this.#isWord(part));
    if (rows === undefined || !conditions.every(isKnown)) return undefined;
    return rows.filter((row) => conditions.every((one) => cellValue(one, row, columns) === true));
  }

  /** A name that is no column stands for itself beside a column of names. */
  #isWord(part: Part<"column">): boolean {
    return !this.#context.kinds.some(({ name }) => name === part.name);
  }

  #comparison(part: Part<"compare">, scope: Scope): ClaimType | undefined {
    const { by } = part;
    const left = this.#side(part.left, part.right, scope);
    // Beside a column that does not exist, nobody knows whether a name is one.
    if (left === undefined && part.right.kind === "column" && this.#isWord(part.right)) return undefined;
    const right = this.#side(part.right, part.left, scope);
    if (left === undefined || right === undefined) return undefined;
    if (by === "covers" || by === "within") return this.#inside(part, left, right);
    if (by === "in" ? !isMember(left, right) : !isComparable(by, left, right)) return this.#unlike(part, left, right);
    return this.#valued(left, part.right) && this.#valued(right, part.left) ? { is: "truth" } : undefined;
  }

  #side(part: Expression, other: Expression, scope: Scope): ClaimType | undefined {
    const isName = part.kind === "column" && this.#isWord(part) && this.#holdsNames(other);
    return isName ? { is: "text" } : this.#type(part, scope);
  }

  /** Whether an expression gives a name: a column of names, or the argmax of one. */
  #holdsNames(part: Expression): boolean {
    if (part.kind === "at") return this.#holdsNames(part.of);
    if (part.kind === "arg") return this.#holdsNames(part.column);
    if (part.kind !== "column") return false;
    return this.#context.kinds.some(({ name, kind }) => name === part.name && kind === "string");
  }

  #inside(part: Part<"compare">, left: ClaimType, right: ClaimType): ClaimType | undefined {
    const [outer, inner] = part.by === "covers" ? [left, right] : [right, left];
    const isOuter = outer.is === "zone" || outer.is === "interval";
    const isInner = inner.is === "zone" || inner.is === "interval" || (part.by === "covers" && isSpot(inner));
    if (!isOuter || !isInner || (outer.is === "interval" && inner.is !== "zone"))
      return this.#unlike(part, left, right);
    return { is: "truth" };
  }

  #unlike({ by, right: part }: Part<"compare">, left: ClaimType, right: ClaimType): undefined {
    const message = `${typeWords[left.is]} and ${typeWords[right.is]} do not go with ${by}`;
    const hint = by === "in" ? "write an interval [low, high] or a set {a, b}" : `compare like with like`;
    return this.#fail("PLAN_CLAIM_TYPE", part, message, hint);
  }

  /** Whether a literal can be what the other side is: a name that the grid has, a ratio where it is written in ratios. */
  #valued(type: ClaimType, other: Expression): boolean {
    const place = "place" in type ? type.place : undefined;
    const column = place === undefined ? undefined : this.#context.cells.columns(place);
    if (column === undefined) return true;
    return valuesOf(other).every((value) => {
      if (value.kind === "column" && !this.#isWord(value)) return true;
      const fault = missingValue(column, value);
      if (fault === undefined || this.#context.doubtful(column.name)) return true;
      this.#context.say(fault.code, value, fault.message, fault.hint);
      return false;
    });
  }

  #interval(part: Part<"interval">): ClaimType | undefined {
    const { low, high } = part;
    if (Number(literalSide(low).value) <= Number(literalSide(high).value)) return { is: "interval" };
    const message = `${showClaim(part)} holds nothing: it ends below where it begins`;
    return this.#fail("PLAN_CLAIM_VALUE", part, message, `write [${showClaim(high)}, ${showClaim(low)}]`);
  }

  #whole(part: Part<"interval" | "set">): ClaimType | undefined {
    const values = valuesOf(part);
    const written = part.kind === "interval" ? [part.low, part.high] : part.items;
    const kinds = new Set(values.map(({ kind }) => (kind === "minus" ? "number" : kind === "column" ? "text" : kind)));
    const isNumbers = !kinds.has("text") && !kinds.has("truth");
    if (values.length === written.length && kinds.size === 1 && (part.kind === "set" || isNumbers))
      return part.kind === "interval" ? this.#interval(part) : { is: part.kind };
    const message = `${showClaim(part)} is not of numbers alone, of ratios alone or of names alone`;
    return this.#fail("PLAN_CLAIM_TYPE", part, message, "write values of one kind");
  }
}

const placeOfZone = (part: Expression): string => {
  if (part.kind === "at") return placeOfZone(part.of);
  return part.kind === "zone" && part.along?.kind === "column" ? part.along.name : zoneAxis;
};

const rowsWithin = (part: Expression): boolean => part.kind === "at";

const isSpot = ({ is }: ClaimType): boolean => is === "number" || is === "ratio";

const isMember = (left: ClaimType, right: ClaimType): boolean =>
  (left.is === "number" || left.is === "text") &&
  (right.is === "interval" || right.is === "set" || right.is === "zone");

function isComparable(by: Comparator, left: ClaimType, right: ClaimType): boolean {
  const ratio = [left, right].some(({ is }) => is === "ratio");
  if (ratio) return [left, right].some((side) => "place" in side && side.is === "number");
  if (left.is !== right.is) return false;
  return left.is === "number" || (!orders.has(by) && (left.is === "text" || left.is === "truth"));
}

/** The values written in one side of a comparison. */
function valuesOf(part: Expression): readonly Expression[] {
  if (part.kind === "interval") return valuesOf(part.low).concat(valuesOf(part.high));
  if (part.kind === "set") return part.items.flatMap(valuesOf);
  if (part.kind === "minus") return part.of.kind === "number" ? [part] : [];
  return ["number", "ratio", "text", "truth", "column"].includes(part.kind) ? [part] : [];
}
