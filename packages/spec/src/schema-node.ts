import { type Json } from "@goldilocks/digest";
import { experimentSchema } from "./generated/schema.ts";

/** The keywords of the experiment schema that are read here, rather than left to ajv. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly properties?: { readonly [key: string]: SchemaNode };
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly default?: Json;
  readonly examples?: readonly Json[];
  /** What a number counts; an annotation of ours. */
  readonly unit?: string;
  /** `log` where ratios of the value matter more than differences; an annotation of ours. */
  readonly scale?: "log";
  /** Of alternatives, the key whose value tells which one is meant, where that is not `kind`; an annotation of ours. */
  readonly choice?: string;
  /** Whether the setting came after tables first had keys; an annotation of ours. */
  readonly later?: true;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

const root: SchemaNode = experimentSchema;

const isNode = (value: unknown): value is SchemaNode => typeof value === "object" && value !== null;

/** The part of the schema at `#/a/b`. */
function nodeAt(pointer: string): SchemaNode {
  let node: unknown = root;
  for (const step of pointer.split("/").slice(1)) {
    node = isNode(node) ? Reflect.get(node, step) : undefined;
  }
  if (!isNode(node)) throw new TypeError(`the schema has no ${pointer}`);
  return node;
}

const known = new WeakMap<SchemaNode, SchemaNode>();

/** The schema with its `$ref` followed; keywords beside the reference win. The same object every time. */
export function resolved(node: SchemaNode): SchemaNode {
  if (node.$ref === undefined) return node;
  const before = known.get(node);
  if (before !== undefined) return before;
  const { $ref, ...own } = node;
  const target = resolved(nodeAt($ref));
  const properties = { ...target.properties, ...own.properties };
  const merged = { ...target, ...own, ...(Object.keys(properties).length > 0 && { properties }) };
  known.set(node, merged);
  return merged;
}

/** A definition of the schema by name. */
export function definition(name: string): SchemaNode {
  return resolved(nodeAt(`#/$defs/${name}`));
}

/** The whole file's schema. */
export function document(): SchemaNode {
  return resolved(root);
}

/** The key that tells the alternatives of a schema apart. */
export function choiceOf(node: SchemaNode): string {
  return resolved(node).choice ?? "kind";
}

/** The alternatives of a schema, alternatives of alternatives included; of a schema without any, itself. */
export function alternatives(node: SchemaNode): SchemaNode[] {
  const target = resolved(node);
  return target.anyOf === undefined ? [target] : target.anyOf.flatMap(alternatives);
}
