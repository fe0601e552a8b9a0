import { type SpecIssue } from "./error.ts";
import { scalarsOf } from "./exclude.ts";
import { type FigureFormat, type FigureOptions, type Hidden, type Spread } from "./figure.ts";
import { showPath } from "./show.ts";
import { type MapTree, type Path, type Tree } from "./tree.ts";

type Writable<T> = { -readonly [key in keyof T]: T[key] };

const formats: readonly FigureFormat[] = ["svg", "png", "pdf"];
const usual: ReadonlySet<FigureFormat> = new Set<FigureFormat>(["svg", "png"]);
const hidden: readonly Hidden[] = ["title", "caption"];
const spreads: readonly Spread[] = ["strip", "box"];
const usualDpi = 192;

/** Pixels of 1/96 inch in each unit of length. */
const pixels: Readonly<Record<string, number>> = { px: 1, in: 96, pt: 96 / 72, cm: 96 / 2.54, mm: 96 / 25.4 };

/** The least and the most pixels of a figure's width and height. */
const sizes = [200, 4000] as const;

const valueOf = (tree: Tree | undefined): unknown => (tree?.kind === "scalar" ? tree.value : undefined);

const numbersOf = (tree: Tree | undefined): number[] =>
  tree?.kind === "list"
    ? scalarsOf(tree)
        .map(({ value }) => value)
        .filter((value) => typeof value === "number")
    : [];

/** Two numbers; the package that draws checks their order. */
export function pairOf(tree: Tree | undefined): readonly [number, number] | undefined {
  const [low, high] = numbersOf(tree);
  return low === undefined || high === undefined ? undefined : [low, high];
}

/** A length in pixels, to a hundredth. */
function lengthOf(tree: Tree | undefined): number | undefined {
  const value = valueOf(tree);
  if (typeof value === "number") return value;
  const [, digits, unit] = /^(.*?) ?([a-z]+)$/u.exec(typeof value === "string" ? value : "") ?? [];
  if (digits === undefined) return undefined;
  return Math.round(Number(digits) * (pixels[unit ?? ""] ?? Number.NaN) * 100) / 100;
}

/** The entries of a map, each read by `read`; absent where there are none. */
function mapOf<Value>(
  tree: Tree | undefined,
  read: (tree: Tree) => Value | undefined,
): { readonly [key: string]: Value } | undefined {
  if (tree?.kind !== "map") return undefined;
  const entries = [...tree.entries].flatMap(([key, { value }]) => {
    const found = read(value);
    return found === undefined ? [] : [[key, found] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

const textOf = (tree: Tree): string | undefined => {
  const value = valueOf(tree);
  return typeof value === "string" ? value : undefined;
};

const scaleOf = (tree: Tree): "linear" | "log" | undefined => {
  const value = valueOf(tree);
  return value === "linear" || value === "log" ? value : undefined;
};

function binsOf(tree: Tree | undefined): number | readonly number[] | undefined {
  const value = valueOf(tree);
  if (typeof value === "number") return value;
  const borders = numbersOf(tree);
  return borders.length > 0 ? borders : undefined;
}

/** The listed ones of some words, in the order of the language. */
function chosen<Word extends string>(tree: Tree | undefined, words: readonly Word[]): readonly Word[] {
  const listed = new Set(tree === undefined ? [] : scalarsOf(tree).map(({ value }) => value));
  return words.filter((word) => listed.has(word));
}

function formatsOf(tree: Tree | undefined): readonly FigureFormat[] | undefined {
  const listed = chosen(tree, formats);
  const isUsual = listed.length === usual.size && listed.every((format) => usual.has(format));
  return listed.length === 0 || isUsual ? undefined : listed;
}

/** How a figure is to look; what has its default is left out. */
export function figureOptions(tree: MapTree): FigureOptions {
  const at = (key: string): Tree | undefined => tree.entries.get(key)?.value;
  const spread = spreads.find((one) => one === valueOf(at("spread")));
  const dpi = valueOf(at("dpi"));
  const hide = chosen(at("hide"), hidden);
  const found: Writable<FigureOptions> = {};
  const set = <Key extends keyof FigureOptions>(key: Key, value: FigureOptions[Key] | undefined): void => {
    if (value !== undefined) found[key] = value;
  };
  set("width", lengthOf(at("width")));
  set("height", lengthOf(at("height")));
  set("labels", mapOf(at("labels"), textOf));
  set("scales", mapOf(at("scales"), scaleOf));
  set("domains", mapOf(at("domains"), pairOf));
  set("bins", binsOf(at("bins")));
  set("numbers", valueOf(at("numbers")) === true ? true : undefined);
  set("spread", spread);
  set("formats", formatsOf(at("formats")));
  set("dpi", typeof dpi === "number" && dpi !== usualDpi ? dpi : undefined);
  set("hide", hide.length > 0 ? hide : undefined);
  return found;
}

/** Lengths with a unit that no figure has; those in pixels the schema bounds. */
export function lengthIssues(tree: MapTree, path: Path): SpecIssue[] {
  return ["width", "height"].flatMap((key) => {
    const written = tree.entries.get(key)?.value;
    const length = lengthOf(written);
    const [least, most] = sizes;
    if (written === undefined || length === undefined || (length >= least && length <= most)) return [];
    const message = `${showPath([...path, key])} is ${length} pixels, and must be ${least} to ${most}`;
    const hint = `write ${key}: ${least} to ${most}, or a length from 53mm to 1058mm`;
    return [{ code: "SPEC_RANGE" as const, message, span: written.span, hint }];
  });
}
