import canonicalize from "canonicalize";
import { DigestError } from "./error.ts";
import { type Json } from "./json.ts";

const loneSurrogate = /\p{Surrogate}/u;

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};

/** Why a value by itself has no JSON form. `canonicalize` would write most of these as `null` or leave them out. */
function fault(value: unknown): string | undefined {
  if (value === null || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : String(value);
  if (typeof value === "string") {
    return loneSurrogate.test(value) ? "a string with a lone surrogate" : undefined;
  }
  if (typeof value !== "object") return typeof value;
  return Array.isArray(value) || isPlain(value) ? undefined : "an object that is no plain map";
}

function refuse(what: string, path: string): never {
  const place = path === "" ? "the value itself" : path;
  throw new DigestError("DIGEST_NOT_JSON", `${what} at ${place} has no JSON form`, "give null, or leave the key out");
}

function check(value: unknown, path: string, above: Set<object>): void {
  const what = fault(value);
  if (what !== undefined) refuse(what, path);
  if (typeof value !== "object" || value === null) return;
  if (above.has(value)) refuse("a value that contains itself", path);
  above.add(value);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) check(item, `${path}/${index}`, above);
  } else {
    for (const [key, item] of Object.entries(value)) {
      if (loneSurrogate.test(key)) refuse("a key with a lone surrogate", path);
      if (item !== undefined) check(item, `${path}/${key}`, above);
    }
  }
  above.delete(value);
}

/**
 * The one text of a JSON value: keys sorted by UTF-16 code units, numbers as ECMAScript prints them, no spaces; -0 becomes 0.
 *
 * @throws {@link DigestError} `DIGEST_NOT_JSON` for NaN, infinities, `undefined` in a list, lone surrogates, cycles and class instances.
 * @see RFC 8785
 */
export function canonicalJson(value: Json): string {
  check(value, "", new Set());
  return canonicalize(value) ?? refuse("undefined", "");
}
