import type { ClaimsReport, Finding } from "@goldilocks/engine";
import { type Cell, checkExperiment } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Decided, decided, firstFinding, type Values } from "./support/claims.ts";

interface Case {
  readonly claims: string;
  readonly repeats?: number;
  readonly more?: string;
  readonly measure: (cell: Cell) => Values;
}

const L1 = [0.01, 0.0316228, 0.1, 0.316228, 1];

/** Decides claims over a table whose measured columns are made up. */
const decidedOf = ({ claims, repeats = 3, more = "", measure }: Case): Promise<Decided> =>
  decided(
    `goldilocks: 1
name: a
repeats: ${repeats}
${more}
grid:
  sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1, 2] }
  sae.l1Coefficient: { log10: [0.01, 1], perDecade: 2 }
metrics: [mmcs.truth, dead, l0]
claims:
${claims
  .split("\n")
  .map((line) => `  - ${line}`)
  .join("\n")}
`,
    measure,
  );

async function reportOf(given: Case): Promise<ClaimsReport> {
  const { report, text } = await decidedOf(given);
  expect(text).toContain("# Claims");
  return report;
}

const findingOf = async (given: Case): Promise<Finding> => firstFinding(await decidedOf(given));

const coefficient = ({ settings: { sae } }: Cell): number => ("l1Coefficient" in sae ? sae.l1Coefficient : 0);
const ratio = ({ settings: { sae, data } }: Cell): number => sae.dictSize / data.nFeatures;

/** High in the middle, at size 1 and 2. */
const hill = (cell: Cell): Values => ({
  "mmcs.truth": ratio(cell) < 1 ? 0.5 : ([0.4, 0.96, 0.99, 0.97, 0.3][L1.indexOf(coefficient(cell))] ?? 0),
  dead: ratio(cell) > 1 ? 7 : 0,
  l0: 3,
  converged: true,
});

/** Repeats differ by these. */
const shifted =
  (...shifts: readonly number[]) =>
  (cell: Cell): Values => ({ ...hill(cell), l0: 3 + (shifts[cell.repeat] ?? 0) });

const paired = (cell: Cell): Values => ({
  ...hill(cell),
  l0: ([1, 5, 9][cell.repeat] ?? 0) + (ratio(cell) > 1 ? ([0.1, 0.12, 0.11][cell.repeat] ?? 0) : 0),
});

const moving = (cell: Cell): Values => ({
  ...hill(cell),
  "mmcs.truth": coefficient(cell) === (cell.repeat === 0 ? 0.1 : 1) ? 0.9 : 0.1,
});

const holed = (cell: Cell): Values => ({ ...hill(cell), l0: coefficient(cell) === 0.1 ? null : 3 });

const late = (cell: Cell): Values => ({ ...hill(cell), converged: coefficient(cell) >= 0.1 });

const byDecay = (cell: Cell): Values => ({ ...hill(cell), l0: cell.settings.data.decay.kind === "none" ? 9 : 3 });

const verdictOf = async (claims: string): Promise<string> =>
  (await findingOf({ claims, measure: shifted(0.1, 0.2, 0.3) })).verdict;

const early = (cell: Cell): Values => ({ ...hill(cell), converged: coefficient(cell) < 0.5 });

