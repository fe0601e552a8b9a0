import { afterAll, expect, test } from "vitest";
import { compared, rerun } from "./console.ts";
import { type Block, Document, updating } from "./markdown.ts";
import { Workplace } from "./workplace.ts";

const tutorial = new Document("docs/tutorial.md");
const workplace = new Workplace();
const anew = new Map<Block, string>();
const blocks = tutorial.blocks();
const steps = blocks.filter(({ language }) => language === "console");

afterAll(() => {
  workplace.remove();
  if (updating()) tutorial.replace(anew);
});

/** The files that a reader writes between the step before and this one. */
function filesBefore(step: Block): readonly Block[] {
  const before = steps[steps.indexOf(step) - 1]?.to ?? 0;
  return blocks.filter(({ language, from }) => language === "yaml" && from > before && from < step.from);
}

test("the tutorial has files to write and commands to type", () => {
  expect(steps.length).toBeGreaterThan(5);
  expect(steps.flatMap(filesBefore).length).toBeGreaterThan(1);
});

// One after the other, as a reader does: each command finds what those before it have computed.
for (const [number, step] of steps.entries()) {
  test(`step ${number + 1}: the commands of "${step.heading}" print what is shown`, { timeout: 120_000 }, async () => {
    for (const file of filesBefore(step)) workplace.save(file);
    const text = await rerun(step, (command) => workplace.shell(command));
    anew.set(step, text);
    const { written, anew: now } = compared(step, text);
    expect(now).toBe(written);
  });
}
