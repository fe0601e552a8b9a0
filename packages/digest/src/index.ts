export { canonicalJson } from "./canonical-json.ts";
export { DigestError, type DigestCode } from "./error.ts";
export { isBeyond, isNestedDeeper, jsonFrom, type JsonBounds } from "./json-from.ts";
export { type Json } from "./json.ts";
export { keyOf } from "./key.ts";
export { sha256 } from "./sha256.ts";
