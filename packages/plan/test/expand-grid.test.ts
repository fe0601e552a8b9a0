import type { Issue } from "@goldilocks/diagnostics";
import { expandGrid, PlanError } from "@goldilocks/plan";
import { describe, expect, it } from "vitest";

import { l1Coefficient } from "../src/penalty-coefficient.ts";
import { load } from "./load.ts";

const head = "goldilocks: 1\nname: a\nmetrics: [mmcs.truth]\n";

describe("expandGrid", () => {
  it("gives one cell without a grid", async () => {
    const experiment = await load(head);
    expect(expandGrid(experiment)).toEqual([{ coordinates: {}, repeat: 0, settings: experiment.settings }]);
  });

  it("varies the first axis slowest and the repeat fastest", async () => {
    const cells = expandGrid(
      await load(`${head}repeats: 2\ngrid:\n  sae.dictSize: [8, 16]\n  sae.l1Coefficient: [0.1, 1]\n`),
    );
    const order = cells.map(({ settings, repeat }) => [settings.sae.dictSize, l1Coefficient(settings.sae), repeat]);
    expect(order).toEqual([
      [8, 0.1, 0],
      [8, 0.1, 1],
      [8, 1, 0],
      [8, 1, 1],
      [16, 0.1, 0],
      [16, 0.1, 1],
      [16, 1, 0],
      [16, 1, 1],
    ]);
  });

  it("adds the repeat to the seeds named, and to no other", async () => {
    const cells = expandGrid(await load(`${head}seeds: { data: 7, init: 3 }\nrepeats: { over: [init], n: 3 }\n`));
    expect(cells.map(({ settings }) => settings.seeds)).toEqual([
      { features: 0, data: 7, init: 3 },
      { features: 0, data: 7, init: 4 },
      { features: 0, data: 7, init: 5 },
    ]);
  });

  it("resolves a ratio in its cell, truncated, and keeps its label", async () => {
    const cells = expandGrid(
      await load(
        `${head}data: { active: 1 }\ngrid:\n  data.nFeatures: [9, 20]\n  sae.dictSize: { ratioOf: data.nFeatures, values: [0.5] }\n`,
      ),
    );
    expect(cells.map(({ settings }) => settings.sae.dictSize)).toEqual([4, 10]);
    expect(new Set(cells.map(({ coordinates }) => coordinates["sae.dictSize"]?.value))).toEqual(new Set([0.5]));
  });

  it("leaves out a cell that matches every entry of an exclusion, and only that", async () => {
    const cells = expandGrid(
      await load(
        `${head}grid:\n  sae.dictSize: [8, 16]\n  sae.l1Coefficient: [0.1, 1]\nexclude:\n  - { sae.dictSize: 16, sae.l1Coefficient: 1 }\n`,
      ),
    );
    expect(cells.map(({ settings: { sae } }) => [sae.dictSize, l1Coefficient(sae)])).toEqual([
      [8, 0.1],
      [8, 1],
      [16, 0.1],
    ]);
  });

  it("refuses a grid that excludes every cell", async () => {
    const experiment = await load(`${head}grid:\n  sae.dictSize: [8, 16]\n`);
    const exclude = [{ entries: [{ axis: "sae.dictSize", points: [0, 1] }] }];
    expect(() => expandGrid({ ...experiment, exclude })).toThrowError(
      expect.objectContaining({ code: "PLAN_EMPTY_GRID" }),
    );
  });

  it("refuses more than 100,000 cells before it makes one", async () => {
    const experiment = await load(head);
    const many = { ...experiment, repeats: { over: ["init" as const], n: 1e12 } };
    expect(() => expandGrid(many)).toThrowError(expect.objectContaining({ code: "PLAN_TOO_MANY_CELLS" }));
  });

  it("gives every fault of the cells once, where the axis value was written", async () => {
    const experiment = await load(
      `${head}repeats: 3\ngrid:\n  sae.dictSize: [8, 16]\n  train.batch:\n    - 32\n    - 64\n`,
    );
    const axes = experiment.axes.map((axis) => ({
      ...axis,
      points: axis.points.with(1, { label: "0", value: 0, set: [{ path: axis.name, value: 0 }] }),
    }));
    const issues = ((): readonly Issue[] => {
      try {
        expandGrid({ ...experiment, axes });
      } catch (error) {
        if (error instanceof PlanError) return error.issues;
      }
      return [];
    })();
    expect(issues.map(({ code, span }) => [code, span?.file, span?.start.line, span?.start.column])).toEqual([
      ["SPEC_RANGE", "experiment.yaml", 6, 21],
      ["SPEC_RANGE", "experiment.yaml", 9, 7],
    ]);
  });

  it("finds a seed that a repeat takes out of its range", async () => {
    const experiment = await load(`${head}seeds: { init: 4294967295 }\n`);
    const repeats = { over: ["init" as const], n: 2 };
    expect(() => expandGrid({ ...experiment, repeats })).toThrowError(expect.objectContaining({ code: "SPEC_RANGE" }));
  });
});
