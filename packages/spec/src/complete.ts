import { type Json } from "@goldilocks/digest";
import { type Settings } from "./generated/settings.ts";
import { isMap, type JsonMap } from "./json-map.ts";
import { choiceOf, definition, resolved, type SchemaNode } from "./schema-node.ts";
import { allows } from "./setting-paths.ts";

const asMap = (value: Json | undefined): JsonMap => (isMap(value) ? value : {});

/** The branch of a schema with alternatives that a map names (by its `kind`, mostly), or else the default's. */
function branchFor(schema: SchemaNode, given: JsonMap): SchemaNode {
  const branches = (schema.anyOf ?? []).map(resolved);
  const choice = choiceOf(schema);
  const chosen = given[choice] ?? asMap(schema.default)[choice];
  return branches.find(({ properties }) => allows(properties?.[choice], chosen)) ?? schema;
}

/**
 * A map of settings with every absent key at its default. Keys are in the schema's order; what the schema does not know
 * follows, so that a check still sees it.
 */
export function complete(node: SchemaNode, value: Json | undefined): Json {
  const schema = resolved(node);
  const given = asMap(value);
  if (schema.anyOf !== undefined) return complete(branchFor(schema, given), value);
  if (schema.properties === undefined) return value ?? schema.const ?? schema.default ?? null;
  const full: { [key: string]: Json | undefined } = {};
  for (const [key, property] of Object.entries(schema.properties)) {
    full[key] = complete(property, given[key]);
  }
  for (const [key, extra] of Object.entries(given)) if (!Object.hasOwn(full, key)) full[key] = extra;
  return full;
}

const settings = definition("Settings");

/** JSON that has every key of the settings, as their type: the schema, which is the type's source, has filled them. */
export function asSettings(value: Json): Settings {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as Settings;
}

/** All settings, from those a person gave. */
export function completeSettings(given: Json): Settings {
  return asSettings(complete(settings, given));
}
