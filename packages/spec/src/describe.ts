import { alternatives, definition, document, resolved, type SchemaNode } from "./schema-node.ts";
import { settingSchemas } from "./setting-paths.ts";
import { showTypes } from "./show.ts";

/** What the schema says of one key. */
export interface KeyDescription {
  readonly path: string;
  readonly title?: string;
  readonly description: string;
  /** What a number counts; absent where there is nothing to count. */
  readonly unit?: string;
  /** What its values are, in words: `whole number`; of alternatives, all of them. */
  readonly type?: string;
  /** The values that it takes, or that a list of it takes; absent where they are not named one by one. */
  readonly values?: readonly unknown[];
  /** Bounds of a number; where there are alternatives, of the one that is a number. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly default?: unknown;
  readonly examples: readonly unknown[];
}

const numbers: ReadonlySet<unknown> = new Set(["integer", "number"]);

const bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] as const;

const typesOf = (nodes: readonly SchemaNode[]): string =>
  [...new Set(nodes.flatMap(({ type = [] }) => [type].flat().map((one) => showTypes([one]))))].join(" or ");

function valuesOf(node: SchemaNode): readonly unknown[] | undefined {
  if (node.enum !== undefined) return node.enum;
  if (node.const !== undefined) return [node.const];
  return node.items === undefined ? undefined : resolved(node.items).enum;
}

function described(path: string, node: SchemaNode): KeyDescription {
  const { title, description = "", unit, default: standard, examples = [] } = node;
  const all = alternatives(node);
  const type = typesOf(all);
  const number = all.find((one) => numbers.has(one.type));
  const limits = bounds.flatMap((name) => (number?.[name] === undefined ? [] : [[name, number[name]] as const]));
  const values = valuesOf(node);
  return {
    path,
    ...(title !== undefined && { title }),
    description,
    ...(unit !== undefined && unit !== "none" && { unit }),
    ...(type !== "" && { type }),
    ...Object.fromEntries(limits),
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
  const estimates = alternatives(definition("Estimate")).flatMap((one) => under("estimates.", one));
  return new Map([
    ...top,
    ...settingSchemas,
    ...repeats,
    ...under("figures.", definition("Figure")),
    ...estimates,
    ["estimates.method", definition("EstimateMethod")],
    ...under("claims.", definition("Claim")),
  ]);
}

const known = keys();

/** Every key of the language: top-level keys, settings by dotted path, `repeats.…`, `figures.…`, `estimates.…` and `claims.…`. */
export const keyPaths: readonly string[] = [...known.keys()];

/** Describes a key by its dotted path; `undefined` where there is none (`suggest` over {@link keyPaths} finds near ones). */
export function describe(path: string): KeyDescription | undefined {
  const node = known.get(path);
  return node && described(path, node);
}
