import { readFileSync } from "node:fs";

/** As much of JSON Schema as the tables show. */
interface Node {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly choice?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
}

interface Schema extends Node {
  readonly $defs: Readonly<Record<string, Node>>;
}

const file = new URL("../../packages/spec/schema/experiment.schema.json", import.meta.url);
const schema = JSON.parse(readFileSync(file, "utf8")) as Schema;

/** Follows `$ref`; what stands beside it wins. */
function resolved(node: Node): Node {
  if (node.$ref === undefined) return node;
  const { $ref, ...own } = node;
  const target = resolved(
    $ref
      .split("/")
      .slice(1)
      .reduce<unknown>((at, step) => Reflect.get(at as object, step), schema) as Node,
  );
  return { ...target, ...own, properties: { ...target.properties, ...own.properties } };
}

const definition = (name: string): Node => resolved(schema.$defs[name] ?? {});

const inline = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(inline).join(", ")}]`
    : typeof value === "object" && value !== null
      ? `{${Object.entries(value)
          .map(([key, one]) => ` ${key}: ${inline(one)}`)
          .join(",")} }`
      : String(value);

const code = (value: unknown): string => (value === undefined ? "" : `\`${inline(value).replaceAll("{ }", "{}")}\``);

/** What a value may be. */
function allowed(node: Node): string {
  if (node.enum !== undefined) return node.enum.map(code).join(" ");
  if (node.const !== undefined) return code(node.const);
  if (node.type === "boolean") return "`true` `false`";
  const low = node.minimum === undefined ? node.exclusiveMinimum : node.minimum;
  const high = node.maximum === undefined ? node.exclusiveMaximum : node.maximum;
  const what = { integer: "whole number", number: "number", string: "text", array: "list", object: "map" }[
    node.type ?? ""
  ];
  const bounds = [
    low === undefined ? "" : `${node.minimum === undefined ? "> " : "≥ "}${low}`,
    high === undefined ? "" : `${node.maximum === undefined ? "< " : "≤ "}${high}`,
    node.maxLength === undefined ? "" : `up to ${node.maxLength} characters`,
    node.maxItems === undefined ? "" : `up to ${node.maxItems}`,
  ].filter((part) => part !== "");
  if (what !== undefined) return [what, ...bounds].join(", ");
  return (node.anyOf ?? [])
    .map((one) => allowed(resolved(one)))
    .filter((part, index, all) => part !== "" && all.indexOf(part) === index)
    .join(", or ");
}

const unit = ({ unit: name }: Node): string => (name === undefined || name === "none" ? "" : name);

function row(path: string, given: Node, required: boolean): string {
  const node = resolved(given);
  const items = node.items === undefined ? "" : allowed(resolved(node.items));
  const values = items !== "" && node.type === "array" ? `list of: ${items}` : allowed(node);
  const standard = node.default === undefined ? (required ? "required" : "") : code(node.default);
  const cells = [code(path), node.description ?? "", unit(node), values, standard, code(node.examples?.[0])];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

const head = ["| key | what it is | unit | values | default | example |", "|---|---|---|---|---|---|"];

function table(rows: Iterable<readonly [string, Node]>, required: readonly string[] = []): string {
  return [
    ...head,
    ...Array.from(rows, ([path, node]) => row(path, node, required.includes(path.split(".").at(-1) ?? ""))),
  ].join("\n");
}

const named = ({ enum: list, const: one }: Node): readonly unknown[] => list ?? (one === undefined ? [] : [one]);

/** A key of branches: the named values of all that have it, and with which values of the key that chooses it fits, if not with all. */
function branched(key: string, choice: string, branches: readonly Node[]): Node {
  const owners = branches.filter(({ properties }) => properties?.[key] !== undefined);
  const all = owners.map(({ properties }) => resolved(properties?.[key] ?? {}));
  const [first = {}] = all;
  const values = [...new Set(all.flatMap(named))];
  const fits = owners.flatMap(({ properties }) => named(resolved(properties?.[choice] ?? {})));
  const only = owners.length < branches.length ? [`Only with \`${choice}\` ${fits.map(code).join(" ")}.`] : [];
  const description = [...new Set(all.map((one) => one.description)), ...only].join(" ");
  return { ...first, ...(values.length > 1 && { enum: values }), description };
}

/** Settings by dotted path; of a setting with branches every key once, those of the first branch first. */
function* leaves(prefix: string, given: Node): Generator<readonly [string, Node]> {
  const node = resolved(given);
  const branches = node.anyOf?.map(resolved);
  if (branches?.some(({ properties }) => properties !== undefined) === true) {
    const keys = new Set(branches.flatMap(({ properties = {} }) => Object.keys(properties)));
    for (const key of keys) yield* leaves(`${prefix}.${key}`, branched(key, node.choice ?? "kind", branches));
  } else if (node.properties !== undefined && Object.keys(node.properties).length > 0) {
    for (const [key, one] of Object.entries(node.properties)) yield* leaves(`${prefix}.${key}`, one);
  } else yield [prefix, node];
}

const sections = ["data", "sae", "train", "seeds", "evaluate"];

function* topLevel(): Generator<readonly [string, Node]> {
  yield* Object.entries(schema.properties ?? {});
  yield* Object.entries(schema.$defs["Body"]?.properties ?? {});
  const forms = resolved(schema.$defs["Body"]?.properties?.["repeats"] ?? {}).anyOf ?? [];
  for (const form of forms) {
    for (const [key, node] of Object.entries(resolved(form).properties ?? {})) yield [`repeats.${key}`, node];
  }
}

const ranges = (name: string): [string, Node][] => Object.entries(definition(name).properties ?? {});

/** The tables of the language, by name, as Markdown; all of it read from the JSON Schema. */
export const languageTables = (): ReadonlyMap<string, string> =>
  new Map([
    ["top", table(topLevel(), ["goldilocks", "name"])],
    ...sections.map((name): [string, string] => [
      name,
      table(leaves(name, definition("Settings").properties?.[name] ?? {})),
    ]),
    ["log10", table(ranges("Log10Range"), ["log10"])],
    ["linear", table(ranges("LinearRange"), ["linear", "n"])],
    ["ratioOf", table(ranges("Ratios"), ["ratioOf", "values"])],
    ["figures", table(ranges("Figure"), ["kind"])],
    ["estimates", table(leaves("estimates", definition("Estimate")), ["method"])],
    ["claims", table(ranges("Claim"), ["claim"])],
  ]);

const marked = /(?<open><!-- table: (?<name>\w+) -->\n)[^]*?(?<close><!-- end -->)/gu;

/** A document with every marked table as the schema has it, and the names of the tables it shows. */
export function withTables(text: string): { readonly text: string; readonly shown: readonly string[] } {
  const tables = languageTables();
  const shown: string[] = [];
  const filled = text.replaceAll(marked, (whole, ...rest) => {
    const groups = rest.at(-1) as { open: string; name: string; close: string };
    shown.push(groups.name);
    return tables.has(groups.name) ? `${groups.open}\n${tables.get(groups.name) ?? ""}\n\n${groups.close}` : whole;
  });
  return { text: filled, shown };
}