describe("a claim about the hill", () => {
  test.each<[string, Finding["verdict"]]>([
    ["zone(mmcs.truth > 0.95) covers [0.0316, 0.316] where sae.dictSize = 1×", "holds"],
    ["zone(mmcs.truth > 0.95) covers [0.01, 0.316] where sae.dictSize = 1×", "fails"],
    ["zone(mmcs.truth > 0.95) covers 0.05 where sae.dictSize = 1×", "holds"],
    ["zone(mmcs.truth > 0.95) covers 0.5 where sae.dictSize = 1×", "fails"],
    ["zone(mmcs.truth > 0.95) covers 5 where sae.dictSize = 1×", "undecided"],
    ["zone(mmcs.truth > 0.95) covers [0.0316, 3] where sae.dictSize = 1×", "fails"],
    ["zone(mmcs.truth > 0.2) covers [0.0316, 3] where sae.dictSize = 1×", "undecided"],
    ["zone(mmcs.truth > 0.95) within [0.03, 0.4] where sae.dictSize = 1×", "holds"],
    ["zone(mmcs.truth > 0.95) within [0.05, 0.4] where sae.dictSize = 1×", "fails"],
    ["zone(mmcs.truth > 0.999) within [0.05, 0.4] where sae.dictSize = 1×", "fails"],
    ["'[0.03, 0.4] covers zone(mmcs.truth > 0.95) where sae.dictSize = 1×'", "holds"],
    ["zone(mmcs.truth > 0.95) covers zone(mmcs.truth > 0.98) where sae.dictSize = 1×", "holds"],
    ["zone(mmcs.truth > 0.98) covers zone(mmcs.truth > 0.95) where sae.dictSize = 1×", "fails"],
    ["zone(mmcs.truth > 0.9) along sae.dictSize covers [1×, 2×] where sae.l1Coefficient = 0.1", "holds"],
    ["zone(mmcs.truth > 0.9) along sae.dictSize covers [½×, 2×] where sae.l1Coefficient = 0.1", "fails"],
    ["low(zone(mmcs.truth > 0.95)) = 0.0316 where sae.dictSize = 1×", "holds"],
    ["high(zone(mmcs.truth > 0.95)) / low(zone(mmcs.truth > 0.95)) in [9, 11] where sae.dictSize = 1×", "holds"],
    ["low(zone(mmcs.truth > 0.999)) = 0.1 where sae.dictSize = 1×", "undecided"],
    ["argmax(mmcs.truth) of sae.dictSize = 1×", "holds"],
    ["argmax(mmcs.truth) of sae.l1Coefficient = 0.1", "holds"],
    ["argmin(mmcs.truth) of sae.l1Coefficient = 0.1", "fails"],
    ["max(sae.dictSize at dead = 0) = 1×", "holds"],
    ["max(sae.dictSize at dead = 0) < 2×", "holds"],
    ["max(sae.dictSize) >= 2 * data.nFeatures", "holds"],
    ["argmax(l0) of sae.l1Coefficient in zone(mmcs.truth > 0.3) where sae.dictSize = 1×", "holds"],
    ["mean(mmcs.truth) at sae.dictSize = ½× < mean(mmcs.truth) at sae.dictSize = 1×", "holds"],
    ["all(dead = 0 where sae.dictSize <= 1×)", "holds"],
    ["all(dead = 0)", "fails"],
    ["any(dead > 0)", "holds"],
    ["count(dead > 0) = 5", "holds"],
    ["share(dead > 0) < 0.3", "fails"],
    ["not all(dead = 0) and (any(dead > 0) or mean(l0) > 5)", "holds"],
    ["mmcs.truth at sae.dictSize = 1×, sae.l1Coefficient = 0.316 > 0.96", "holds"],
    ["mean(l0) - 3 = 0 and -mean(l0) = -3", "holds"],
    ["mean(l0 / (l0 - 3)) > 0", "undecided"],
    ["mean(l0 at dead > 100) > 0", "undecided"],
    ["mean(l0) > 0 where sae.dictSize = 8×", "undecided"],
    ["l0 at sae.dictSize = 1×, sae.l1Coefficient = 0.2 > 0", "undecided"],
  ])("%s: %s", async (claims, verdict) => {
    expect((await findingOf({ claims, measure: hill })).verdict).toBe(verdict);
  });
});

