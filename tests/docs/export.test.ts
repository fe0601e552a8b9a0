import { afterAll, expect, test } from "vitest";
import { compared, rerun } from "./console.ts";
import { type Block, Document, updating } from "./markdown.ts";
import { Workplace } from "./workplace.ts";

const page = new Document("docs/export.md");
const workplace = new Workplace();
const anew = new Map<Block, string>();

afterAll(() => {
  workplace.remove();
  if (updating()) page.replace(anew);
});

// One after the other, as a reader does. `check:real` runs the blocks of Python, which need the libraries.
for (const block of page.blocks().filter(({ language }) => language === "console")) {
  test(`the commands of "${block.heading}" print what is shown`, { timeout: 120_000 }, async () => {
    const text = await rerun(block, (command) => workplace.shell(command));
    anew.set(block, text);
    const { written, anew: now } = compared(block, text);
    expect(now).toBe(written);
  });
}
