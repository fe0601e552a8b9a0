import { afterAll, expect, test } from "vitest";
import { compared, rerun } from "./console.ts";
import { declaredCodes, mentionedCodes } from "./error-codes.ts";
import { type Block, Document, updating } from "./markdown.ts";
import { Workplace } from "./workplace.ts";

const errors = new Document("docs/errors.md");
const codes = declaredCodes();
const anew = new Map<Block, string>();

afterAll(() => {
  if (updating()) errors.replace(anew);
});

test("every code of every package has one heading, and every heading is a code", () => {
  expect(errors.headings(2).toSorted()).toEqual(codes);
});

test("the codes that are declared are those that occur in the sources", () => {
  expect(mentionedCodes()).toEqual(codes);
});

test("every code is explained: what it means and what to do", () => {
  for (const section of errors.text.split(/^## /mu).slice(1)) {
    expect(section).toMatch(/^\*\*What to do\.\*\* \S/mu);
    expect(section.length).toBeGreaterThan(100);
  }
});

for (const code of codes) {
  const blocks = errors.blocks().filter(({ heading }) => heading === code);
  const commands = blocks.filter(({ language }) => language === "console");
  if (commands.length === 0) continue;

  test(`the example of ${code} gives it`, { timeout: 60_000 }, async () => {
    const workplace = new Workplace();
    try {
      for (const block of blocks.filter(({ language }) => language === "yaml" || language === "text"))
        workplace.save(block);
      for (const block of commands) {
        const trains = code.startsWith("ENGINE_");
        const text = await rerun(block, (command) => (trains ? workplace.shell(command) : workplace.inside(command)));
        anew.set(block, text);
        const { written, anew: now } = compared(block, text);
        expect(now).toBe(written);
        expect(now).toContain(`${code} `);
      }
    } finally {
      workplace.remove();
    }
  });
}
