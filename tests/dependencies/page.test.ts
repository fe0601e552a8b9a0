import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Document, updating } from "../docs/markdown.ts";
import { dependenciesOf, type Installed, licenceOf, ownPackages, production } from "./installed.ts";

const page = new Document("docs/dependencies.md");

/** Cells of the rows of a page's first table, without marks. */
function rows(text: string): readonly (readonly string[])[] {
  const lines = text.split("\n").filter((line) => line.startsWith("| `"));
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

/** What packages of this repository depend on, by name. */
function used(): ReadonlyMap<string, { readonly library: Installed; readonly by: readonly string[] }> {
  const found = new Map<string, { library: Installed; by: string[] }>();
  for (const own of ownPackages) {
    for (const library of dependenciesOf(own)) {
      const known = found.get(library.name) ?? { library, by: [] };
      known.by.push(own.name.replace("@goldilocks/", ""));
      found.set(library.name, known);
    }
  }
  return found;
}

test("the page lists every library that a package depends on, with who uses it and its licence", () => {
  const listed = rows(page.text.split("\n## What these bring")[0] ?? "");
  const libraries = [...used().values()].toSorted((a, b) => (a.library.name < b.library.name ? -1 : 1));
  const expected = libraries.map(({ library, by }) => [library.name, by.toSorted().join(", "), licenceOf(library)]);
  expect(listed.map((row) => row.slice(0, 3))).toEqual(expected);
  for (const [name, , , reason] of listed) expect([name, (reason ?? "").length > 15]).toEqual([name, true]);
});

/** Names of libraries by licence, as the page has them. */
function brought(): string {
  const direct = new Set([...used().values()].map(({ library }) => library.folder));
  const others = production().filter(({ folder }) => !direct.has(folder));
  const licences = [...new Set(others.map(licenceOf))].toSorted();
  const lines = licences.map((licence) => {
    const names = others.filter((one) => licenceOf(one) === licence).map(({ name }) => `\`${name}\``);
    return `| ${licence} | ${[...new Set(names)].join(", ")} |`;
  });
  return ["| licence | libraries |", "|---|---|", ...lines].join("\n");
}

test("the page lists what these libraries bring with them, by licence", () => {
  const pattern = /(<!-- brought:[^\n]*-->\n)([^]*?)(\n?<!-- \/brought -->)/u;
  const now = brought();
  if (updating()) writeFileSync(page.path, page.text.replace(pattern, `$1\n${now}\n\n<!-- /brought -->`));
  const written = pattern.exec(readFileSync(page.path, "utf8"))?.[2]?.trim();
  expect(written).toBe(now);
});

test("every licence allows use, change and sharing", () => {
  const free = /^(?:MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|MPL-2\.0|MIT AND OFL-1\.1|MIT AND Zlib|Unlicense)$/u;
  const others = production().filter((one) => !free.test(licenceOf(one).replaceAll(/[()]/gu, "")));
  expect(others.map((one) => `${one.name}: ${licenceOf(one)}`)).toEqual([]);
});
