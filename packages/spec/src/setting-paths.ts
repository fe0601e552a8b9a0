import { type Json } from "@goldilocks/digest";
import { alternatives, choiceOf, definition, resolved, type SchemaNode } from "./schema-node.ts";

/** The values a setting can have, as the schema says. */
export type SettingSchema = SchemaNode;

const named = ({ enum: list, const: one }: SchemaNode): readonly Json[] => list ?? (one === undefined ? [] : [one]);

/** A setting of two branches: one that has named values has those of both. */
function merged(first: SchemaNode, second: SchemaNode): SchemaNode {
  const values = [...new Set([first, second].flatMap(named))];
  return values.length === 0 ? first : { ...first, enum: values };
}

const branched = new Set<string>();

/** What chooses a branch, and what only some branches have. */
function collectBranched(branches: readonly SchemaNode[], choice: string, path: string): void {
  const count = new Map<string, number>();
  for (const key of branches.flatMap(({ properties }) => Object.keys(properties ?? {}))) {
    count.set(key, (count.get(key) ?? 0) + 1);
  }
  for (const [key, number] of count) {
    if (branches.length > 1 && (key === choice || number < branches.length)) branched.add(`${path}.${key}`);
  }
}

function collect(node: SchemaNode, path: string, found: Map<string, SchemaNode>): void {
  collectBranched(alternatives(node), choiceOf(node), path);
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

/** Every setting by its dotted path, in canonical order; one of several branches has the named values of all. */
export const settingSchemas: ReadonlyMap<string, SettingSchema> = settings;

/** Settings whose values decide which others fit, and settings that do not always fit. */
export const branchedPaths: ReadonlySet<string> = branched;

/** The parts of the settings: `data`, `sae`, … */
export const sectionNames: readonly string[] = Object.keys(definition("Settings").properties ?? {});

const parents = new Set<string>(sectionNames);
for (const path of settings.keys()) parents.add(path.slice(0, path.lastIndexOf(".")));

/** Whether a dotted path names a map of settings (`data`, `data.decay`). */
export function isSettingsMap(path: string): boolean {
  return parents.has(path);
}

const propertyOf = ({ properties = {} }: SchemaNode, key: string): SchemaNode | undefined =>
  Object.hasOwn(properties, key) ? properties[key] : undefined;

const found = new Map<string, SchemaNode | undefined>();

/** The schema of the settings below a path, `""` for all; of a key of several branches that of the first one. */
export function schemaAt(path: string): SchemaNode | undefined {
  if (!found.has(path)) found.set(path, findSchema(path));
  return found.get(path);
}

function findSchema(path: string): SchemaNode | undefined {
  let node: SchemaNode | undefined = definition("Settings");
  if (path === "") return node;
  for (const key of path.split(".")) {
    const branches: readonly SchemaNode[] = node === undefined ? [] : alternatives(node);
    const [property] = branches.flatMap((branch) => propertyOf(branch, key) ?? []);
    node = property === undefined ? undefined : resolved(property);
  }
  return node;
}

/** The key that chooses a branch at a path with branches, `kind` or another; `undefined` where there are none. */
export function choiceAt(path: string): string | undefined {
  const schema = schemaAt(path);
  return schema?.anyOf === undefined ? undefined : choiceOf(schema);
}

/** The keys that fit beside a value of the key that chooses, at a path with branches; `undefined` where there are none. */
export function keysBeside(path: string, chosen: Json): readonly string[] | undefined {
  const schema = schemaAt(path);
  const branches = schema?.anyOf?.map(resolved);
  const branch = branches?.find(({ properties }) => schema && allows(properties?.[choiceOf(schema)], chosen));
  return branch === undefined ? undefined : Object.keys(branch.properties ?? {});
}

/** Whether a schema of named values has this one. */
export function allows(node: SchemaNode | undefined, value: Json | undefined): boolean {
  if (node === undefined) return false;
  const target = resolved(node);
  return value !== undefined && (target.const === value || (target.enum?.includes(value) ?? false));
}
