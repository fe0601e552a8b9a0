import { alternatives, definition, document, resolved, type SchemaNode } from "./schema-node.ts";
import { settingSchemas } from "./setting-paths.ts";

/** What the schema says of one key. */
export interface KeyDescription {
  readonly path: string;
  readonly title?: string;
  readonly description: string;
  /** What a number counts; absent where there is nothing to count. */
  readonly unit?: string;
  readonly values?: readonly unknown[];
  readonly default?: unknown;
  readonly examples: readonly unknown[];
}

function described(path: string, node: SchemaNode): KeyDescription {
  const { title, description = "", unit, default: standard, examples = [] } = node;
  const values = node.enum ?? (node.const === undefined ? undefined : [node.const]);
  return {
    path,
    ...(title !== undefined && { title }),
    description,
    ...(unit !== undefined && unit !== "none" && { unit }),
    ...(values !== undefined && { values }),
    ...(standard !== undefined && { default: standard }),
    examples,
  };
}

const under = (prefix: string, { properties = {} }: SchemaNode): [string, SchemaNode][] =>
  Object.entries(properties).map(([key, node]) => [prefix + key, resolved(node)]);

function keys(): Map<string, SchemaNode> {
  const top = under("", document()).filter(([key]) => !key.includes("."));
  const repeats = alternatives(document().properties?.["repeats"] ?? {}).flatMap((one) => under("repeats.", one));
  return new Map([...top, ...settingSchemas, ...repeats, ...under("figures.", definition("Figure"))]);
}

const known = keys();

/** Every key of the language: top-level keys, settings by dotted path, `repeats.…` and `figures.…`. */
export const keyPaths: readonly string[] = [...known.keys()];

/** Describes a key by its dotted path; `undefined` where there is none (`suggest` over {@link keyPaths} finds near ones). */
export function describe(path: string): KeyDescription | undefined {
  const node = known.get(path);
  return node && described(path, node);
}
