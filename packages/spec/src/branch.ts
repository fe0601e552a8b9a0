import { isMap } from "./json-map.ts";
import { alternatives, choiceOf, resolved, type SchemaNode } from "./schema-node.ts";
import { allows } from "./setting-paths.ts";

type Value = unknown;

const typeOf = (value: Value): string => {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
};

const typesOf = ({ type, const: constant, enum: list }: SchemaNode): readonly string[] => {
  if (typeof type === "string") return [type];
  return type ?? [constant, ...(list ?? [])].filter((one) => one !== undefined).map(typeOf);
};

function takes(branch: SchemaNode, value: Value): boolean {
  const type = typeOf(value);
  return typesOf(branch).some((one) => one === type || (one === "integer" && type === "number"));
}

/** How many keys of a map the branch knows, those that it needs twice; the key that chooses (`kind`, mostly) decides before all. */
function likeness(branch: SchemaNode, value: Value, choice: string): number {
  if (!isMap(value)) return 0;
  const { properties = {}, required = [] } = branch;
  const chosen = value[choice];
  const agrees = chosen !== undefined && allows(properties[choice], chosen) ? 1000 : 0;
  const keys = Object.keys(value);
  const known = keys.filter((key) => Object.hasOwn(properties, key)).length;
  return agrees + known + keys.filter((key) => required.includes(key)).length;
}

/** What a value with alternatives was most likely meant to be. */
export interface Choice {
  /** The alternative to explain the value by; absent where no alternative takes its JSON type. */
  readonly branch?: SchemaNode;
  /** All alternatives. */
  readonly all: readonly SchemaNode[];
}

/** Chooses the alternative of `node` that a person most likely meant by `value`: by JSON type, the key that chooses, then known keys. */
export function chooseBranch(node: SchemaNode, value: Value): Choice {
  const all = alternatives(node);
  const choice = choiceOf(node);
  let branch: SchemaNode | undefined;
  let best = -1;
  for (const candidate of all) {
    const score = takes(candidate, value) ? likeness(candidate, value, choice) : -1;
    if (score > best) [branch, best] = [candidate, score];
  }
  return branch === undefined ? { all } : { all, branch };
}

/** The JSON types that any of the alternatives takes, without repetition. */
export function typesTaken(all: readonly SchemaNode[]): readonly string[] {
  return [...new Set(all.flatMap((branch) => typesOf(resolved(branch))))];
}
