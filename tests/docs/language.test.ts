import { writeFileSync } from "node:fs";
import { keyPaths, loadExperiment } from "@goldilocks/spec";
import { afterAll, describe, expect, test } from "vitest";
import { languageTables, withTables } from "./language-table.ts";
import { Document, updating } from "./markdown.ts";

const language = new Document("docs/language.md");

afterAll(() => {
  if (updating()) writeFileSync(language.path, withTables(language.text).text);
});

test("the tables of keys are those of the JSON Schema (UPDATE_DOCS=1 rewrites them)", () => {
  const { text, shown } = withTables(language.text);
  expect([...shown].toSorted()).toEqual([...languageTables().keys()].toSorted());
  if (!updating()) expect(language.text).toBe(text);
});

test("every key of the language stands in a table", () => {
  const text = [...languageTables().values()].join("\n");
  const sections = new Set(["data", "sae", "train", "seeds", "evaluate"]);
  const shown = (path: string): boolean => text.includes(`| \`${path.replace(/^(?:figures|claims)\./u, "")}\` |`);
  expect(keyPaths.filter((path) => !sections.has(path) && !shown(path))).toEqual([]);
});

describe("every example loads", () => {
  for (const [number, { heading, language: kind, text }] of language.blocks().entries()) {
    if (kind !== "yaml") continue;
    test(`${number}, of "${heading}"`, async () => {
      const whole = `goldilocks: 1\nname: example\n${text}`;
      const read = (path: string): string =>
        path === "example.yaml" ? withHeader(text, whole) : "goldilocks: 1\nname: base\n";
      const { name } = await loadExperiment("example.yaml", { read });
      expect(name.length).toBeGreaterThan(0);
    });
  }
});

/** A fragment gets the two keys that every experiment needs; a whole file, or one that extends another, has them. */
const withHeader = (text: string, whole: string): string => (/^(?:goldilocks|extends):/mu.test(text) ? text : whole);
