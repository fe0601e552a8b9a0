import { canonicalJson, type Json, jsonFrom } from "@goldilocks/digest";
import { sha256 } from "./sha256.ts";

// {"digest":"<64 hex>","value":<canonical JSON>}\n — valid JSON, and verified as bytes, without writing the value again.
const before = '{"digest":"';
const between = '","value":';
const after = "}\n";
const start = before.length + 64 + between.length;

/** A JSON value as a file that carries its own digest. */
export function seal(value: Json): Uint8Array {
  const body = canonicalJson(value);
  return new TextEncoder().encode(before + sha256(body) + between + body + after);
}

/** The value of a sealed file, or `undefined` when one bit of it is not as it was written. */
export function unseal(bytes: Uint8Array): Json | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const body = bytes.subarray(start, Math.max(start, bytes.length - after.length));
  const expected = before + sha256(body) + between;
  if (!text.startsWith(expected) || !text.endsWith(after) || bytes.length < start + after.length) return undefined;
  return jsonFrom(new TextDecoder().decode(body));
}

/** Whether a value is a JSON object. */
export function isMap(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One field of a JSON object; `undefined` when there is none, or no object. */
export const field = (value: Json | undefined, name: string): Json | undefined =>
  isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
