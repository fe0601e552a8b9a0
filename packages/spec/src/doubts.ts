import { suggest } from "@goldilocks/diagnostics";
import { document } from "./schema-node.ts";
import { isSettingsMap, settingSchemas } from "./setting-paths.ts";
import { type Path } from "./tree.ts";

/** The path of a fault as it would be without profiles. */
const bare = (path: Path): Path => (path[0] === "profiles" ? path.slice(2) : path);

const below = (map: string): readonly string[] =>
  [...settingSchemas.keys()].filter((path) => path.startsWith(`${map}.`)).map((path) => path.slice(map.length + 1));

/** The setting that words of a path name; where they name none, the one that was likely meant, else the map that it was looked for in. */
function settingOf(words: readonly string[]): string | undefined {
  let map: string | undefined;
  for (const word of words.flatMap((one) => one.split("."))) {
    const path = map === undefined ? word : `${map}.${word}`;
    if (settingSchemas.has(path)) return path;
    if (isSettingsMap(path)) map = path;
    else if (map === undefined) return undefined;
    else {
      const near = suggest(word, below(map));
      return near === undefined ? map : `${map}.${near}`;
    }
  }
  return map;
}

/**
 * Keys of a figure that decide how it looks and nothing about what it draws: a fault in one leaves the others as they are. Kinds, columns,
 * conditions and steps are not among them.
 */
const looks: ReadonlySet<string> = new Set([
  "name",
  "title",
  "caption",
  "interval",
  "domain",
  "width",
  "height",
  "labels",
  "scales",
  "domains",
  "bins",
  "numbers",
  "spread",
  "formats",
  "dpi",
  "hide",
  "reference",
  "marks",
]);

const tops = Object.keys(document().properties ?? {});

/** A top-level key, or the one that was likely meant; empty where that may be any. */
const topLevel = (key: string): string => (tops.includes(key) ? key : (suggest(key, tops) ?? ""));

/** What a fault leaves in doubt: a setting, a map of settings of which any may have been meant, the look of figures, else a top-level key. */
function doubtOf(fault: Path): string {
  const words = bare(fault).filter((step) => typeof step === "string");
  const [first = "", second = ""] = words;
  if (first === "figures" && looks.has(second)) return `figures.${second}`;
  if (first !== "grid" && first !== "readings") return settingOf(words) ?? topLevel(first);
  // The names of axes, of variants and of coupled axes stand before the setting that is given values.
  for (let from = 1; from < words.length; from++) {
    const setting = settingOf(words.slice(from));
    if (setting !== undefined) return setting;
  }
  return "grid";
}

/**
 * What the faults of a file leave in doubt, so that nothing follows from it.
 *
 * A wrong value leaves its own setting in doubt; an unknown key, the one that was likely meant, or any beside it; an axis of no known
 * name, all settings.
 */
export class Doubts {
  readonly #paths = new Set<string>();

  add(fault: Path): void {
    this.#paths.add(doubtOf(fault));
  }

  /** Whether a settings path or top-level key is in doubt. */
  has(path: string): boolean {
    if (this.#paths.has("") || this.#paths.has(path)) return true;
    if (settingSchemas.has(path) && this.#paths.has("grid")) return true;
    return path.includes(".") && this.has(path.slice(0, path.lastIndexOf(".")));
  }
}
