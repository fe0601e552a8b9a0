import { schemaText } from "@goldilocks/spec";
import { mapOf, type Json, type Path } from "./json-mutations.ts";
import { oddNumbers, oddTexts } from "./odd-values.ts";
import type { Random } from "./random.ts";

/** As much of JSON Schema as values are made from. */
interface Node {
  readonly $ref?: string;
  readonly type?: string;
  readonly examples?: readonly Json[];
  readonly default?: Json;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Node | boolean;
}

const root = JSON.parse(schemaText()) as Node & { readonly $defs: Readonly<Record<string, Node>> };

/** Follows `$ref`; what stands beside it wins. */
function resolved(node: Node): Node {
  if (node.$ref === undefined) return node;
  const { $ref, ...own } = node;
  const steps = $ref.split("/").slice(1);
  const target = steps.reduce<unknown>((at, step) => Reflect.get(Object(at), step), root) as Node | undefined;
  const whole = resolved(target ?? {});
  const properties = { ...whole.properties, ...own.properties };
  return { ...whole, ...own, ...(Object.keys(properties).length > 0 && { properties }) };
}

/** Every schema that a value at a place may have. */
function nodesAt(path: Path): readonly Node[] {
  let nodes: readonly Node[] = [resolved(root)];
  for (const step of path) {
    const whole = nodes.flatMap((node) => below(node, step));
    nodes = whole.length > 0 || typeof step === "number" ? whole : dotted(nodes, step.split("."));
  }
  return nodes;
}

/** A path in one key, as in `sae.dictSize: 8`. */
const dotted = (nodes: readonly Node[], steps: readonly string[]): readonly Node[] =>
  steps.reduce((all, step) => all.flatMap((node) => below(node, step)), nodes);

function below(node: Node, step: string | number): readonly Node[] {
  const { properties, items, anyOf = [], oneOf = [], additionalProperties } = resolved(node);
  const own =
    typeof step === "number"
      ? items
      : ((properties !== undefined && Object.hasOwn(properties, step) ? properties[step] : undefined) ??
        (typeof additionalProperties === "object" ? additionalProperties : undefined));
  const inner = [...anyOf, ...oneOf].flatMap((one) => below(one, step));
  return own === undefined ? inner : [resolved(own), ...inner];
}

/** A value that the schema allows, or nearly. */
function valueOf(random: Random, given: Node, depth: number): Json {
  const node = resolved(given);
  const { examples = [], anyOf = [], oneOf = [], type } = node;
  if (node.const !== undefined) return node.const;
  if (node.enum !== undefined) return random.pick(node.enum);
  if (examples.length > 0 && random.chance(0.6)) return random.pick(examples);
  const choices = [...anyOf, ...oneOf];
  if (choices.length > 0) return valueOf(random, random.pick(choices), depth);
  if (type === "boolean") return random.chance(0.5);
  if (type === "integer" || type === "number") return numberOf(random, node);
  if (type === "array") {
    const length = depth > 3 ? 1 : random.pick([0, 1, 1, 2, 3]);
    return Array.from({ length }, () => valueOf(random, node.items ?? {}, depth + 1));
  }
  if (type === "object" || node.properties !== undefined) return objectOf(random, node, depth);
  return random.pick(oddTexts);
}

function numberOf(random: Random, node: Node): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, type } = node;
  const edges = [minimum, maximum, exclusiveMinimum, exclusiveMaximum].filter((edge) => edge !== undefined);
  const low = minimum ?? exclusiveMinimum ?? 0;
  const small = low + random.below(9) + (type === "number" && random.chance(0.5) ? random.next() : 0);
  return random.weighted([
    [6, small],
    [1, random.pick([...edges, 0])],
    [1, random.pick(oddNumbers)],
  ]);
}

function objectOf(random: Random, { properties = {}, required = [], additionalProperties }: Node, depth: number): Json {
  const share = depth > 2 ? 0.15 : 0.3;
  const known = Object.entries(properties).filter(([key]) => required.includes(key) || random.chance(share));
  const entries = known.map(([key, node]) => [key, valueOf(random, node, depth + 1)] as const);
  const more = typeof additionalProperties === "object" && random.chance(0.7) ? additionalProperties : undefined;
  return mapOf(
    more === undefined ? entries : [...entries, [random.pick(["a", "b", "variant"]), valueOf(random, more, depth + 1)]],
  );
}

/** A value for a place of an experiment, as the schema has it there; `undefined` where it has none. */
export function valueFor(random: Random, path: Path): Json | undefined {
  const nodes = nodesAt(path);
  return nodes.length === 0 ? undefined : valueOf(random, random.pick(nodes), 0);
}

/** Keys that the schema offers at a place. */
export const keysAt = (path: Path): readonly string[] =>
  nodesAt(path).flatMap((node) => Object.keys(resolved(node).properties ?? {}));
