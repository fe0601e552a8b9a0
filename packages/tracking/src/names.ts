import { sha256 } from "./state.ts";

/** The longest key of a param, a metric or a tag. */
const LONGEST = 250;

/** What MLflow takes in a key, but `:`, which begins and ends an escape here. */
const PLAIN = /[\p{L}\p{N}_. /-]/u;

const escaped = (character: string): string => `:${(character.codePointAt(0) ?? 0).toString(16)}:`;

/** A part between two `/`. MLflow wants keys that are simplified paths: no empty part, no `.` and no `..`. */
function part(text: string): string {
  if (text === "") return "::";
  if (text === "." || text === "..") return text.replaceAll(".", escaped("."));
  return Array.from(text, (character) => (PLAIN.test(character) ? character : escaped(character))).join("");
}

/**
 * A name as a key that MLflow takes: what it refuses is written as its code point in hex between colons, `a[0]` as `a:5b:0:5d:`.
 *
 * Two names never become one key. A key of more than 250 characters is cut and ends in a hash of the whole.
 */
export function mlflowKey(name: string): string {
  // Nor may a key begin with two dots, whatever follows.
  const key = name
    .split("/")
    .map(part)
    .join("/")
    .replace(/^\.(?=\.)/u, escaped("."));
  if (Array.from(key).length <= LONGEST) return key;
  // No escape begins with h, so that no other name has this key.
  const end = `:h${sha256(key).slice(0, 16)}:`;
  const start = Array.from(key)
    .slice(0, LONGEST - end.length)
    .join("");
  return start.replace(/\/$/u, "_") + end;
}

/** The name that became a key; `undefined` for one that was cut. */
export function nameOfKey(key: string): string | undefined {
  if (/:h[0-9a-f]{16}:$/u.test(key)) return undefined;
  return key.replaceAll(/:(?<code>[0-9a-f]*):/gu, (_, code: string) =>
    code === "" ? "" : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
