import type { Json } from "@goldilocks/digest";

type JsonMap = { readonly [name: string]: Json | undefined };

const isMap = (value: Json | undefined): value is JsonMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Where axes stand in a normal form: each is a map of its own, as their order means something. */
const AXES = ["readings", "grid"] as const;
/** Lists of things that have a name: a field of one is at `figures.NAME.FIELD`. */
const NAMED = ["figures", "claims"] as const;

/**
 * A normal form as values by dotted path. An axis stands at the path it sets, as the list of its values, and a list of ratios has its base at
 * `PATH.ratioOf`; a variant has its bundles at `AXIS.VALUE.PATH`; figures and claims are found by their names.
 */
export function normalFields(normal: Json): ReadonlyMap<string, Json> {
  const fields = new Map<string, Json>();
  if (!isMap(normal)) return fields;
  const { goldilocks: _, ...rest } = normal;
  for (const [key, value] of Object.entries(rest)) {
    if (isOneOf(AXES, key)) for (const axis of listOf(value)) addAxis(fields, axis);
    else if (isOneOf(NAMED, key)) addNamed(fields, key, listOf(value));
    else addLeaves(fields, key, value);
  }
  const order = AXES.flatMap((key) => listOf(normal[key])).flatMap(axisNames);
  if (order.length > 1) fields.set("order of axes", order);
  return fields;
}

const isOneOf = <T extends string>(all: readonly T[], key: string): key is T => all.some((one) => one === key);
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

function addLeaves(fields: Map<string, Json>, path: string, value: Json | undefined): void {
  if (value === undefined) return;
  if (!isMap(value) || Object.keys(value).length === 0) fields.set(path, value);
  else for (const [name, inner] of Object.entries(value)) addLeaves(fields, `${path}.${name}`, inner);
}

function addNamed(fields: Map<string, Json>, path: string, items: readonly Json[]): void {
  const names = items.map((item, index) =>
    isMap(item) && typeof item["name"] === "string" ? item["name"] : `${index}`,
  );
  fields.set(path, names);
  for (const [index, item] of items.entries()) addLeaves(fields, `${path}.${names[index] ?? index}`, item);
}

const axisNames = (axis: Json): readonly string[] =>
  isMap(axis) ? Object.keys(isMap(axis["zip"]) ? axis["zip"] : axis) : [];

function addAxis(fields: Map<string, Json>, axis: Json): void {
  if (!isMap(axis)) return;
  const coupled = isMap(axis["zip"]) ? axis["zip"] : undefined;
  for (const [name, points] of Object.entries(coupled ?? axis)) {
    if (coupled === undefined) addPoints(fields, name, points);
    // Values that go together are one column each.
    else if (isMap(points))
      for (const [path, column] of Object.entries(points)) addPoints(fields, `${name}: ${path}`, column);
  }
}

function addPoints(fields: Map<string, Json>, path: string, points: Json | undefined): void {
  if (isMap(points)) {
    fields.set(path, points["values"] ?? []);
    fields.set(`${path}.ratioOf`, points["ratioOf"] ?? null);
    return;
  }
  const values = listOf(points);
  const bundles = values.flatMap((value) => (isMap(value) ? Object.entries(value) : []));
  fields.set(path, bundles.length === 0 ? [...values] : bundles.map(([name]) => name));
  for (const [name, bundle] of bundles)
    if (isMap(bundle) && Object.keys(bundle).length > 0) addLeaves(fields, `${path}.${name}`, bundle);
}
