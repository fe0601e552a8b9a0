import { ratioLabel } from "../labels.ts";
import type { Expression } from "./expression.ts";

/** How tightly a form binds: an operand that binds less stands in parentheses. */
const strength: Partial<Record<Expression["kind"], number>> = { or: 1, and: 2, not: 3, compare: 4 };

function strengthOf(expression: Expression): number {
  if (expression.kind === "at") return strengthOf(expression.of) <= 4 ? 0 : 8;
  if (expression.kind === "arithmetic") return expression.by === "+" || expression.by === "-" ? 5 : 6;
  return expression.kind === "minus" ? 7 : (strength[expression.kind] ?? 9);
}

const within = (expression: Expression, least: number): string =>
  strengthOf(expression) < least ? `(${showClaim(expression)})` : showClaim(expression);

const textOf = (value: string): string => (value.includes('"') ? `'${value}'` : `"${value}"`);

const condition = (expression: Expression): string =>
  isPlain(expression) ? showClaim(expression) : `(${showClaim(expression)})`;

/** A column compared with a value. */
function isPlain(expression: Expression): boolean {
  if (expression.kind !== "compare" || expression.left.kind !== "column") return false;
  const { right } = expression;
  const value = right.kind === "minus" ? right.of : right;
  return ["number", "ratio", "text", "truth", "column", "interval", "set"].includes(value.kind);
}

/** A claim as text in its normal form: parsed again, it is the same tree. */
export function showClaim(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return numberText(expression.value, expression.digits);
    case "ratio":
      return ratioLabel(expression.value);
    case "text":
      return textOf(expression.value);
    case "truth":
      return String(expression.value);
    case "column":
      return expression.name;
    case "interval":
      return `[${showClaim(expression.low)}, ${showClaim(expression.high)}]`;
    case "set":
      return `{${expression.items.map(showClaim).join(", ")}}`;
    case "reduce":
      return `${expression.by}(${showClaim(expression.of)})`;
    case "arg":
      return `${expression.by}(${showClaim(expression.of)}) of ${showClaim(expression.column)}`;
    case "zone": {
      const along = expression.along === undefined ? "" : ` along ${showClaim(expression.along)}`;
      return `zone(${showClaim(expression.of)})${along}`;
    }
    case "not":
      return `not ${within(expression.of, 3)}`;
    case "minus":
      return `-${within(expression.of, 7)}`;
    case "at":
    case "compare":
    case "arithmetic":
    case "and":
    case "or":
    default:
      return showJoined(expression);
  }
}

function showJoined(
  expression: Extract<Expression, { readonly kind: "at" | "compare" | "arithmetic" | "and" | "or" }>,
): string {
  if (expression.kind === "at") {
    const conditions = expression.conditions.map(condition).join(", ");
    const whole = strengthOf(expression.of) <= 4;
    return whole ? `${within(expression.of, 1)} where ${conditions}` : `${within(expression.of, 8)} at ${conditions}`;
  }
  const { left, right } = expression;
  const own = strengthOf(expression);
  const by = "by" in expression ? expression.by : expression.kind;
  const least = expression.kind === "compare" ? 5 : own;
  return `${within(left, least)} ${by} ${within(right, own + 1)}`;
}

/** A number with as many digits as it was written with: they say which value of a grid it names. */
function numberText(value: number, digits: number): string {
  if (digits < 1 || value === 0) return String(value);
  const written = value.toPrecision(digits);
  return Number(written) === value ? written : String(value);
}
