import { type Json } from "@goldilocks/digest";

/** A JSON map. */
export type JsonMap = { readonly [key: string]: Json | undefined };

/** Whether a value that is JSON, as far as it is anything, is a map. */
export function isMap(value: unknown): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
