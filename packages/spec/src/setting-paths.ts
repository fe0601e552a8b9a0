import { type Json } from "@goldilocks/digest";
import { alternatives, definition, resolved, type SchemaNode } from "./schema-node.ts";

/** The values a setting can have, as the schema says. */
export type SettingSchema = SchemaNode;

function merged(first: SchemaNode, second: SchemaNode): SchemaNode {
  const values = [first, second].flatMap(({ enum: list, const: one = null }) => list ?? [one]);
  return { ...first, enum: values };
}

function collect(node: SchemaNode, path: string, found: Map<string, SchemaNode>): void {
  for (const branch of alternatives(node)) {
    for (const [key, property] of Object.entries(branch.properties ?? {})) {
      const at = path === "" ? key : `${path}.${key}`;
      const target = resolved(property);
      const known = found.get(at);
      if (target.properties !== undefined || target.anyOf !== undefined) collect(target, at, found);
      else found.set(at, known === undefined ? target : merged(known, target));
    }
  }
}

const settings = new Map<string, SchemaNode>();
collect(definition("Settings"), "", settings);

/** Every setting by its dotted path, in canonical order; a `kind` has the kinds of all branches. */
export const settingSchemas: ReadonlyMap<string, SettingSchema> = settings;

/** The parts of the settings: `data`, `sae`, … */
export const sectionNames: readonly string[] = Object.keys(definition("Settings").properties ?? {});

const parents = new Set<string>(sectionNames);
for (const path of settings.keys()) parents.add(path.slice(0, path.lastIndexOf(".")));

/** Whether a dotted path names a map of settings (`data`, `data.decay`). */
export function isSettingsMap(path: string): boolean {
  return parents.has(path);
}

/** The schema of the settings below a path, `""` for all. */
export function schemaAt(path: string): SchemaNode | undefined {
  let node: SchemaNode | undefined = definition("Settings");
  if (path === "") return node;
  for (const key of path.split(".")) {
    const properties: SchemaNode["properties"] = node?.properties ?? {};
    const property: SchemaNode | undefined = Object.hasOwn(properties, key) ? properties[key] : undefined;
    node = property === undefined ? undefined : resolved(property);
  }
  return node;
}

/** The keys that fit beside a given `kind` at a path with branches; `undefined` where there are none. */
export function keysOfKind(path: string, kind: Json): readonly string[] | undefined {
  const branches = schemaAt(path)?.anyOf?.map(resolved);
  const branch = branches?.find(({ properties }) => allows(properties?.["kind"], kind));
  return branch === undefined ? undefined : Object.keys(branch.properties ?? {});
}

/** Whether a schema of named values has this one. */
export function allows(node: SchemaNode | undefined, value: Json | undefined): boolean {
  if (node === undefined) return false;
  const target = resolved(node);
  return value !== undefined && (target.const === value || (target.enum?.includes(value) ?? false));
}
