import { type Fault } from "./explain.ts";
import { settingSchemas } from "./setting-paths.ts";
import { type MapTree, type Path, type Tree, toJson, treeAt } from "./tree.ts";
import { commonText, meantTruth } from "./written-number.ts";

/** Where a fault is, and what stands there. */
interface Place {
  readonly tree: Tree;
  readonly fault: Fault;
  /** What stands at the fault; `undefined` where nothing does. */
  readonly value: Tree | undefined;
}

/** A setting that a fault is about, and what stands before its path in the file. */
interface FaultySetting {
  readonly path: string;
  readonly before: Path;
}

/** The setting whose value a path names; `undefined` where it names none. */
function settingAt(path: Path): FaultySetting | undefined {
  for (let from = 0; from < path.length; from++) {
    const rest = path.slice(from);
    const name = rest.join(".");
    if (rest.every((step) => typeof step === "string") && settingSchemas.has(name))
      return { path: name, before: path.slice(0, from) };
  }
  return undefined;
}

const has = (tree: MapTree, ...keys: readonly string[]): boolean => keys.some((key) => tree.entries.has(key));

/** Values for several cells, where one belongs: the setting was meant to be an axis. */
function severalValues({ fault, value }: Place): string | undefined {
  if (fault.code !== "SPEC_TYPE" || value === undefined || value.kind === "scalar") return undefined;
  if (value.kind === "map" && !has(value, "log10", "linear", "ratioOf")) return undefined;
  const setting = settingAt(fault.path);
  if (setting === undefined || setting.before.at(-1) === "grid") return undefined;
  const { path, before } = setting;
  if (before.includes("grid") || before.includes("readings"))
    return `a variant has one value a setting; make ${path} an axis of its own, or name more variants`;
  const values = yamlOf(toJson(value));
  if (value.span.file === "--set") return `several values are an axis: --set 'grid.${path}=${values}'`;
  return `several values are an axis: grid: { ${path}: ${values} }`;
}

/** JSON as a person writes it in YAML, cut where it is long. */
function yamlOf(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  const spaced = text
    .replaceAll(",", ", ")
    .replaceAll(/"(\w[\w.]*)":/gu, "$1: ")
    .replaceAll("{", "{ ")
    .replaceAll("}", " }");
  return spaced.length <= 80 ? spaced : `${spaced.slice(0, 79)}…`;
}

/** One value where an axis needs several. */
function oneValue({ fault, value }: Place): string | undefined {
  if (fault.code !== "SPEC_TYPE" || value?.kind !== "scalar" || value.value === null) return undefined;
  const setting = settingAt(fault.path);
  if (setting === undefined || setting.before.at(-1) !== "grid") return undefined;
  return `write a list, [${yamlOf(value.value)}]; one value for all cells goes outside the grid`;
}

const ratio = /^(?:(?<number>\d+(?:\.\d+)?|\.\d+)\s*[x×]|(?<fraction>[⅛¼½¾])\s*[x×]?)$/iu;
const fractions: Readonly<Record<string, number>> = { "⅛": 0.125, "¼": 0.25, "½": 0.5, "¾": 0.75 };

function ratioOf(text: unknown): number | undefined {
  const { number, fraction } = (typeof text === "string" ? ratio.exec(text)?.groups : undefined) ?? {};
  return fraction === undefined ? (number === undefined ? undefined : Number(number)) : fractions[fraction];
}

/** Ratios written as a figure shows them: `0.5x`, `½×`. */
function writtenRatios({ tree, fault, value }: Place): string | undefined {
  if (fault.code !== "SPEC_TYPE" || value?.kind !== "scalar" || ratioOf(value.value) === undefined) return undefined;
  const isItem = typeof fault.path.at(-1) === "number";
  const setting = settingAt(isItem ? fault.path.slice(0, -1) : fault.path);
  if (setting === undefined) return undefined;
  const list = isItem ? treeAt(tree, fault.path.slice(0, -1)) : value;
  const texts = list?.kind === "list" ? list.items.map(toJson) : [value.value];
  const values = texts.map(ratioOf);
  const shown = values.includes(undefined) ? "…" : values.join(", ");
  const { path } = setting;
  const base = path.startsWith("train.") && path !== "train.steps" ? "train.steps" : "data.nFeatures";
  const of = path === base ? "data.activationDim" : base;
  const axis = `{ ratioOf: ${of}, values: [${shown}] }`;
  return setting.before.at(-1) === "grid" ? `write ${path}: ${axis}` : `ratios are an axis: grid: { ${path}: ${axis} }`;
}

const isExponent = (one: unknown): one is number => Number.isInteger(one) && Math.abs(Number(one)) <= 12;

/** Bounds of a logarithmic range that were meant as exponents. */
function exponents({ tree, fault }: Place): string | undefined {
  const { path, code } = fault;
  if (code !== "SPEC_RANGE" || path.at(-2) !== "log10" || typeof path.at(-1) !== "number") return undefined;
  const bounds = treeAt(tree, path.slice(0, -1));
  const [low, high] = bounds?.kind === "list" ? bounds.items.map(toJson) : [];
  const general = "the bounds are values, above 0, not exponents";
  if (!isExponent(low) || !isExponent(high) || low >= high) return general;
  return `${general}: write log10: [${Number(`1e${low}`)}, ${Number(`1e${high}`)}]`;
}

/** A decimal comma in a flow map, which ends the value there: the rest of the number became a key. */
function decimalComma({ tree, fault }: Place): string | undefined {
  const name = String(fault.path.at(-1));
  if (fault.code !== "SPEC_UNKNOWN_KEY" || !/^\d+$/u.test(name)) return undefined;
  const map = treeAt(tree, fault.path.slice(0, -1));
  if (map?.kind !== "map") return undefined;
  const entries = [...map.entries];
  const at = entries.findIndex(([key]) => key === name);
  const [key, { value } = { value: undefined }] = entries[at - 1] ?? [];
  const rest = entries[at]?.[1].value;
  const isCut = rest?.kind === "scalar" && rest.value === null && value?.kind === "scalar";
  return isCut && Number.isInteger(value.value)
    ? `decimals have a point: write ${key}: ${value.value}.${name}`
    : undefined;
}

/** Numbers and truths written as YAML 1.2 does not have them. */
function writtenOtherwise({ fault, value }: Place): string | undefined {
  if (fault.code !== "SPEC_TYPE" || value?.kind !== "scalar" || typeof value.value !== "string") return undefined;
  const { types = [] } = fault;
  if (types.includes("boolean")) {
    const truth = meantTruth(value.value);
    return truth === undefined ? undefined : `write ${truth}: YAML 1.2 has only true and false`;
  }
  return types.includes("number") || types.includes("integer") ? commonText(value.value) : undefined;
}

const causes: readonly ((place: Place) => string | undefined)[] = [
  severalValues,
  oneValue,
  writtenRatios,
  exponents,
  decimalComma,
  writtenOtherwise,
];

/** A hint that names the likely cause of a fault, where what is written gives it away; `undefined` where it does not. */
export function causeHint(tree: Tree, fault: Fault): string | undefined {
  const place = { tree, fault, value: treeAt(tree, fault.path) };
  for (const cause of causes) {
    const hint = cause(place);
    if (hint !== undefined) return hint;
  }
  return undefined;
}
