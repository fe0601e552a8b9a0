import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A fenced block of a Markdown file. */
export interface Block {
  /** The word after the fence: `yaml`, `console`, … */
  readonly language: string;
  /** `name=value` words after that. */
  readonly options: Readonly<Record<string, string>>;
  /** Without the fences; ends in a newline. */
  readonly text: string;
  /** The last heading before it, without marks. */
  readonly heading: string;
  /** Where the text lies in the file. */
  readonly from: number;
  readonly to: number;
}

/** A document of this repository. */
export class Document {
  readonly path: string;
  readonly text: string;

  /** `path` starts at the root of the repository. */
  constructor(path: string) {
    this.path = fileURLToPath(new URL(`../../${path}`, import.meta.url));
    this.text = readFileSync(this.path, "utf8");
  }

  /** Headings of one level, in order. */
  headings(level: number): string[] {
    const marks = "#".repeat(level);
    return this.text
      .replaceAll(/^```.*?^```$/gmsu, "")
      .split("\n")
      .filter((line) => line.startsWith(`${marks} `))
      .map((line) => line.slice(level + 1).replaceAll("`", ""));
  }

  blocks(): Block[] {
    const pattern = /^(?:#+ (?<heading>[^\n]*)|```(?<info>[^\n`]*)\n(?<text>.*?)^```)$/gmsu;
    const found: Block[] = [];
    let heading = "";
    for (const match of this.text.matchAll(pattern)) {
      const { heading: title, info = "", text = "" } = match.groups ?? {};
      if (title !== undefined) heading = title.replaceAll("`", "");
      else {
        const [language = "", ...words] = info.trim().split(/\s+/u);
        const options = Object.fromEntries(words.map((word) => word.split("=", 2) as [string, string]));
        const from = match.index + info.length + 4;
        found.push({ language, options, text, heading, from, to: from + text.length });
      }
    }
    return found;
  }

  /** Writes the file with other texts in place of those of blocks. */
  replace(texts: ReadonlyMap<Block, string>): void {
    let text = this.text;
    for (const [{ from, to }, other] of [...texts].toReversed()) text = text.slice(0, from) + other + text.slice(to);
    if (text !== this.text) writeFileSync(this.path, text);
  }
}

/** Whether the documents are to be rewritten instead of compared: `UPDATE_DOCS=1`, or `UPDATE_DOCS=readme` for what takes minutes. */
export const updating = (slow = false): boolean =>
  slow ? process.env["UPDATE_DOCS"] === "readme" : (process.env["UPDATE_DOCS"] ?? "") !== "";

/** Every Markdown file under docs/ and the README, by path. */
export const documentPaths = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "docs/index.md",
  "docs/tutorial.md",
  "docs/language.md",
  "docs/numerics.md",
  "docs/store.md",
  "docs/errors.md",
  "docs/figures.md",
  "docs/export.md",
  "docs/metrics.md",
  "docs/dependencies.md",
] as const;
