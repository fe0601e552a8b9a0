import { type Finding, numbersOf, verdictWords } from "@goldilocks/engine";
import { type Cell, checkExperiment } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { studentT } from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { decided, firstFinding, type Values } from "./support/claims.ts";

/** Decides the first claim of an experiment over made-up measurements. */
const findingOf = async (grid: string, claim: string, measure: (cell: Cell) => Values): Promise<Finding> =>
  firstFinding(
    await decided(`goldilocks: 1\nname: a\n${grid}\nmetrics: [mmcs.truth, l0]\nclaims: [${claim}]\n`, measure),
  );

const SPREAD = [0, 4, -3, 5, -1, 2, -4, 3, 1];

/** A mean a little above 3, and a spread around it that one of nine trainings does not show. */
const bySeed = ({ settings: { seeds } }: Cell): Values => ({
  l0: 3.4 + (SPREAD[seeds.init] ?? 0),
  "mmcs.truth": seeds.init / 10,
  converged: true,
});

const ALL = [0, 1, 2, 3, 4, 5, 6, 7, 8].join(", ");
const nine: readonly (readonly [string, string])[] = [
  ["repeats", "repeats: { over: [init], n: 9 }"],
  ["an axis", `grid: { seeds.init: [${ALL}] }`],
  ["an axis and repeats", "grid: { seeds.init: [0, 3, 6] }\nrepeats: { over: [init], n: 3 }"],
  ["variants", `grid: { seed: { ${SPREAD.map((_, seed) => `s${seed}: { seeds.init: ${seed} }`).join(", ")} } }`],
  [
    "variants, two of which are the same",
    `grid: { seed: { x: {}, ${SPREAD.map((_, seed) => `s${seed}: { seeds.init: ${seed} }`).join(", ")} } }`,
  ],
];

describe("nine trainings", () => {
  test.each(nine)("are nine replicates, by %s", async (_, grid) => {
    const finding = await findingOf(grid, "l0 > 3", bySeed);
    expect(finding).toMatchObject({ verdict: "undecided", repeats: 9 });
    const [side] = finding.comparisons[0]?.sides ?? [];
    const [reference] = (await findingOf(nine[0]?.[1] ?? "", "l0 > 3", bySeed)).comparisons[0]?.sides ?? [];
    expect([side?.mean, side?.low, side?.high]).toEqual([reference?.mean, reference?.low, reference?.high]);
    expect((await findingOf(grid, "mean(l0) > 3", bySeed)).verdict).toBe("undecided");
    expect((await findingOf(grid, "mean(l0) > -3", bySeed)).verdict).toBe("holds");
  });

  test("are cells of the grid for a claim that names their seed", async () => {
    const grid = `grid: { seeds.init: [${ALL}] }`;
    const one = await findingOf(grid, "mmcs.truth at seeds.init = 3 = 0.3", bySeed);
    expect(one).toMatchObject({ verdict: "holds", repeats: 1, cells: { looked: 1 } });
    expect((await findingOf(grid, "argmax(mmcs.truth) of seeds.init = 8", bySeed)).verdict).toBe("holds");
  });

  test("are of one cell, so that a claim need not reduce them", async () => {
    const two = `grid: { seeds.init: [${ALL}], sae.dictSize: [8, 16] }`;
    const codes = async (claim: string): Promise<readonly string[]> => {
      const text = `goldilocks: 1\nname: a\n${two}\nmetrics: [l0]\nclaims: [${claim}]\n`;
      const experiment = await loadExperiment("a.yaml", { read: () => text });
      return checkExperiment(experiment).map(({ code }) => code);
    };
    expect(await codes("l0 > 3")).toEqual(["PLAN_CLAIM_CELLS"]);
    expect(await codes("l0 at sae.dictSize = 8 > 3")).toEqual([]);
    expect(await codes("'l0 at sae.dictSize = 8 > l0 at seeds.init = 3'")).toContain("PLAN_CLAIM_CELLS");
    expect(await findingOf(two, "l0 at sae.dictSize = 8 > 3", bySeed)).toMatchObject({ repeats: 9 });
  });
});

/** Two sizes of which one is better by 0.2, 0.1 and 0.3 in three repeats. */
const better = (cell: Cell): Values => ({
  l0: cell.settings.sae.dictSize > 8 ? 5 + ([0.1, 0.2, 0.3][cell.repeat] ?? 0) : 5,
  "mmcs.truth": 0.5,
  converged: true,
});
const TWO = "grid: { sae.dictSize: [8, 16] }\nrepeats: { over: [init], n: 3 }";
const LARGER = "l0 at sae.dictSize = 16 > l0 at sae.dictSize = 8";

const beyond = (bound: number): Promise<Finding> => findingOf(TWO, `'l0 at sae.dictSize = 16 > ${bound}'`, better);

const moreFor = async (claim: string): Promise<unknown> => (await findingOf(TWO, `'${claim}'`, better)).moreRepeats;

