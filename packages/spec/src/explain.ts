import { didYouMean } from "@goldilocks/diagnostics";
import { type ErrorObject } from "ajv/dist/2020.js";
import { aliasHint, settingElsewhere } from "./aliases.ts";
import { chooseBranch, typesTaken } from "./branch.ts";
import { isMap } from "./json-map.ts";
import { choiceOf, resolved, type SchemaNode } from "./schema-node.ts";
import { isSettingsMap } from "./setting-paths.ts";
import { show, showList, showPath, showTypes } from "./show.ts";
import { type Path } from "./tree.ts";
import { faultsOf } from "./validator.ts";
import { noSuchValue, wordingOf, type Wording } from "./wording.ts";

/** A fault of a value, at a path inside it; `key`: the last key of the path is at fault, not its value. */
export interface Fault extends Wording {
  readonly path: Path;
  readonly key: boolean;
}

/** Faults of one file that are told. Nobody reads more, and a hostile file could have a hundred thousand. */
export const maxFaults = 300;

const unescape = (step: string): string => step.replaceAll("~1", "/").replaceAll("~0", "~");

const pathOf = (error: ErrorObject): string[] => error.instancePath.split("/").slice(1).map(unescape);

const isUnder = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);

/** The last `anyOf` at a place is the outermost; whatever else ajv says at or below that place is about its branches. */
function outermostChoices(errors: readonly ErrorObject[]): Map<string, ErrorObject> {
  const choices = new Map<string, ErrorObject>();
  for (const error of errors) if (error.keyword === "anyOf") choices.set(error.instancePath, error);
  const places = [...choices.keys()];
  for (const place of places) {
    if (places.some((other) => other !== place && isUnder(place, other))) choices.delete(place);
  }
  return choices;
}

const schemaOf = (error: ErrorObject): SchemaNode => {
  const schema: unknown = error.parentSchema;
  return typeof schema === "object" && schema !== null ? resolved(schema) : {};
};

/** List indices come back from ajv as text. */
function typed(steps: readonly string[], value: unknown): (string | number)[] {
  let part = value;
  return steps.map((step) => {
    const index = Array.isArray(part);
    part = typeof part === "object" && part !== null ? Reflect.get(part, step) : undefined;
    return index ? Number(step) : step;
  });
}

/** The alternatives that a schema was chosen from, and the key that tells them apart. */
interface Siblings {
  readonly all: readonly SchemaNode[];
  readonly choice: string;
}

/** What to choose for a key to fit: the values of those alternatives that have it. */
function fitsWith(key: string, { all, choice }: Siblings): readonly unknown[] {
  const having = all.filter(({ properties }) => properties !== undefined && Object.hasOwn(properties, key));
  return having.flatMap(({ properties }) => {
    const { enum: list, const: one } = resolved(properties?.[choice] ?? {});
    return list ?? (one === undefined ? [] : [one]);
  });
}

/** Keys below which no settings stand. */
const withoutSettings: ReadonlySet<string | number> = new Set(["figures", "estimates", "claims", "repeats", "exclude"]);

const isAmongSettings = (path: Path): boolean => !path.some((step) => withoutSettings.has(step));

const hintFromAliases = (key: string, path: Path): string | undefined =>
  isAmongSettings(path) ? aliasHint(key, sectionOf(path)) : undefined;

function hintFromElsewhere(key: string, path: Path): string | undefined {
  const elsewhere = isAmongSettings(path) ? settingElsewhere(key) : undefined;
  return elsewhere === undefined ? undefined : `did you mean ${elsewhere}?`;
}

/** The map of settings that a key stands in, dotted; empty at the top of a file, a profile or a variant. */
function sectionOf(path: Path): string {
  const words = path.slice(0, -1).map(String);
  const from = words.findIndex((_, at) => isSettingsMap(words.slice(at).join(".")));
  return from === -1 ? "" : words.slice(from).join(".");
}

function unknownKey(key: string, schema: SchemaNode, siblings: Siblings, path: Path): Wording | undefined {
  const known = Object.keys(schema.properties ?? {});
  if (known.includes(key)) return undefined;
  const name = showPath(path);
  const values = fitsWith(key, siblings);
  if (values.length > 0) {
    const { choice } = siblings;
    const hint = `leave it out, or choose ${showPath([...path.slice(0, -1), choice])}: ${values.map(String).join(" or ")}`;
    return { code: "SPEC_DOES_NOT_FIT", message: `${name} does not fit the ${choice} chosen`, hint };
  }
  const plain = known.filter((one) => !one.includes("."));
  const hint =
    hintFromAliases(key, path) ??
    didYouMean(key, known) ??
    hintFromElsewhere(key, path) ??
    `known keys: ${showList(plain)}`;
  return { code: "SPEC_UNKNOWN_KEY", message: `unknown key ${show(key)}`, hint };
}

