import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { Document, documentPaths } from "./markdown.ts";

/** A heading as the address within its page, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .replaceAll(/\s/gu, "-");

const anchorsOf = (path: string): string[] => {
  const document = new Document(path);
  return [1, 2, 3, 4].flatMap((level) => document.headings(level)).map(anchorOf);
};

describe("links of the documents lead somewhere", () => {
  for (const path of documentPaths) {
    test(`of ${path}`, () => {
      const document = new Document(path);
      const folder = dirname(document.path);
      const text = document.text.replaceAll(/^```.*?^```$/gmsu, "");
      for (const [, target = ""] of text.matchAll(/\]\(([^)\s]+)\)/gu)) {
        if (/^[a-z]+:/u.test(target)) continue;
        const [file = "", anchor] = target.split("#");
        expect([target, file === "" || existsSync(join(folder, file))]).toEqual([target, true]);
        if (anchor === undefined) continue;
        const page = file === "" ? path : join(dirname(path), file);
        expect(anchorsOf(page)).toContain(anchor);
      }
    });
  }
});