describe("beside an interval", () => {
  test("stands the difference that so many repeats would show with 80% power", async () => {
    const { difference } = (await findingOf(TWO, `'${LARGER}'`, better)).comparisons[0] ?? {};
    // (4.302653 + 1.060660) · 0.1 / √3
    expect(difference?.detectable).toBeCloseTo(0.309_651, 5);
    expect(difference?.mean).toBeCloseTo(0.2, 12);
  });

  test("the difference has the level of the claim", async () => {
    const { difference } = (await findingOf(TWO, `{ claim: '${LARGER}', interval: 0.6 }`, better)).comparisons[0] ?? {};
    expect(difference?.detectable).toBeCloseTo((2 * studentT(0.6, 2) * 0.1) / Math.sqrt(3), 10);
  });

  test("stands, where the spread leaves a claim undecided, how many more repeats would decide it", async () => {
    const finding = await findingOf(TWO, `'${LARGER}'`, better);
    // Three: 4.302653 · 0.1 / √3 > 0.2. Four: 3.182446 · 0.1 / √4 < 0.2.
    expect(finding).toMatchObject({ verdict: "undecided", moreRepeats: 1 });
    expect(finding.why).toMatch(/\b1\b/u);
    expect(numbersOf(finding)).toMatch("0.3097");
  });

  test("no number is named where the mean is none, or too small for any sensible number", async () => {
    expect(await beyond(5.2)).toMatchObject({ verdict: "undecided", moreRepeats: null });
    expect(await beyond(5.199)).toMatchObject({ verdict: "undecided", moreRepeats: null });
    expect(await beyond(5.1)).toMatchObject({ verdict: "undecided", moreRepeats: 4 });
    expect(await beyond(4)).not.toHaveProperty("moreRepeats");
  });

  test("and and or need the repeats of the side that would decide them, else of both", async () => {
    const [near, far, below] = [5, 5.1, 5.3].map((bound) => `l0 at sae.dictSize = 16 > ${bound}`);
    expect(await moreFor(`${near} and ${far}`)).toBe(4);
    expect(await moreFor(`${near} or ${far}`)).toBe(1);
    expect(await moreFor(`${near} and ${below}`)).toBe(4);
    expect(await moreFor(`not (${near} or ${far})`)).toBe(1);
  });
});

const converging =
  (converged: boolean | null) =>
  (cell: Cell): Values => ({ l0: cell.settings.sae.dictSize, "mmcs.truth": 0.5, converged });

const largerConverged = (cell: Cell): Values => ({
  l0: 3,
  "mmcs.truth": 0.99,
  converged: cell.settings.sae.dictSize > 8,
});

const narrow = ({ settings: { sae } }: Cell): Values => {
  const at = "l1Coefficient" in sae ? sae.l1Coefficient : 0;
  return { l0: at > 0.3 ? 0 : 1, "mmcs.truth": at < 0.2 ? 1 : 0, converged: at < 0.3 };
};

describe("what has not converged", () => {
  const grid = "grid: { sae.dictSize: [8, 16] }";
  const holds = "'l0 at sae.dictSize = 16 > l0 at sae.dictSize = 8'";
  const fails = "'l0 at sae.dictSize = 16 < l0 at sae.dictSize = 8'";

  test.each([
    [false, undefined],
    [null, 2],
  ])("leaves both verdicts undecided, and says what they are so far: %s", async (converged, early) => {
    for (const [claim, soFar] of [
      [holds, "holds"],
      [fails, "fails"],
    ] as const) {
      const finding = await findingOf(grid, claim, converging(converged));
      expect(finding).toMatchObject({ verdict: "undecided", soFar, cells: { looked: 2, unconverged: 2 } });
      expect(finding.cells.early).toBe(early);
      expect(verdictWords(finding)).toContain(soFar);
    }
  });

  test("decides both where the claim counts it, and where all have converged", async () => {
    for (const [claim, verdict] of [
      [holds, "holds"],
      [fails, "fails"],
    ] as const) {
      const counted = await findingOf(grid, `{ claim: ${claim}, unconverged: count }`, converging(false));
      expect(counted).toMatchObject({ verdict, why: null });
      expect(counted).not.toHaveProperty("soFar");
      expect(await findingOf(grid, claim, converging(true))).toMatchObject({ verdict, why: null });
    }
  });

  test("decides what does not rest on it", async () => {
    expect((await findingOf(grid, "l0 at sae.dictSize = 16 > 2", largerConverged)).verdict).toBe("holds");
    expect((await findingOf(grid, "any(l0 > 2)", largerConverged)).verdict).toBe("holds");
    expect(await findingOf(grid, "all(l0 > 2)", largerConverged)).toMatchObject({
      verdict: "undecided",
      soFar: "holds",
    });
  });

  test("is open in a claim that asks for it while it is too early to tell", async () => {
    expect((await findingOf(grid, "all(converged)", converging(null))).verdict).toBe("undecided");
    expect((await findingOf(grid, "all(converged)", converging(false))).verdict).toBe("fails");
    expect((await findingOf(grid, "all(converged)", converging(true))).verdict).toBe("holds");
  });

  test("may widen a zone that another covers or lies in", async () => {
    const zones = "grid: { sae.l1Coefficient: [0.1, 0.2, 0.4] }";
    const soFar = async (claim: string): Promise<unknown> => (await findingOf(zones, `'${claim}'`, narrow)).soFar;
    expect(await soFar("zone(l0 > 0.5) covers zone(mmcs.truth > 0.5)")).toBe("holds");
    expect(await soFar("zone(mmcs.truth > 2) within [0.3, 0.5]")).toBe("fails");
    expect(await soFar("zone(mmcs.truth > 0.5) within [0.05, 0.15]")).toBe("holds");
  });
});