/** Of a choice that is none, what any of the alternatives takes, not only the one that is most like it. */
function withAllChoices(fault: Fault, data: unknown, path: Path, { all, choice }: Siblings): Fault {
  const at = fault.path.length === path.length + 1 ? fault.path.at(-1) : undefined;
  if (at !== choice || fault.code !== "SPEC_VALUE" || !isMap(data)) return fault;
  const allowed = all.flatMap(({ properties }) => namedValues(properties?.[choice]));
  return { ...fault, ...noSuchValue(showPath(fault.path), data[choice], allowed) };
}

/** Of a number out of its bounds, an example of another form that the value may have: a length in place of pixels. */
function withOtherForms(fault: Fault, path: Path, { examples = [] }: SchemaNode): Fault {
  const other = examples.find((one) => typeof one !== "number");
  if (fault.code !== "SPEC_RANGE" || fault.path.length > path.length || other === undefined) return fault;
  return { ...fault, hint: `${fault.hint}, or for example ${show(other)}` };
}

const namedValues = (node: SchemaNode = {}): readonly unknown[] => {
  const { const: constant, enum: list = [] } = resolved(node);
  return constant === undefined ? list : [constant];
};

/** The faults of a value that has alternatives: those of the one it was most likely meant to be. */
function explainChoice(error: ErrorObject, path: Path): Fault[] {
  const schema = schemaOf(error);
  const { branch, all } = chooseBranch(schema, error.data);
  if (branch !== undefined) {
    const siblings = { all, choice: choiceOf(schema) };
    return explain(branch, error.data, path, siblings).map((fault) =>
      withOtherForms(withAllChoices(fault, error.data, path, siblings), path, schema),
    );
  }
  const name = showPath(path);
  const message = `${name} must be ${showTypes(typesTaken(all))}, and is ${show(error.data)}`;
  const examples = [schemaOf(error), ...all].flatMap((one) => one.examples ?? []);
  const hint = examples.length === 0 ? "see `exp help`" : `for example ${show(examples[0])}`;
  return [{ code: "SPEC_TYPE", message, hint, path, key: false }];
}

function explainOne(error: ErrorObject, path: Path, siblings: Siblings): Fault | undefined {
  const extra: unknown = error.params["additionalProperty"] ?? error.params["unevaluatedProperty"];
  if (typeof extra === "string") {
    const at = [...path, extra];
    const wording = unknownKey(extra, schemaOf(error), siblings, at);
    return wording && { ...wording, path: at, key: true };
  }
  if (error.keyword === "propertyNames") {
    const name: unknown = error.params["propertyName"];
    const hint = "use letters a to z and A to Z, digits, dashes and underscores, a letter first";
    const message = `${show(name)} cannot be a name here`;
    return { code: "SPEC_NAME", message, hint, path: [...path, String(name)], key: true };
  }
  const wording = wordingOf(error, showPath(path));
  if (wording === undefined) return undefined;
  const { i = 0, j = 0 }: { i?: unknown; j?: unknown } = error.params;
  const second = error.keyword === "uniqueItems" ? Math.max(Number(i), Number(j)) : undefined;
  return { ...wording, path: second === undefined ? path : [...path, second], key: false };
}

/**
 * Everything wrong with a value by a schema, in words.
 *
 * @param at - Where the value stands in its file.
 * @param siblings - The alternatives that `node` was chosen from.
 */
export function explain(
  node: SchemaNode,
  value: unknown,
  at: Path = [],
  siblings: Siblings = { all: [], choice: "kind" },
): Fault[] {
  const all = faultsOf(node, value).filter(({ propertyName }) => propertyName === undefined);
  const typeless = new Set(all.flatMap(({ keyword, instancePath }) => (keyword === "type" ? [instancePath] : [])));
  // A value of the wrong type is none of those allowed either, which says nothing more.
  const telling = all.filter(({ keyword, instancePath }) => keyword !== "enum" || !typeless.has(instancePath));
  const errors = telling.length > maxFaults ? telling.slice(0, maxFaults) : telling;
  const choices = outermostChoices(errors);
  const places = [...choices.keys()];
  const faults: Fault[] = [];
  for (const error of errors) {
    const path = [...at, ...typed(pathOf(error), value)];
    if (choices.get(error.instancePath) === error) faults.push(...explainChoice(error, path));
    else if (!places.some((place) => isUnder(error.instancePath, place))) {
      const fault = explainOne(error, path, siblings);
      if (fault !== undefined) faults.push(fault);
    }
  }
  return faults.slice(0, maxFaults);
}
