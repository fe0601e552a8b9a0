import { visible } from "@goldilocks/diagnostics";
import { canonicalJson, type Json } from "@goldilocks/digest";
import { stringify } from "yaml";
import { type Claim } from "./claims/claim.ts";
import { type Axis, type AxisPoint, type Exclusion, type Experiment } from "./experiment.ts";
import { isMap, type JsonMap } from "./json-map.ts";
import { isUnsetLater } from "./later-settings.ts";
import { settingSchemas } from "./setting-paths.ts";

type Parts = Omit<Experiment, "normal" | "sources" | "spans" | "warnings">;

/** One column of values: of ratios the ratios, else the values. */
function column(points: readonly AxisPoint[], path: string): Json {
  const set = points.flatMap((point) => point.set.filter((one) => one.path === path));
  const [first] = set;
  if (first !== undefined && "ratio" in first) {
    return { ratioOf: first.of, values: set.map((one) => ("ratio" in one ? one.ratio : null)) };
  }
  return set.map((one) => ("value" in one ? one.value : null));
}

const bundle = ({ set }: AxisPoint): Json =>
  Object.fromEntries(set.map((one) => [one.path, "value" in one ? one.value : null]));

/** A list of one-key maps, since the order of axes and variants must survive tools that sort keys. */
function axisJson(axis: Axis, coupled: boolean): Json {
  const { name, points } = axis;
  if (settingSchemas.has(name)) return { [name]: column(points, name) };
  if (!coupled) return { [name]: points.map((point) => ({ [String(point.value)]: bundle(point) })) };
  const paths = points[0]?.set.map(({ path }) => path) ?? [];
  return { zip: { [name]: Object.fromEntries(paths.map((path) => [path, column(points, path)])) } };
}

/** Exclusions by axis and point, in an order that does not depend on how they were written. */
function excludeJson(exclude: readonly Exclusion[], axes: readonly Axis[]): Json[] {
  const maps = exclude.map(({ entries }): JsonMap => {
    const named = entries.map(({ axis, points }): [string, Json] => {
      const all = axes.find(({ name }) => name === axis)?.points ?? [];
      return [axis, points.toSorted((a, b) => a - b).map((point) => all[point]?.value ?? null)];
    });
    return Object.fromEntries(named);
  });
  const texts = new Set(maps.map((map) => canonicalJson(map)));
  return [...texts].toSorted().map((text): Json => JSON.parse(text));
}

/** A claim with every option, its text in normal form. */
const claimJson = ({ name, text, says, interval, unconverged }: Claim): Json => ({
  name,
  claim: text,
  ...(says !== undefined && { says }),
  interval,
  unconverged,
});

/** What every point of an axis sets is never read from the base. */
function readFromBase(path: string, axes: readonly Axis[]): boolean {
  return !axes.some(({ points }) => points.every(({ set }) => set.some((one) => one.path === path)));
}

function settingsJson(settings: JsonMap, axes: readonly Axis[], path = ""): JsonMap {
  const map: { [key: string]: Json } = {};
  for (const [key, part] of Object.entries(settings)) {
    const at = path === "" ? key : `${path}.${key}`;
    if (part === undefined || !readFromBase(at, axes)) continue;
    if (!isMap(part)) {
      if (!isUnsetLater(at, part)) map[key] = part;
      continue;
    }
    const inner = settingsJson(part, axes, at);
    if (Object.keys(inner).length > 0 || Object.keys(part).length === 0) map[key] = inner;
  }
  return map;
}

/**
 * The normal form: an experiment file with every default written, nothing inherited, and one way to say each thing. Only settings that
 * came later are left out where they have their default, so that the forms of older experiments stay as they were.
 *
 * Axes and variants are lists of one-key maps, so that their order survives the sorting of keys.
 *
 * @param coupled - The names of the axes that came from `zip`.
 */
export function normalForm(parts: Parts, coupled: ReadonlySet<string>): Json {
  const { language, name, title, description, settings, axes, exclude, repeats, device, metrics, figures, estimates } =
    parts;
  const isReading = ({ name: axis }: Axis): boolean => parts.readings.includes(axis);
  const json = (all: readonly Axis[]): Json => all.map((axis) => axisJson(axis, coupled.has(axis.name)));
  const [readings, grid] = [axes.filter(isReading), axes.filter((axis) => !isReading(axis))];
  const excluded = excludeJson(exclude, axes);
  return {
    goldilocks: language,
    name,
    title,
    ...(description !== undefined && { description }),
    ...settingsJson(settings, axes),
    repeats: { over: repeats.over, n: repeats.n },
    device,
    ...(readings.length > 0 && { readings: json(readings) }),
    ...(grid.length > 0 && { grid: json(grid) }),
    ...(excluded.length > 0 && { exclude: excluded }),
    metrics,
    ...(figures.length > 0 && { figures: figures }),
    ...(estimates.length > 0 && { estimates }),
    ...(parts.claims.length > 0 && { claims: parts.claims.map(claimJson) }),
  };
}

/**
 * The normal form as YAML: itself an experiment file, with the same meaning and the same normal form. Where a text has characters that
 * nobody sees, all texts are quoted and these characters are escapes: the file can be shown as it is.
 */
export function normalYaml(experiment: Experiment): string {
  const options = { schema: "core", version: "1.2", lineWidth: 100, aliasDuplicateObjects: false } as const;
  const plain = stringify(experiment.normal, options);
  if (plain.split("\n").every((line) => visible(line) === line)) return plain;
  const quoted = {
    ...options,
    lineWidth: 0,
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "QUOTE_DOUBLE",
  } as const;
  const lines = stringify(experiment.normal, quoted).split("\n");
  return lines
    .map((line) => Array.from(line, (one) => (visible(one) === one ? one : yamlEscape(one))).join(""))
    .join("\n");
}

function yamlEscape(character: string): string {
  const digits = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return digits.length > 4 ? `\\U${digits.padStart(8, "0")}` : `\\u${digits.padStart(4, "0")}`;
}
