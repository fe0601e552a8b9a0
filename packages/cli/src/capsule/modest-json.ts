import { isBeyond, type Json } from "@goldilocks/digest";
import { parsedJson } from "../stored/json.ts";

/** Beyond all that `exp pack` writes. What walks a value level by level could not walk more; each list and value takes many times the memory of its one or two bytes. */
const BOUNDS = { levels: 100, containers: 2_000_000, commas: 8_000_000 };

/** The JSON of a file in an archive; null where it is none, or is not small and shallow enough to be parsed. */
export function modestJson(bytes: Uint8Array): Json {
  const text = new TextDecoder().decode(bytes);
  return isBeyond(text, BOUNDS) ? null : parsedJson(text);
}
