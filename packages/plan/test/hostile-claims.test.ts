import { checkExperiment } from "@goldilocks/plan";
import { SpecError } from "@goldilocks/spec";
import { expect, test } from "vitest";
import { load } from "./load.ts";

const head = `goldilocks: 1
name: tiny
data: { kind: toy, activationDim: 8, nFeatures: 16, active: 3 }
sae: { dictSize: 16 }
train: { steps: 600, batch: 32 }
grid: { sae.l1Coefficient: [0.03, 0.1] }
`;

/** Codes of what is wrong with a claim; every issue has a place and a hint. */
async function codesOf(claim: string): Promise<readonly string[]> {
  const text = `${head}claims:\n  - { name: c, claim: ${JSON.stringify(claim)} }\n`;
  const issues = await load(text).then(checkExperiment, (error: unknown) => {
    if (!(error instanceof SpecError)) throw error;
    return error.issues;
  });
  return issues.map(({ code, span, hint }) => {
    expect([typeof hint, span === undefined]).toEqual(["string", false]);
    return code;
  });
}

test.each([
  ["twenty thousand parentheses", "(".repeat(20_000) + "1" + ")".repeat(20_000), "SPEC_RANGE"],
  ["thirty thousand sums", `1${"+1".repeat(30_000)} > 0`, "SPEC_RANGE"],
  ["five hundred parentheses", "(".repeat(500) + "1" + ")".repeat(499), "SPEC_TOO_DEEP"],
  ["three hundred functions", "max(".repeat(240), "SPEC_TOO_DEEP"],
  ["two hundred negations", `${"not ".repeat(200)}1 > 0`, "SPEC_TOO_DEEP"],
  ["nine hundred signs", `${"-".repeat(900)}1 > 0`, "SPEC_TOO_DEEP"],
  ["a thousand brackets", "[".repeat(1000), "SPEC_CLAIM"],
  ["one long word", "a".repeat(1000), "PLAN_CLAIM_COLUMN"],
  ["blanks alone", " ".repeat(1000), "SPEC_CLAIM"],
  ["a control character", "\u0000", "SPEC_CHARACTER"],
  ["a number beyond all", `max(mmcs.truth) > 1${"0".repeat(400)}`, "SPEC_CLAIM"],
  ["a power, which there is none of", `${"max(mmcs.truth)^".repeat(60)}2 > 1`, "SPEC_CLAIM"],
  ["a prototype for a function", "__proto__(1) > 0", "SPEC_CLAIM"],
  ["a prototype for a column", "max(__proto__) > constructor", "PLAN_CLAIM_COLUMN"],
])("a claim of %s is refused with a code at its place", async (_, claim, code) => {
  expect(await codesOf(claim)).toContain(code);
});

test.each([
  ["four hundred sums", `${"1+".repeat(400)}1 > 0`],
  ["eighty conditions", `max(mmcs.truth) > 0 where ${"l0 >= 0, ".repeat(80)}l0 >= 0`],
  ["a hundred conjunctions", `${"1 > 0 and ".repeat(90)}1 > 0`],
  ["a number of nine hundred digits", `max(mmcs.truth) > 0.${"0".repeat(900)}1`],
])("a claim of %s is one", async (_, claim) => {
  expect(await codesOf(claim)).toEqual([]);
});

const many = (count: number, claim: (i: number) => string): string =>
  `${head}claims:\n${Array.from({ length: count }, (_, i) => `  - ${claim(i)}\n`).join("")}`;

test("a thousand claims of misspelt columns end soon, with the first hundreds of issues", async () => {
  const experiment = await load(many(1000, () => `${"mean(mmcs.turth) + ".repeat(10)}1 > 0`));
  const issues = checkExperiment(experiment);
  expect(issues.length).toBeGreaterThanOrEqual(300);
  expect(issues.length).toBeLessThan(320);
});

test("claims that look at more values than anyone waits for are an issue at their place", async () => {
  const values = Array.from({ length: 150 }, (_, i) => i).join();
  const text = many(900, () => `mean(mmcs.truth at seeds.init in {${values}}) > 0`);
  const experiment = await load(
    text.replace("grid: { ", `grid: { seeds.init: [${Array.from({ length: 400 }, (_, i) => i).join()}], `),
  );
  expect(checkExperiment(experiment).map(({ code, span }) => [code, span?.start.line])).toEqual([
    ["PLAN_TOO_MANY_CLAIMS", 7],
  ]);
});
