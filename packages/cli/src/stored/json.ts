import { type Json, jsonFrom } from "@goldilocks/digest";

/** A JSON object. */
export type JsonRecord = { readonly [name: string]: Json | undefined };

/** Whether a JSON value is an object. */
export const isRecord = (value: Json | undefined): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A text's JSON; null where it is none, or is nested beyond all that the program writes. */
export function parsedJson(text: string): Json {
  return jsonFrom(text) ?? null;
}

/** The text in a field of a JSON object; empty where there is none. */
export function textIn(value: Json | undefined, name: string): string {
  const found = isRecord(value) ? value[name] : undefined;
  return typeof found === "string" ? found : "";
}
