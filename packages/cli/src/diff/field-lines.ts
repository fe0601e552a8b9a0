import type { Json } from "@goldilocks/digest";
import type { SpecDifference } from "@goldilocks/plan";
import { isRecord } from "../stored/json.ts";
import { shown } from "../stored/node-words.ts";
import { align } from "../text/align.ts";
import type { Paint } from "../text/paint.ts";
import { count } from "../text/quantities.ts";

/** The fields in which two experiments differ, as lines. */
export function fieldLines(fields: readonly SpecDifference[], paint: Paint): readonly string[] {
  if (fields.length === 0) return [`${paint.bold("fields")}: the same`];
  const rows = fields.map((field) => [field.path, changeText(field)]);
  return [
    `${paint.bold("fields")}: ${count(fields.length, "difference")}`,
    ...align(rows, ["left", "left"]).map((line) => `  ${line}`),
  ];
}

function changeText({ before, after, added, removed }: SpecDifference): string {
  if (added === undefined || removed === undefined) return `${valueText(before)} → ${valueText(after)}`;
  if (added.length + removed.length === 0) return `in another order: ${valueText(before)} → ${valueText(after)}`;
  return [...removed.map((value) => `− ${valueText(value)}`), ...added.map((value) => `+ ${valueText(value)}`)].join(
    "  ",
  );
}

const LONGEST = 80;

/** A value as YAML writes it in one line, near enough; a field that is not there is `absent`. */
function valueText(value: Json | undefined): string {
  if (value === undefined) return "absent";
  if (Array.isArray(value)) return cut(`[${value.map((item: Json) => valueText(item)).join(", ")}]`);
  if (!isRecord(value)) return cut(shown(value));
  return cut(
    `{ ${Object.entries(value)
      .map(([name, inner]) => `${name}: ${valueText(inner)}`)
      .join(", ")} }`,
  );
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
