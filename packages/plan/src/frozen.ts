import type { Json } from "@goldilocks/digest";

type Leaf = string | number | boolean | null;
/** The fields of a structure by name, as a type that JSON can be told from: an interface would not do. */
export type Plain<T> = { readonly [K in keyof T]: T[K] };

/** A JSON object; an absent field may be `undefined`. */
export type JsonObject = { readonly [name: string]: Json | undefined };

/** Defaults of an object whose other fields depend on one field, such as `kind`. */
interface FrozenChoice {
  /** The field that names the branch. */
  readonly choice: string;
  /** The branch taken when the field is left out. */
  readonly preferred: string;
  readonly branches: Readonly<Record<string, FrozenObject>>;
}

/** Defaults by field name; a field without an entry has no default and always stands in a pre-image. */
export interface FrozenObject {
  readonly [name: string]: Leaf | FrozenChoice | FrozenObject;
}

type Frozen = Leaf | FrozenChoice | FrozenObject;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isChoice = (frozen: FrozenChoice | FrozenObject): frozen is FrozenChoice => "branches" in frozen;

/** The defaults that hold for an object, once it is known which branch the object is on. */
function defaultsFor(frozen: FrozenChoice | FrozenObject, value: JsonObject): FrozenObject {
  if (!isChoice(frozen)) return frozen;
  const named = value[frozen.choice];
  const branch = typeof named === "string" ? named : frozen.preferred;
  return { [frozen.choice]: frozen.preferred, ...frozen.branches[branch] };
}

const isLeaf = (frozen: Frozen): frozen is Leaf => typeof frozen !== "object" || frozen === null;

function shorten(value: Json | undefined, frozen: Frozen | undefined): Json | undefined {
  if (frozen === undefined) return value;
  if (isLeaf(frozen)) return value === frozen ? undefined : value;
  if (!isObject(value)) return value;
  const kept = leaveOutDefaults(value, defaultsFor(frozen, value));
  return Object.keys(kept).length > 0 ? kept : undefined;
}

/**
 * Parameters without those that equal their frozen default, at every depth.
 *
 * A new option with a default therefore changes no old key, be it at the top or inside `optimizer`.
 */
export function leaveOutDefaults(parameters: JsonObject, defaults: FrozenObject): JsonObject {
  const kept: Record<string, Json> = {};
  for (const name of Object.keys(parameters)) {
    const short = shorten(parameters[name], defaults[name]);
    if (short !== undefined) kept[name] = short;
  }
  return kept;
}

function lengthen(value: Json | undefined, frozen: Frozen): Json {
  if (isLeaf(frozen)) return value === undefined ? frozen : value;
  if (value !== undefined && !isObject(value)) return value;
  return fillDefaults(value ?? {}, defaultsFor(frozen, value ?? {}));
}

/** The inverse of {@link leaveOutDefaults}: every parameter that has a frozen default is present in the result. */
export function fillDefaults(parameters: JsonObject, defaults: FrozenObject): { readonly [name: string]: Json } {
  const filled: Record<string, Json> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) filled[name] = value;
  }
  for (const [name, frozen] of Object.entries(defaults)) filled[name] = lengthen(filled[name], frozen);
  return filled;
}