describe("over repeats", () => {
  test("a measured difference holds where its whole interval does, by Student's t", async () => {
    // Mean 0.2, deviation 0.1: half width 4.302653 · 0.1 / √3 = 0.248414.
    const finding = await findingOf({ claims: "mean(l0) > 3", measure: shifted(0.1, 0.2, 0.3) });
    expect(finding.verdict).toBe("undecided");
    expect(finding.why).not.toBeNull();
    const [side] = finding.comparisons[0]?.sides ?? [];
    expect(side?.mean).toBeCloseTo(3.2, 12);
    expect(side?.low).toBeCloseTo(3.2 - 0.248414, 6);
    expect(side?.high).toBeCloseTo(3.2 + 0.248414, 6);
    const lower = await findingOf({ claims: "mean(l0) > 2.9", measure: shifted(0.1, 0.2, 0.3) });
    expect(lower.verdict).toBe("holds");
    const higher = await findingOf({ claims: "mean(l0) > 3.5", measure: shifted(0.1, 0.2, 0.3) });
    expect(higher.verdict).toBe("fails");
  });

  test("the level is the claim's own", async () => {
    // At level 0.8: half width 1.885618 · 0.1 / √3 = 0.108866.
    const claims = "{ claim: mean(l0) > 3, interval: 0.8 }";
    expect((await findingOf({ claims, measure: shifted(0.1, 0.2, 0.3) })).verdict).toBe("holds");
  });

  test("two measured sides are compared repeat by repeat", async () => {
    const claims = "mean(l0) at sae.dictSize = 1× < mean(l0) at sae.dictSize = 2×";
    const finding = await findingOf({ claims, measure: paired });
    expect(finding.verdict).toBe("holds");
    expect(finding.comparisons[0]?.difference?.mean).toBeCloseTo(-0.11, 12);
  });

  test("what has no interval must be the same in every repeat", async () => {
    expect(
      (await findingOf({ claims: "argmax(mmcs.truth) of sae.l1Coefficient = 0.1", measure: moving })).verdict,
    ).toBe("undecided");
    expect(
      (await findingOf({ claims: "argmax(mmcs.truth) of sae.l1Coefficient >= 0.1", measure: moving })).verdict,
    ).toBe("holds");
  });

  test("one repeat decides by itself, without an interval", async () => {
    const finding = await findingOf({ claims: "mean(l0) > 3", repeats: 1, measure: shifted(0.1) });
    expect(finding).toMatchObject({ verdict: "holds", repeats: 1 });
    expect(finding.comparisons[0]?.sides[0]).not.toHaveProperty("low");
  });

  test("and, or and not take what is undecided as not known", async () => {
    expect(await verdictOf("mean(l0) > 3 and mean(l0) > 9")).toBe("fails");
    expect(await verdictOf("mean(l0) > 3 or mean(l0) > 1")).toBe("holds");
    expect(await verdictOf("mean(l0) > 3 and mean(l0) > 1")).toBe("undecided");
    expect(await verdictOf("not mean(l0) > 3")).toBe("undecided");
    expect(await verdictOf("not mean(l0) > 9")).toBe("holds");
  });
});

describe("cells without a value", () => {
  test("are left out of a reduction and counted", async () => {
    const finding = await findingOf({ claims: "mean(l0) = 3", measure: holed });
    expect(finding).toMatchObject({ verdict: "holds", cells: { looked: 45, absent: 9 } });
  });

  test("leave undecided what rests on them alone, and a zone across them", async () => {
    const one = "l0 at sae.dictSize = 1×, sae.l1Coefficient = 0.1 = 3";
    expect((await findingOf({ claims: one, measure: holed })).verdict).toBe("undecided");
    const zone = "zone(l0 > 2) covers [0.01, 1] where sae.dictSize = 1×";
    expect((await findingOf({ claims: zone, measure: holed })).verdict).toBe("undecided");
  });
});

