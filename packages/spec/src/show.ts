import { type Json } from "@goldilocks/digest";
import { type Path } from "./tree.ts";

const maxShown = 60;

/** A value as it is shown in a message: JSON, cut to 60 characters. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= maxShown ? text : `${text.slice(0, maxShown - 1)}…`;
}

/** A path as a person would write it: `grid.sae.l1Coefficient[2]`. */
export function showPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text === "" ? "the file" : text;
}

const names: { readonly [type: string]: string } = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  null: "null",
  number: "a number",
  object: "a map",
  string: "text",
};

/** JSON types in words: `a whole number or null`. */
export function showTypes(types: readonly string[]): string {
  return types.map((type) => names[type] ?? type).join(" or ");
}

/** Words as a list for a hint: `a, b, c`. */
export function showList(words: Iterable<Json>): string {
  return [...words].map(String).join(", ");
}
