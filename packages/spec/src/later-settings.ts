import type { Json } from "@goldilocks/digest";
import { settingSchemas } from "./setting-paths.ts";

/**
 * Whether a setting came to the language after tables first had keys, and has the value that everything had before it came (or none,
 * on a branch that does not know it).
 *
 * Normal forms and tables leave such settings out, so that a new setting changes no old key.
 */
export function isUnsetLater(path: string, value: Json | undefined): boolean {
  const schema = settingSchemas.get(path);
  if (schema?.later !== true) return false;
  return value === undefined || value === null || value === schema.default;
}