describe("cells that have not converged", () => {
  test("leave undecided what does not hold because of them", async () => {
    const zone = "zone(mmcs.truth > 0.98) covers [0.0316, 0.1] where sae.dictSize = 1×";
    const finding = await findingOf({ claims: zone, measure: late });
    expect(finding).toMatchObject({ verdict: "undecided", cells: { unconverged: 6 } });
    expect(finding.cells.unconvergedCells).toEqual([
      "sae.dictSize 1×, sae.l1Coefficient 0.01",
      "sae.dictSize 1×, sae.l1Coefficient 0.0316228",
    ]);
  });

  test("do not save what fails without them", async () => {
    const zone = "zone(mmcs.truth > 0.98) covers [0.0316, 0.316] where sae.dictSize = 1×";
    expect((await findingOf({ claims: zone, measure: late })).verdict).toBe("fails");
  });

  test("do not matter where they could not be the greatest", async () => {
    const least = "max(sae.l1Coefficient at mmcs.truth > 0.98) = 0.316";
    expect((await findingOf({ claims: least, measure: late })).verdict).toBe("fails");
    expect((await findingOf({ claims: least, measure: early })).verdict).toBe("undecided");
  });

  test("leave undecided what holds so far, and hold where it holds without them", async () => {
    const zone = "zone(mmcs.truth > 0.98) covers [0.0316, 0.1] where sae.dictSize = 1×";
    expect((await findingOf({ claims: `{ claim: "${zone}", unconverged: count }`, measure: late })).verdict).toBe(
      "fails",
    );
    const held = await findingOf({ claims: "all(mmcs.truth > 0.2)", measure: late });
    expect(held).toMatchObject({ verdict: "undecided", soFar: "holds", cells: { unconverged: 18 } });
    const few = await findingOf({ claims: "any(mmcs.truth > 0.9)", measure: late });
    expect(few).toMatchObject({ verdict: "holds", cells: { unconverged: 18 } });
    expect(few).not.toHaveProperty("soFar");
  });
});

describe("readings", () => {
  const more =
    "readings: { decay: { power: {}, none: { data.decay.kind: none } }, draw: { batch: {}, sample: { data.draw: sample } } }";

  test("are decided each by itself", async () => {
    const report = await reportOf({ claims: "mean(l0) > 5\nall(l0 > 1)", more, measure: byDecay });
    expect(report.readings).toEqual([
      { decay: "power", draw: "batch" },
      { decay: "power", draw: "sample" },
      { decay: "none", draw: "batch" },
      { decay: "none", draw: "sample" },
    ]);
    expect(report.claims.map(({ findings }) => findings.map(({ verdict }) => verdict))).toEqual([
      ["fails", "fails", "holds", "holds"],
      ["holds", "holds", "holds", "holds"],
    ]);
    expect(report.claims[0]?.findings[0]?.cells.looked).toBe(45);
  });
});

test("the report says at what scale it is", async () => {
  const { scale } = await reportOf({ claims: "any(dead > 0)", measure: hill });
  expect(scale).toMatchObject({ "data.activationDim": [256], "train.steps": [20000], "seeds.init": [0, 1, 2] });
});

const inZone = (cell: Cell): boolean => coefficient(cell) >= 0.0316228 && coefficient(cell) <= 0.316228;

test.each([
  [10, "holds"],
  [11, "fails"],
])("a claim that a zone is at least %d wide is decided by the ratio of its ends: it %s", async (bound, verdict) => {
  const claims = `width(zone(mmcs.truth > 0.95)) >= ${bound} where sae.dictSize = 1×`;
  const finding = await findingOf({
    claims,
    measure: (cell) => ({ "mmcs.truth": inZone(cell) ? 0.97 : 0.5, converged: true }),
  });
  expect(finding.verdict).toBe(verdict);
});

/** Every number in a value is finite, so that it has a JSON form. */
const isJson = (value: unknown): boolean =>
  typeof value === "number"
    ? Number.isFinite(value)
    : typeof value !== "object" || value === null || Object.values(value).every(isJson);

