import { SpecError } from "@goldilocks/spec";
import { checkExperiment, expandGrid, kernelMemory, PlanError } from "@goldilocks/plan";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { oversize } from "../src/cell-size.ts";
import { load } from "./load.ts";

const head = "goldilocks: 1\nname: a\nmetrics: [mmcs.truth, converged]\n";

/** Issues as `line:column CODE`, those of a plan and those that the cells of the grid have. */
async function issuesOf(text: string): Promise<string[]> {
  const experiment = await load(head + text);
  return checkExperiment(experiment).map(
    ({ code, span }) => `${span?.start.line ?? 0}:${span?.start.column ?? 0} ${code}`,
  );
}

describe("a cell that is too large", () => {
  it.each<[string, string, string[]]>([
    ["the setting that makes it so", "sae: { dictSize: 1048576 }", ["4:18 PLAN_TOO_LARGE"]],
    ["the batch", "train: { batch: 65536 }\nsae: { dictSize: 16384 }", ["4:17 PLAN_TOO_LARGE"]],
    ["the held-out batches", "train: { batch: 1024 }\nevaluate: { heldOutBatches: 65536 }", ["5:29 PLAN_TOO_LARGE"]],
    ["the features, by their covariance", "data: { nFeatures: 30000 }", ["4:20 PLAN_TOO_LARGE"]],
    [
      "each value of an axis",
      "grid:\n  sae.dictSize: [512, 600000, 1048576]",
      ["5:23 PLAN_TOO_LARGE", "5:31 PLAN_TOO_LARGE"],
    ],
    ["a range, once", "grid:\n  sae.dictSize: { log10: [100, 1000000], perDecade: 1 }", ["5:17 PLAN_TOO_LARGE"]],
    [
      "a ratio",
      "data: { nFeatures: 4096 }\ngrid:\n  sae.dictSize: { ratioOf: data.nFeatures, values: [1, 256] }",
      ["6:56 PLAN_TOO_LARGE"],
    ],
    ["a variant", "grid:\n  size: { small: {}, large: { sae.dictSize: 1048576 } }", ["5:22 PLAN_TOO_LARGE"]],
  ])("is an issue at %s", async (_, text, expected) => {
    expect(await issuesOf(text)).toEqual(expected);
  });

  it("is refused by the grid itself, at the same place", async () => {
    const experiment = await load(`${head}sae: { dictSize: 1048576 }\n`);
    expect(() => expandGrid(experiment)).toThrow(PlanError);
    expect(() => expandGrid(experiment)).toThrow(
      expect.objectContaining({ code: "PLAN_TOO_LARGE", issues: checkExperiment(experiment) }) as Error,
    );
  });

  it("is no issue where an exclusion leaves it out", async () => {
    const grid = "grid: { sae.dictSize: [512, 1048576] }\nexclude: [{ sae.dictSize: 1048576 }]";
    expect(await issuesOf(grid)).toEqual([]);
  });

  it("fits with the size that is named as the largest, and with no larger one", async () => {
    const { settings } = await load(head);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_048_576 }), fc.integer({ min: 1, max: 4096 }), (dictSize, batch) => {
        const sized = (size: number): typeof settings => ({
          ...settings,
          sae: { ...settings.sae, dictSize: size },
          train: { ...settings.train, batch },
        });
        const large = oversize(sized(dictSize));
        if (large === undefined) expect(kernelMemory(sized(dictSize))).toBeLessThanOrEqual(2 ** 32);
        if (large?.path !== "sae.dictSize") return;
        expect(oversize(sized(large.most))).toBeUndefined();
        expect(oversize(sized(large.most + 1))).toBeDefined();
      }),
    );
  });

  it("is not among the sizes that have run", async () => {
    for (const text of [
      "sae: { dictSize: 65536 }",
      "data: { activationDim: 4096, nFeatures: 8192 }\nsae: { dictSize: 16384 }",
    ])
      expect(await issuesOf(text)).toEqual([]);
  });
});

describe("a figure whose filter keeps no row", () => {
  const grid =
    "grid:\n  sae.l1Coefficient: [0.1, 1]\n  sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1] }\n  variant: { clean: {}, jitter: { data.jitter: 0.1 } }\n";
  const figure = (where: string): string =>
    `${grid}figures:\n  - { kind: line, x: sae.l1Coefficient, y: mmcs.truth, where: { ${where} } }\n`;

  it.each([
    ["sae.dictSize: 4096", 79],
    ["sae.dictSize: [2, 4]", 79],
    ["variant: jiter", 74],
    ["data.jitter: 0.2", 78],
    ["repeat: 1", 73],
    ["train.steps: 1", 78],
    ["converged: true, variant: none", 91],
  ])("is an issue at the value: %s", async (where, column) => {
    expect(await issuesOf(figure(where))).toEqual([`9:${column} PLAN_NO_ROWS`]);
  });

  it("is an issue at the filter where each of its values is somewhere, and all are nowhere", async () => {
    expect(await issuesOf(figure("variant: clean, data.jitter: 0.1"))).toEqual(["9:63 PLAN_NO_ROWS"]);
  });

  it.each([
    "sae.dictSize: 0.5",
    "sae.dictSize: 256",
    "sae.dictSize: ½×",
    "sae.dictSize: [0.5, 77]",
    "sae.l1Coefficient: 1, variant: jitter",
    "data.jitter: 0.1",
    "repeat: 0",
    "train.steps: 20000",
    "converged: false",
  ])("is not: %s", async (where) => {
    expect(await issuesOf(figure(where))).toEqual([]);
  });

  it("may be so by an exclusion", async () => {
    const text = `${figure("variant: clean, sae.l1Coefficient: 1")}exclude: [{ variant: clean, sae.l1Coefficient: 1 }]`;
    expect(await issuesOf(text)).toEqual(["9:63 PLAN_NO_ROWS"]);
  });
});

it("what is in doubt already is passed over", async () => {
  const experiment = await load(`${head}sae: { dictSize: 1048576 }\n`);
  expect(checkExperiment(experiment, (path) => path === "sae.dictSize")).toEqual([]);
  expect(checkExperiment(experiment, (path) => path === "data.jitter")).toHaveLength(1);
  await expect(load("goldilocks: 1\n")).rejects.toThrow(SpecError);
});