describe("numbers that are no numbers", () => {
  test.each([
    ["mean(l0) / (mean(dead) - mean(dead)) > 1"],
    ["mean(l0 / (dead - dead)) > 1"],
    ["mean(l0 * 1e308) > 1"],
    ["max(l0) * 1e308 > 1"],
    ["mean(mmcs.truth * 1.7e308) > 1"],
    ["low(zone(l0 / (dead - dead) > 1)) > 1 where sae.dictSize = 1×"],
  ])("%s is undecided, with a reason", async (claims) => {
    const finding = await findingOf({ claims, measure: shifted(0.1, 0.2, 0.3) });
    expect([finding.verdict, typeof finding.why]).toEqual(["undecided", "string"]);
  });

  test("a spread beyond all numbers decides by the repeats alone", async () => {
    const claims = ["1e308 * max(mmcs.truth) > -1e308", "1e200 * max(l0) > 0"].join("\n");
    const report = await reportOf({ claims, measure: shifted(0.1, 0.2, 0.3) });
    expect(report.claims.map(({ findings }) => findings[0]?.verdict)).toEqual(["holds", "holds"]);
    expect(isJson(report)).toBe(true);
  });
});

const [numbers, columns] = [
  ["0", "-1", "0.5", "1e308", "1e-320", "1×", "0.1", "0.0316"],
  ["mmcs.truth", "dead", "l0", "sae.l1Coefficient", "sae.dictSize", "train.steps"],
];
const number = fc.constantFrom(...numbers);
const column = fc.constantFrom(...columns);
const condition = fc
  .tuple(column, fc.constantFrom("=", "<", ">=", "!="), number)
  .map(([name, by, value]) => `${name} ${by} ${value}`);
const { expression } = fc.letrec<{ expression: string; reduced: string }>((tie) => ({
  reduced: fc
    .tuple(fc.constantFrom("max", "min", "mean"), column, fc.constantFrom("*", "/", "-"), column, fc.option(condition))
    .map(([by, a, sign, b, at]) => `${by}(${a} ${sign} ${b}${at === null ? "" : ` at ${at}`})`),
  expression: fc.oneof(
    { maxDepth: 3 },
    number,
    tie("reduced"),
    fc
      .tuple(tie("expression"), fc.constantFrom("+", "-", "*", "/"), tie("expression"))
      .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
  ),
}));
const anyClaim = fc
  .tuple(
    expression,
    fc.constantFrom("< 1", "> -1e308", ">= 0", "= 1", "in [-1e308, 1e308]", "in {0, 1}"),
    fc.option(condition),
  )
  .map(([left, right, where]) => `${left} ${right}${where === null ? "" : ` where ${where}`}`);

/** Those of some claims in which nothing is wrong before anything runs. */
async function rightOnes(claims: readonly string[]): Promise<readonly string[]> {
  const right: string[] = [];
  for (const claim of claims) {
    const text = `goldilocks: 1\nname: a\ngrid: { sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1, 2] }, sae.l1Coefficient: { log10: [0.01, 1], perDecade: 2 } }\nclaims: ['${claim}']\n`;
    const found = await loadExperiment("a.yaml", { read: () => text }).then(checkExperiment, () => ["wrong"]);
    if (found.length === 0) right.push(claim);
  }
  return right;
}

test("any claim that is accepted comes to a verdict, with numbers that have a JSON form", async () => {
  const right = await rightOnes(fc.sample(anyClaim, { seed: 1, numRuns: 300 }));
  expect(right.length).toBeGreaterThan(50);
  const claims = right.map((claim) => `'${claim}'`).join("\n");
  const report = await reportOf({ claims, measure: shifted(0.1, 0.2, 0.3) });
  expect(isJson(report)).toBe(true);
  const findings = report.claims.flatMap((claim) => claim.findings);
  for (const { verdict, why } of findings) expect(typeof why).toBe(verdict === "undecided" ? "string" : "object");
});
